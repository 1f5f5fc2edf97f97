// Turns an authored form (policies/<id>/questionnaire.yaml) into a FHIR R4 Questionnaire and the code system of its answers.
import { narrative } from './questionnaire-narrative.mjs';

export const BASE = 'https://site-of-care-cds.example.org/fhir';
const ANSWERS = `${BASE}/CodeSystem/soc-answers`;
const EXTENSION = 'http://hl7.org/fhir/StructureDefinition';
const DTR = 'http://hl7.org/fhir/us/davinci-dtr/StructureDefinition';
const SDC = 'http://hl7.org/fhir/uv/sdc';
const UCUM = 'http://unitsofmeasure.org';

const COMPLETION_TIME = 'under-5min';

const MEMBERS = [
  'linkId',
  'text',
  'type',
  'required',
  'repeats',
  'readOnly',
  'options',
  'unit',
  'min',
  'max',
  'target',
  'when',
  'items',
  'from',
];

/** @param expressions linkId → name of the define that answers it, in the form's Library (scripts/cql) */
export function toQuestionnaire(form, { version, effective, expressions }) {
  const types = new Map(flat(form.items).map(({ linkId, type }) => [linkId, type]));
  return {
    resourceType: 'Questionnaire',
    id: form.id,
    meta: { profile: [`${DTR}/dtr-std-questionnaire`] },
    text: narrative(form),
    extension: [
      { url: `${EXTENSION}/cqf-library`, valueCanonical: `${BASE}/Library/${form.id}|${version}` },
      ...LAUNCH_CONTEXT.map(launchContext),
      { url: `${DTR}/questionnaireAudience`, valueCode: 'clinical' },
      // Each response is about one drug order.
      { url: `${DTR}/request-specific`, valueBoolean: true },
      {
        // DTR 2.2 dtrq-6. By the guide's own seconds for each kind of question; test/dtr/completion-time.test.ts adds them up. There is no
        // administrative part, so both times are the same.
        url: `${DTR}/estimated-completion-time`,
        extension: ['clinicalTime', 'totalTime'].map((url) => ({ url, valueCode: COMPLETION_TIME })),
      },
    ],
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
    item: form.items.map((item) =>
      toItem(item, { types, answers: form.answers, expressions, library: form.name }),
    ),
  };
}

const SDC_CONTEXT = `${SDC}/CodeSystem/launchContext`;
const OWN_CONTEXT = `${BASE}/CodeSystem/launch-context`;

/**
 * What an application that fills the form in by itself has at hand (SDC, "launchContext"). SDC has no name for an order, but lets others be
 * added; it is the name of the library's parameter.
 */
const LAUNCH_CONTEXT = [
  {
    system: SDC_CONTEXT,
    code: 'patient',
    display: 'Patient',
    type: 'Patient',
    description: 'The patient the drug is ordered for',
  },
  {
    system: SDC_CONTEXT,
    code: 'user',
    display: 'User',
    type: 'Practitioner',
    description: 'The prescriber who documents',
  },
  {
    system: OWN_CONTEXT,
    code: 'MedicationRequest',
    display: 'Order',
    type: 'MedicationRequest',
    description: 'The drug order the form is about',
  },
];

/** Names of launch contexts beside those of SDC. */
export function launchContextCodeSystem(version) {
  return codeSystem({
    id: 'launch-context',
    version,
    name: 'LaunchContext',
    title: 'Launch contexts of the site-of-care forms',
    description: 'What an application hands to the CQL of a form, beside the contexts that SDC names.',
    concepts: LAUNCH_CONTEXT.filter(({ system }) => system === OWN_CONTEXT).map(({ code, display }) => ({
      code,
      display,
    })),
  });
}

function launchContext({ system, code, display, type, description }) {
  return {
    url: `${SDC}/StructureDefinition/sdc-questionnaire-launchContext`,
    extension: [
      { url: 'name', valueCoding: { system, code, display } },
      { url: 'type', valueCode: type },
      { url: 'description', valueString: description },
    ],
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
  const extension = [
    ...(unit ? [{ url: `${EXTENSION}/questionnaire-unit`, valueCoding: { system: UCUM, ...unit } }] : []),
    ...(target ? [{ url: `${EXTENSION}/questionnaire-referenceResource`, valueCode: target }] : []),
    ...bounds(item),
    ...initialExpression(form.expressions.get(linkId), form.library),
  ];
  return {
    ...(extension.length > 0 && { extension }),
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

/** Values outside are refused when the form comes back. */
function bounds({ type, min, max }) {
  const value = type === 'integer' ? 'valueInteger' : 'valueDecimal';
  return [
    ['minValue', min],
    ['maxValue', max],
  ].flatMap(([name, bound]) =>
    bound === undefined ? [] : [{ url: `${EXTENSION}/${name}`, [value]: bound }],
  );
}

/** A define of the form's library, with its compiled form beside it (DTR 2.2 spec-96). */
function initialExpression(name, libraryName) {
  if (name === undefined) return [];
  const elm = { type: 'ExpressionRef', name, libraryName };
  const alternative = {
    url: `${DTR}/alternativeExpression`,
    valueExpression: { language: 'application/elm+json', expression: JSON.stringify(elm) },
  };
  return [
    {
      url: `${SDC}/StructureDefinition/sdc-questionnaire-initialExpression`,
      valueExpression: { extension: [alternative], language: 'text/cql-identifier', expression: name },
    },
  ];
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
