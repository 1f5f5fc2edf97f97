/** When an item is asked, by the answers before it: `2 = fda`, `0.1 missing`; any of several is enough. */
import type { AnswerValue } from './answer.js';
import type { Place } from './workshop.js';

type Known = ReadonlyMap<string, readonly AnswerValue[]>;

export function compileConditions(
  when: string | readonly string[] | undefined,
  place: Place,
): (known: Known) => boolean {
  const conditions = [when ?? []].flat().map((condition) => compile(condition, place));
  return conditions.length === 0 ? () => true : (known) => conditions.some((holds) => holds(known));
}

function compile(condition: string, place: Place): (known: Known) => boolean {
  const [, question, wanted] = /^(\S+) (?:= (\S+)|missing)$/.exec(condition) ?? [];
  if (question === undefined) {
    place.fault(`cannot use the condition "${condition}"`);
    return () => false;
  }
  if (wanted === undefined) return (known) => !known.has(question);
  return (known) => (known.get(question) ?? []).some((value) => wordOf(value) === wanted);
}

function wordOf(value: AnswerValue): string | undefined {
  if ('valueCoding' in value) return value.valueCoding.code;
  if ('valueString' in value) return value.valueString;
  return 'valueBoolean' in value ? String(value.valueBoolean) : undefined;
}
