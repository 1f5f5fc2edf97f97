/** A ValueSet with its codes listed, as far as they can be without a code system: sets of prefixes have no list (DT-01, $expand). */
import type { ValueSet, ValueSetExpansionContains } from 'fhir/r4.js';

/** DTR 2.2 oper-15: smaller ones come expanded. */
const SMALL = 40;

/** Undefined where a filter stands in place of codes. */
export function listed({ compose }: ValueSet): readonly ValueSetExpansionContains[] | undefined {
  const includes = compose?.include ?? [];
  if (includes.length === 0 || includes.some(({ concept, valueSet }) => !concept || valueSet))
    return undefined;
  return includes.flatMap(({ system, concept = [] }) =>
    concept.map(({ code, display }) => ({
      ...(system !== undefined && { system }),
      code,
      ...(display !== undefined && { display }),
    })),
  );
}

export function withExpansion(
  set: ValueSet,
  contains: readonly ValueSetExpansionContains[],
  now: Date,
): ValueSet {
  return {
    ...set,
    expansion: { timestamp: now.toISOString(), total: contains.length, contains: [...contains] },
  };
}

export function expanded(set: ValueSet, now: Date): ValueSet {
  const contains = listed(set);
  return contains === undefined || contains.length >= SMALL ? set : withExpansion(set, contains, now);
}
