// Turns an authored form (policies/<id>/questionnaire.yaml) into a FHIR R4 Questionnaire and the code system of its answers.
export const BASE = 'https://site-of-care-cds.example.org/fhir';
const ANSWERS = `${BASE}/CodeSystem/soc-answers`;
const EXTENSION = 'http://hl7.org/fhir/StructureDefinition';
const UCUM = 'http://unitsofmeasure.org';

const MEMBERS = [
  'linkId',
  'text',
  'type',
  'required',
  'repeats',
  'readOnly',
  'options',
  'unit',
  'target',
  'when',
  'items',
];

export function toQuestionnaire(form, { version, effective }) {
  const types = new Map(flat(form.items).map(({ linkId, type }) => [linkId, type]));
  return {
    resourceType: 'Questionnaire',
    id: form.id,
    url: `${BASE}/Questionnaire/${form.id}`,
    version,
    name: form.name,
    title: form.title,
    status: 'active',
    experimental: false,
    subjectType: ['Patient'],
    publisher: 'site-of-care-cds',
    description: form.description,
    effectivePeriod: { start: effective },
    item: form.items.map((item) => toItem(item, { types, answers: form.answers })),
  };
}

export function answersCodeSystem(form, version) {
  return codeSystem({
    id: 'soc-answers',
    version,
    name: 'SocAnswers',
    title: 'Answers of the site-of-care form',
    description: `The answers that can be chosen in ${BASE}/Questionnaire/${form.id}.`,
    concepts: Object.entries(form.answers).map(([code, display]) => ({ code, display })),
  });
}

/** A complete code system of this project; `concepts` have code and display. */
export function codeSystem({ id, version, name, title, description, concepts }) {
  return {
    resourceType: 'CodeSystem',
    id,
    url: `${BASE}/CodeSystem/${id}`,
    version,
    name,
    title,
    status: 'active',
    experimental: false,
    publisher: 'site-of-care-cds',
    description,
    caseSensitive: true,
    content: 'complete',
    count: concepts.length,
    concept: concepts,
  };
}

function toItem(item, form) {
  const { linkId, text, type, required, repeats, readOnly, options, unit, target, when, items } = item;
  const unknown = Object.keys(item).filter((member) => !MEMBERS.includes(member));
  if (unknown.length > 0) throw new Error(`item ${linkId}: "${unknown.join('", "')}" is not known here`);
  if (typeof linkId !== 'string') throw new Error(`item ${linkId}: a linkId is text; put it in quotes`);
  const conditions = [when ?? []].flat();
  return {
    ...(unit && {
      extension: [{ url: `${EXTENSION}/questionnaire-unit`, valueCoding: { system: UCUM, ...unit } }],
    }),
    ...(target && {
      extension: [{ url: `${EXTENSION}/questionnaire-referenceResource`, valueCode: target }],
    }),
    linkId,
    text,
    type,
    ...(conditions.length > 0 && {
      enableWhen: conditions.map((condition) => enableWhen(condition, item, form)),
    }),
    ...(conditions.length > 1 && { enableBehavior: 'any' }),
    ...(required && { required }),
    ...(repeats && { repeats }),
    ...(readOnly && { readOnly }),
    ...(options && { answerOption: options.map((code) => ({ valueCoding: coding(code, item, form) })) }),
    ...(items && { item: items.map((child) => toItem(child, form)) }),
  };
}

/** `'2 = fda'` or `'0.1 missing'`. */
function enableWhen(condition, item, form) {
  const [, question, wanted] = /^(\S+) (?:= (\S+)|missing)$/.exec(condition) ?? [];
  const type = form.types.get(question);
  if (type === undefined) throw new Error(`item ${item.linkId}: cannot use the condition "${condition}"`);
  if (wanted === undefined) return { question, operator: 'exists', answerBoolean: false };
  return { question, operator: '=', ...answer(type, wanted, item, form) };
}

function answer(type, wanted, item, form) {
  if (type === 'boolean') return { answerBoolean: wanted === 'true' };
  if (type === 'string') return { answerString: wanted };
  return { answerCoding: coding(wanted, item, form) };
}

function coding(code, item, form) {
  const display = form.answers[code];
  if (display === undefined) throw new Error(`item ${item.linkId}: "${code}" is not one of the answers`);
  return { system: ANSWERS, code, display };
}

function flat(items) {
  return items.flatMap((item) => [item, ...flat(item.items ?? [])]);
}
