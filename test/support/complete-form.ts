/** A form as a prescriber completes it: the package's draft, with answers added and what is no longer asked taken out. */
import type {
  FhirResource,
  QuestionnaireItem,
  QuestionnaireResponse,
  QuestionnaireResponseItem,
  QuestionnaireResponseItemAnswer,
} from 'fhir/r4.js';
import type { DecisionRecord } from '../../src/decisions/record.js';
import { isEnabled, type Answers as EnabledBy } from '../../src/dtr/enabled.js';
import { contextOf, packageFor, post, remarksIn, signOne, type Base, type Replied } from './dtr.js';
import type { PolicyApp } from './policy-app.js';
import type { Situation } from './scenarios/request.js';

type Answer = readonly QuestionnaireResponseItemAnswer[];
/** By linkId; an empty list takes the answer of the draft away. */
export type Answers = Readonly<Record<string, Answer>>;

export const coded = (...codes: readonly string[]): Answer =>
  codes.map((code) => ({ valueCoding: { code } }));
export const words = (valueString: string): Answer => [{ valueString }];
export const day = (valueDate: string): Answer => [{ valueDate }];
export const yes: Answer = [{ valueBoolean: true }];
export const letter: Answer = [
  { valueAttachment: { contentType: 'application/pdf', data: 'cGRm', title: 'Letter' } },
];

const ATTESTED: Answers = { '11.1': yes, '11.2': words('Dr. Sample'), '11.3': day('2025-09-30') };
/** What every impairment has to say. */
export const WHY: Answers = {
  '6.12': words('no one there'),
  '6.13': words('no one there either'),
  '6.19': letter,
};

/** The draft of the package with these answers in place of its own. */
export async function complete(
  app: PolicyApp,
  order: FhirResource,
  answers: Answers,
  base: Base = '',
): Promise<QuestionnaireResponse> {
  const { draft, questionnaire } = await packageFor(app, order, base);
  const item = filled(questionnaire.item ?? [], draft.item ?? [], { ...ATTESTED, ...answers }, new Map());
  return { ...draft, status: 'completed', item: [...item] };
}

/** An answer that was given for what is not asked stays in, so that a test can send one. */
function filled(
  items: readonly QuestionnaireItem[],
  given: readonly QuestionnaireResponseItem[],
  answers: Answers,
  before: EnabledBy,
): readonly QuestionnaireResponseItem[] {
  const known = new Map(before);
  const isAnswered = ({ linkId, item = [] }: QuestionnaireItem): boolean =>
    answers[linkId] !== undefined || item.some(isAnswered);
  return items.flatMap((item): readonly QuestionnaireResponseItem[] => {
    const { linkId } = item;
    if (!isEnabled(item, known) && !isAnswered(item)) return [];
    const own = given.filter((one) => one.linkId === linkId);
    if (item.type === 'group')
      return (own.length > 0 ? own : [undefined]).flatMap((one) => {
        const below = filled(item.item ?? [], one?.item ?? [], answers, known);
        return below.length > 0 ? [{ linkId, item: [...below] }] : [];
      });
    const answer = answers[linkId] ?? own.flatMap((one) => one.answer ?? []);
    if (answer.length === 0) return [];
    known.set(linkId, answer);
    return [{ linkId, answer: [...answer] }];
  });
}

export function returned(app: PolicyApp, order: FhirResource, response: unknown): Promise<Replied> {
  return post(app, `/fhir/QuestionnaireResponse?context=${contextOf(order)}`, response);
}

export interface Documented {
  readonly before: DecisionRecord;
  readonly after: DecisionRecord;
  /** As the second answer left it. */
  readonly order: FhirResource;
  /** What was signed the second time. */
  readonly again: Situation;
}

/** Sign, complete, return, sign again. */
export async function documented(
  app: PolicyApp,
  situation: Situation,
  answers: Answers,
): Promise<Documented> {
  const { order, record } = await signOne(app, situation);
  const reply = await returned(app, order, await complete(app, order, answers));
  if (reply.status !== 200)
    throw new Error(`the form was not taken: ${reply.status} ${JSON.stringify(reply.body)}`);
  if (!remarksIn(reply).some((remark) => remark.includes('signed again')))
    throw new Error('nothing says when it counts');
  const again = signedAgain(situation, order);
  const signed = await signOne(app, again);
  return { before: record, after: signed.record, order: signed.order, again };
}

/** The situation with the order as an answer left it. */
export function signedAgain(situation: Situation, order: FhirResource): Situation {
  const draft = situation.draft.map((one) => (one.id === order.id ? order : one));
  return { ...situation, draft: draft as Situation['draft'] };
}
