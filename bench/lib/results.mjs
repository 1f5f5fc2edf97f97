/** Where results go: results/latest.* of each run, results/baseline.* of a run that is kept for later ones to be compared with. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';

const FOLDER = join(import.meta.dirname, '../results');
const DOCUMENT = join(import.meta.dirname, '../../docs/performance.md');

export function thisMachine() {
  return {
    cores: cpus().length,
    node: process.versions.node,
    platform: `${process.platform} ${process.arch}`,
  };
}

/** @returns the kept results of this name, or undefined */
export function keptResults(name) {
  const file = join(FOLDER, `${name}.json`);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

/** @param contents by file ending: text, or a value that becomes JSON */
export async function write(name, contents) {
  mkdirSync(FOLDER, { recursive: true });
  for (const [ending, content] of Object.entries(contents)) {
    const file = join(FOLDER, `${name}.${ending}`);
    writeFileSync(file, typeof content === 'string' ? content : await asJson(content, file));
  }
}

/** Without digits that mean nothing. */
function asJson(value, file) {
  const short = (_, item) => (typeof item === 'number' ? Number(item.toPrecision(5)) : item);
  return formatted(JSON.stringify(value, short), file);
}

/** Replaces what stands between the marks `<!-- bench:name -->` and `<!-- /bench:name -->` in docs/performance.md. */
export async function intoDocument(name, markdown) {
  const text = readFileSync(DOCUMENT, 'utf8');
  const [begin, end] = [`<!-- bench:${name} -->`, `<!-- /bench:${name} -->`];
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from < 0 || to < from) throw new Error(`docs/performance.md has no place for ${name}`);
  const replaced = `${text.slice(0, from + begin.length)}\n\n${markdown}\n\n${text.slice(to)}`;
  writeFileSync(DOCUMENT, await formatted(replaced, DOCUMENT));
}

/** As `npm run format` would leave the file. */
async function formatted(text, filepath) {
  return format(text, { ...(await resolveConfig(filepath)), filepath });
}
