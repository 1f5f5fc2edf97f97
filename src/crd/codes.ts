/** The codes of one assertion, in one CRD version's vocabulary, made to agree with each other (invariants q1–q4, q8 of the extension). */
import type { AnswerRow } from '../core/policy/answers.js';

export interface Codes {
  readonly covered: string;
  readonly paNeeded?: string | undefined;
  readonly docNeeded: readonly string[];
  readonly docPurpose: readonly string[];
  readonly infoNeeded: readonly string[];
}

/** Authorizations that documents can go with. */
const WITHOUT_AUTHORIZATION: ReadonlySet<string | undefined> = new Set(['no-auth', 'satisfied', undefined]);

export function codesOf(row: AnswerRow): Codes {
  const { covered, paNeeded, docNeeded = [], docPurpose = [], infoNeeded = [] } = row;
  return { covered, paNeeded, docNeeded, docPurpose, infoNeeded };
}

/**
 * - pa-needed is given unless not-covered (q2 of 2.0.1 demands the first, q2 of 2.2.1 the second);
 * - a purpose goes with documents, and `withpa` with an authorization (q4);
 * - info-needed goes with a conditional code, and a conditional code with info-needed (q3 of either version).
 */
export function consistent(codes: Codes): Codes {
  const { covered, docNeeded } = codes;
  const paNeeded = covered === 'not-covered' ? undefined : (codes.paNeeded ?? 'conditional');
  const isConditional = [covered, paNeeded, ...docNeeded].includes('conditional');
  const purposes = docNeeded.length === 0 ? [] : codes.docPurpose;
  const info = codes.infoNeeded.length === 0 ? ['OTH'] : codes.infoNeeded;
  return {
    covered,
    paNeeded,
    docNeeded,
    docPurpose: purposes.filter((code) => code !== 'withpa' || !WITHOUT_AUTHORIZATION.has(paNeeded)),
    infoNeeded: isConditional ? info : [],
  };
}

/** What a version says of a row of a policy's answers, worked out once for each: the rows stay what they are. */
export function onceForEachRow<T extends object>(make: (row: AnswerRow) => T): (row: AnswerRow) => T {
  const made = new WeakMap<AnswerRow, T>();
  return (row) => {
    const known = made.get(row);
    if (known) return known;
    const value = make(row);
    made.set(row, value);
    return value;
  };
}
