// What a status is worth (policies/status-filters.json), as CQL functions: 0 counts, 1 is history, 2 is unsure, 3 is as if it were not there.
const RANK = { current: 0, history: 1, unsure: 2, never: 3 };
/** Status elements that are codeable concepts; the others are codes. */
const CONCEPTS = new Set(['clinicalStatus', 'verificationStatus']);

/** `define function "Standing"(resource FHIR.<type>)`: the weakest of the status elements. */
export function standingFunction(type, filters) {
  const elements = Object.entries(filters[type] ?? {});
  if (elements.length === 0) throw new Error(`the statuses of ${type} are not known`);
  const helpers = elements.flatMap(([element, filter]) =>
    CONCEPTS.has(element) ? [worthFunction(type, element, filter)] : [],
  );
  const worth = elements.map(([element, filter]) =>
    CONCEPTS.has(element)
      ? ofConcept(type, element, filter)
      : `${caseOf(`resource.${element}.value`, filter, absence(filter))}`,
  );
  return [
    ...helpers,
    `define function "Standing"(resource FHIR.${type}):\n  Max({\n    ${worth.join(',\n    ')}\n  })`,
  ].join('\n\n');
}

/** Translations of one status are equal, so the weakest decides; without codes its words count. */
function ofConcept(type, element, filter) {
  const name = nameOf(type, element);
  return [
    `if exists (resource.${element}.coding C where C.code is not null)`,
    `      then Max(resource.${element}.coding C where C.code is not null return all "${name}"(C.code.value))`,
    `    else if resource.${element}.text is not null then "${name}"(Lower(resource.${element}.text.value))`,
    `    else ${absence(filter)}`,
  ].join('\n');
}

function worthFunction(type, element, filter) {
  return `define function "${nameOf(type, element)}"(status String):\n  ${caseOf('status', filter, RANK[filter.other])}`;
}

function nameOf(type, element) {
  return `Worth of ${type} ${element}`;
}

function caseOf(value, { values, other }, absent) {
  const cases = Object.entries(values).map(([code, standing]) => `when '${code}' then ${RANK[standing]}`);
  return absent === RANK[other]
    ? `case ${value} ${cases.join(' ')} else ${RANK[other]} end`
    : `if ${value} is null then ${absent} else case ${value} ${cases.join(' ')} else ${RANK[other]} end`;
}

function absence({ absent, absentWhen = [] }) {
  return absentWhen.reduceRight((otherwise, { abatement, category, then }) => {
    const holds = abatement
      ? 'resource.abatement is not null'
      : `exists (resource.category G where exists (G.coding C where C.code.value = '${category}'))`;
    return `(if ${holds} then ${RANK[then]} else ${otherwise})`;
  }, String(RANK[absent]));
}
