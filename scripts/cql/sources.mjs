// One `from` of a form (policies/<id>/questionnaire.yaml) as CQL. What no expression over the chart can tell is left to this service's draft:
// what the payer's tables and directory say, and what the policy's criteria found.

/** Kinds without an expression, and why; docs/conformance.md lists their items. */
export const SERVER_ONLY = {
  'order: drug': "the drug's name is the one of the payer's drug tables",
  site: "the kind of site follows from the payer's directory and place-of-service map",
  requestType: "the payer's own approvals decide it",
  criteria: 'the criteria of the policy decide it',
  criterion: 'a criterion of the policy decides it',
  reason: 'it is a sentence of the decision',
  findings: 'it is what a criterion of the policy found',
  exposure: "which medications are the ordered molecule is known to the payer's drug tables",
  continuation: "the kind of the other site follows from the payer's directory and place-of-service map",
  nearest: "the payer's directory tells it",
  sites: "the payer's directory tells it",
  each: "whether an event belongs to the ordered drug is known to the payer's drug tables",
  event: "whether an event belongs to the ordered drug is known to the payer's drug tables",
};

/** What kind a source is, as SERVER_ONLY and docs/conformance.md call it. */
export function kindOf(source) {
  if (source.order !== undefined) return source.order === 'drug' ? 'order: drug' : 'order';
  const kinds = ['event', 'continuation', 'criterion'];
  return kinds.find((kind) => kind in source) ?? Object.keys(source)[0];
}

/**
 * The CQL of an item, undefined where only the server knows.
 * @param library collects the value sets and functions that are used
 */
export function expressionOf(item, library) {
  const kind = kindOf(item.from);
  if (kind in SERVER_ONLY) return undefined;
  const make = MAKERS[kind];
  if (!make) throw new Error(`item ${item.linkId}: no CQL for "${kind}"`);
  return make(item.from, library, item);
}

const MAKERS = {
  order: ({ order, atMostDays }, library) => {
    if (order === 'lastDay') return `"Last Day Within"(${library.number(atMostDays)})`;
    return order === 'doses' ? '"Doses"' : '"Volume"';
  },
  coded: ({ coded }, library) => `if ${isCoded(coded, library)}\n    then true else null`,
  codedOptions: ({ codedOptions }, library) => {
    const options = Object.entries(codedOptions).map(
      ([code, coded]) => `if ${isCoded(coded, library)}\n    then ${library.answer(code)} else null`,
    );
    return `({\n  ${options.join(',\n  ')}\n  }) A where A is not null`;
  },
  observation: ({ observation }, library) => {
    const { in: ids, withinMonths, part, unit = '%', options = {} } = observation;
    const sets = ids.map((id) => library.valueSet(id));
    const latest = library.define(
      `Latest of ${ids.join(', ')}`,
      `"Latest"(${retrieve('Observation', 'code', sets, library)}, ${since(withinMonths, library)})`,
    );
    library.standing('Observation');
    const number = `${UNITS[unit] ?? fail(`no CQL for the unit ${unit}`)}(${latest})`;
    if (part === 'value') return number;
    if (part === 'date') return `if ${number} is null then null else date from "When"(${latest})`;
    if (part === 'option') return cases(options, `(${latest}.value as FHIR.CodeableConcept)`, library);
    return [
      `Coalesce(${latest}.code.text.value, ${library.nameIn(only(ids))}(${latest}.code))`,
      `    + ' ' + "In Words"(${number})`,
      `    + Coalesce(', ' + ToString(date from "When"(${latest})), '')`,
    ].join('\n');
  },
  documents: ({ documents }, library) => {
    const { in: ids, withinMonths } = documents;
    const sets = ids.map((id) => library.valueSet(id));
    library.standing('DocumentReference');
    const found = retrieve('DocumentReference', 'type', sets, library);
    return [
      `("Newest"(${found} D`,
      `    where "Standing"(D) = 0 and "Is Since"("When"(D), ${since(withinMonths, library)}))) N`,
      `    return "Attachment"(N, ${library.nameIn(only(ids))}(N.type))`,
    ].join('\n');
  },
};

const UNITS = { '%': '"Percent"', '{score}': '"Score"' };

function isCoded({ in: ids, resource = ['Condition'], standing, withinMonths, codes }, library) {
  const exist = resource.flatMap((type) =>
    ids.map((id) => {
      library.standing(type);
      const set = library.valueSet(id);
      const conditions = [
        `"Standing"(R) <= ${standing === 'ever' ? 1 : 0}`,
        ...sureOf(id, library),
        ...(withinMonths === undefined ? [] : [`"Is Since"("When"(R), ${since(withinMonths, library)})`]),
        ...(codes ? [`"Has Key"(R.code, { ${codes.map((code) => `'${code}'`).join(', ')} })`] : []),
      ];
      return `exists (${retrieve(type, 'code', [set], library)} R\n      where ${conditions.join('\n        and ')})`;
    }),
  );
  return exist.join('\n    or ');
}

/** A retrieve knows only the set. */
function sureOf(id, library) {
  const isSure = library.isSurelyIn(id);
  return isSure === undefined ? [] : [`${isSure}(R.code)`];
}

function only([id, ...others]) {
  if (others.length > 0) fail('no CQL for the names of several value sets');
  return id;
}

function retrieve(type, path, sets, library) {
  return sets
    .map((set) => {
      library.requires(type, path, set);
      return `[${type}: ${path} in "${set.id}"]`;
    })
    .join(' union ');
}

function since(months, library) {
  return `"First Planned Day" - ${library.number(months)} months`;
}

/** The answer whose value sets hold the concept. */
function cases(options, concept, library) {
  const whens = Object.entries(options).map(([code, ids]) => {
    const isIn = ids.map((id) => `${library.isIn(id)}(${concept})`).join(' or ');
    return `when ${isIn} then ${library.answer(code)}`;
  });
  return `case\n    ${whens.join('\n    ')}\n    else null\n  end`;
}

function fail(message) {
  throw new Error(message);
}
