/** Our statement of what Da Vinci DTR 2.2 asks of the draft in a package (DT-06), beside check-package.ts. */
import type {
  Extension,
  Questionnaire,
  QuestionnaireItem,
  QuestionnaireResponse,
  QuestionnaireResponseItem,
  QuestionnaireResponseItemAnswer,
} from 'fhir/r4.js';
import { isEnabled, type Answers } from '../../src/dtr/enabled.js';

export const DTR = 'http://hl7.org/fhir/us/davinci-dtr/StructureDefinition';
export const CORE = 'http://hl7.org/fhir/StructureDefinition';
const ANSWER_SOURCE = 'https://site-of-care-cds.example.org/fhir/StructureDefinition/answer-source';

export interface PackageFor {
  readonly version: '2.0' | '2.2';
  /** `Patient/p1`, `Coverage/c1`, `MedicationRequest/m1` */
  readonly subject: string;
  readonly coverage: string;
  readonly orders: readonly string[];
}

/** What has a canonical address. */
export interface Versioned {
  readonly url?: string | undefined;
  readonly version?: string | undefined;
}

type Breach = string | false | undefined;
export const only = (breaches: readonly Breach[]): readonly string[] =>
  breaches.flatMap((breach) => (typeof breach === 'string' ? [breach] : []));
export const at = (
  { extension = [] }: { extension?: readonly Extension[] | undefined },
  url: string,
): readonly Extension[] => extension.filter((one) => one.url === url);
export const repeated = (keys: readonly string[]): readonly string[] =>
  keys.filter((key, index) => keys.indexOf(key) !== index).map((key) => `${key} is there twice`);
export const canonicalOf = ({ url, version }: Versioned): string => `${url}|${version ?? ''}`;

/** What the draft breaks; empty when nothing. */
export function draftBreaches(
  draft: QuestionnaireResponse,
  form: Questionnaire,
  { version, subject, coverage, orders }: PackageFor,
): readonly string[] {
  const references = (url: string) => at(draft, url).map(({ valueReference }) => valueReference?.reference);
  const payers = references(version === '2.2' ? `${DTR}/qr-coverage` : `${DTR}/qr-context`);
  const uses = at(draft, `${DTR}/intendedUse`).map(({ valueCodeableConcept }) => valueCodeableConcept);
  return only([
    !draft.meta?.profile?.includes(`${DTR}/dtr-questionnaireresponse`) && 'the draft claims no profile',
    draft.questionnaire !== canonicalOf(form) && 'the draft answers another form',
    draft.status !== 'in-progress' && 'the draft is no draft',
    draft.subject?.reference !== subject && 'the draft is about somebody else',
    draft.authored === undefined && 'the draft does not say from when it is',
    draft.basedOn && 'basedOn is not allowed',
    draft.partOf && 'partOf is not allowed',
    !payers.includes(coverage) && 'the draft names no Coverage',
    ...orders.map(
      (order) => !references(`${DTR}/qr-context`).includes(order) && `the draft does not name ${order}`,
    ),
    !uses.some((use) => use?.coding?.some(({ code }) => code === 'withpa')) && 'nothing says what it is for',
    ...answersBreaches(form.item ?? [], draft.item ?? [], new Map(), version),
  ]);
}

/** Items stand where the form has them, with its words; what is not asked is not answered; a question stands once. */
function answersBreaches(
  items: readonly QuestionnaireItem[],
  given: readonly QuestionnaireResponseItem[],
  known: Answers,
  version: '2.0' | '2.2',
): readonly string[] {
  const answers = new Map(known);
  const order = given.map(({ linkId }) => items.findIndex((item) => item.linkId === linkId));
  const breaches = only([
    ...given.map(({ linkId }, index) => order[index] === -1 && `${linkId} does not stand there in the form`),
    order.some((place, index) => place < (order[index - 1] ?? 0)) && 'the order is not that of the form',
  ]);
  return [
    ...breaches,
    ...items.flatMap((item) => {
      const own = given.filter(({ linkId }) => linkId === item.linkId);
      if (own.length === 0) return [];
      const values = own.flatMap(({ answer = [] }) => answer);
      if (values.length > 0) answers.set(item.linkId, values);
      return [
        ...only([
          !isEnabled(item, answers) && 'is not asked',
          own.some(({ text }) => text !== item.text) && 'has other words than the form',
          own.length > 1 && !(item.type === 'group' && item.repeats) && 'stands more than once',
          values.length > 1 && !item.repeats && 'has several answers',
          values.length > 0 && ['group', 'display'].includes(item.type) && 'is no question',
        ]).map((breach) => `${item.linkId} ${breach}`),
        ...values.flatMap((value) => answerBreaches(value, item, version)),
        ...own.flatMap(({ item: inside = [] }) => answersBreaches(item.item ?? [], inside, answers, version)),
      ];
    }),
  ];
}

/** FHIR's name of the value an item of a type takes. */
const VALUES: Readonly<Record<string, string>> = {
  boolean: 'valueBoolean',
  decimal: 'valueDecimal',
  integer: 'valueInteger',
  date: 'valueDate',
  string: 'valueString',
  text: 'valueString',
  choice: 'valueCoding',
  'open-choice': 'valueCoding valueString',
  attachment: 'valueAttachment',
  reference: 'valueReference',
};

function answerBreaches(
  answer: QuestionnaireResponseItemAnswer,
  item: QuestionnaireItem,
  version: '2.0' | '2.2',
): readonly string[] {
  const names = Object.keys(answer).filter((name) => name.startsWith('value'));
  const origins = at(answer, `${DTR}/information-origin`).flatMap(({ extension = [] }) => extension);
  const sources = at(answer, ANSWER_SOURCE).map(({ valueReference }) => valueReference?.reference ?? '');
  const number = answer.valueDecimal ?? answer.valueInteger;
  const bound = (name: string) => {
    const [found] = at(item, `${CORE}/${name}`);
    return found?.valueInteger ?? found?.valueDecimal;
  };
  const options = (item.answerOption ?? []).map(({ valueCoding }) => JSON.stringify(valueCoding));
  return only([
    (names.length !== 1 || !VALUES[item.type]?.split(' ').includes(names[0] ?? '')) && 'has another type',
    answer.valueCoding && !options.includes(JSON.stringify(answer.valueCoding)) && 'is none of the options',
    number !== undefined && number < (bound('minValue') ?? -Infinity) && 'is too small',
    number !== undefined && number > (bound('maxValue') ?? Infinity) && 'is too large',
    answer.valueDate !== undefined &&
      !/^\d{4}(-\d{2}(-\d{2})?)?$/.test(answer.valueDate) &&
      'is no date of FHIR',
    answer.valueAttachment?.data !== undefined && 'holds the document itself',
    // information-origin 1..1, and dtrx-1: what a server filled in has no author.
    JSON.stringify(origins) !==
      JSON.stringify([{ url: 'source', valueCode: version === '2.2' ? 'auto-server' : 'auto' }]) &&
      'does not say who filled it in',
    ...sources.map((source) => !/^[A-Z][A-Za-z]+\/[A-Za-z0-9.-]+$/.test(source) && 'comes from nowhere'),
    ...repeated(sources),
  ]).map((breach) => `${item.linkId}: an answer ${breach}`);
}
