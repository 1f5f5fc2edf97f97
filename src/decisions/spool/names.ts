/** Files in the spool's directory: `<id>.lock` while a process has it, `<id>.<n>.jsonl` for its lines, `rejected.jsonl` for the unstorable. */

const SEGMENT = /^([0-9a-f-]{36})\.(\d+)\.jsonl$/;
const LOCK = /^([0-9a-f-]{36})\.lock$/;

export const REJECTED = 'rejected.jsonl';

export function lockName(id: string): string {
  return `${id}.lock`;
}

export function segmentName(id: string, segment: number): string {
  return `${id}.${segment}.jsonl`;
}

/** Spools by id, with their files in the order they were written. */
export function spoolsIn(files: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const spools = new Map<string, { readonly name: string; readonly segment: number }[]>();
  for (const name of files) {
    const [, id = LOCK.exec(name)?.[1], segment] = SEGMENT.exec(name) ?? [];
    if (id === undefined) continue;
    const known = spools.get(id) ?? [];
    if (segment !== undefined) known.push({ name, segment: Number(segment) });
    spools.set(id, known);
  }
  return new Map(
    [...spools].map(([id, found]) => [
      id,
      found.sort((a, b) => a.segment - b.segment).map(({ name }) => name),
    ]),
  );
}
