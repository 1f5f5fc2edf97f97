/** Puts the readings of all codings together: what they have in common, or which two exclude each other. */
import type { Reading } from './reading.js';

export type Agreement =
  | {
      readonly kind: 'agreed';
      readonly codes: readonly string[];
      readonly otherForms: boolean;
    }
  | { readonly kind: 'conflict'; readonly between: readonly [Reading, Reading] };

/** Readings that say what the drug is; at least one. An ingredient that never decides alone counts only beside others. */
export function agree(readings: readonly Reading[]): Agreement {
  const deciding = readings.filter((reading) => !reading.neverAlone);
  const coded = deciding.filter((reading) => reading.codes.length > 0);
  let codes: readonly string[] = coded[0]?.codes ?? [];
  for (const reading of coded.slice(1)) {
    const common = codes.filter((code) => reading.codes.includes(code));
    if (common.length === 0) return { kind: 'conflict', between: [excluding(coded, reading), reading] };
    codes = common;
  }
  const odd = deciding.find((reading) => reading.codes.length === 0 && !fits(reading, codes, coded));
  if (odd && coded[0]) return { kind: 'conflict', between: [coded[0], odd] };
  const companions = readings.filter((reading) => reading.neverAlone);
  for (const { codes: wider } of companions) {
    const common = codes.filter((code) => wider.includes(code));
    if (common.length > 0) codes = common;
  }
  const otherForms = coded.length > 0 && coded.every((reading) => reading.otherForms);
  return { kind: 'agreed', codes, otherForms };
}

/** A product without a code agrees with a code of its own drug; a code of another drug agrees with nothing. */
function fits(reading: Reading, codes: readonly string[], coded: readonly Reading[]): boolean {
  if (reading.standing === 'elsewhere') return false;
  if (reading.standing === 'unknown') return true;
  if (reading.familyCode !== undefined && codes.includes(reading.familyCode)) return true;
  return (
    reading.molecule === undefined ||
    coded.every(({ molecule }) => molecule === undefined || molecule === reading.molecule)
  );
}

/** The earlier reading that has nothing in common with this one, else the one before it. */
function excluding(coded: readonly Reading[], reading: Reading): Reading {
  const earlier = coded.slice(0, coded.indexOf(reading));
  const apart = earlier.find((other) => !other.codes.some((code) => reading.codes.includes(code)));
  return apart ?? earlier[earlier.length - 1] ?? reading;
}
