/** What the Dockerfile says of the image, read as far as its tests need it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Instruction {
  readonly name: string;
  readonly rest: string;
}

/** One list for each stage; an instruction over several lines is one. */
export function stages(): readonly (readonly Instruction[])[] {
  const text = readFileSync(join(import.meta.dirname, '../../Dockerfile'), 'utf8');
  const lines = text
    .replace(/\\\n/g, ' ')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  const found: Instruction[][] = [[]];
  for (const line of lines) {
    const [name = '', ...words] = line.split(/\s+/);
    if (name === 'FROM') found.push([]);
    found.at(-1)?.push({ name, rest: words.join(' ') });
  }
  return found.slice(1);
}

/** The environment of the image, to which an installation adds its own. */
export function imageDefaults(): Readonly<Record<string, string>> {
  const set = (stages().at(-1) ?? []).filter(({ name }) => name === 'ENV');
  return Object.fromEntries(
    set.flatMap(({ rest }) => rest.split(' ').map((pair) => pair.split('=') as [string, string])),
  );
}
