/** How long the form takes, as it says of itself: by the seconds that the DTR guide gives each kind of question, on the forms of every open criterion. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Questionnaire, QuestionnaireItem, QuestionnaireResponse } from 'fhir/r4.js';
import { isEnabled, type Answers } from '../../src/dtr/enabled.js';
import { complete } from '../support/complete-form.js';
import { packageFor, signOne } from '../support/dtr.js';
import { startPolicyApp, type PolicyApp } from '../support/policy-app.js';
import { EVALUATED_AT } from '../support/scenarios/scenario.js';
import { toDocument } from '../support/scenarios/to-document.js';

const TIME = 'http://hl7.org/fhir/us/davinci-dtr/StructureDefinition/estimated-completion-time';
/** The codes of DTR, in seconds. */
const BELOW: Readonly<Record<string, number>> = { 'under-1min': 60, 'under-3min': 180, 'under-5min': 300 };
/** Seconds to look over an answer that was filled in, to tick one, to write a few words, to write three lines (DTR 2.2, "Guidelines for timing"). */
const [REVIEW, TICK, WORDS, LINES] = [5, 5, 10, 36];
/** The guide gives documents no time: choosing one from a list. */
const DOCUMENT = 20;

let app: PolicyApp;
beforeAll(async () => {
  app = await startPolicyApp({ now: EVALUATED_AT });
});
afterAll(() => app.close());

function secondsFor({ type }: QuestionnaireItem): number {
  if (type === 'text') return LINES;
  if (type === 'string') return WORDS;
  return type === 'attachment' ? DOCUMENT : TICK;
}

type Items = readonly NonNullable<QuestionnaireResponse['item']>[number][];
const flat = (items: Items = []): Items => items.flatMap((item) => [item, ...flat(item.item)]);

/** Every question that is asked, whether it has to be answered or not. */
function secondsOf(
  { item = [] }: Questionnaire,
  draft: QuestionnaireResponse,
  done: QuestionnaireResponse,
): number {
  const filledIn = new Set(flat(draft.item).flatMap(({ linkId, answer }) => (answer ? [linkId] : [])));
  const answers: Answers = new Map(flat(done.item).map(({ linkId, answer = [] }) => [linkId, answer]));
  const count = (items: readonly QuestionnaireItem[]): number =>
    items
      .filter((one) => isEnabled(one, answers) && one.type !== 'display')
      .map((one) =>
        one.type === 'group' ? count(one.item ?? []) : filledIn.has(one.linkId) ? REVIEW : secondsFor(one),
      )
      .reduce((total, seconds) => total + seconds, 0);
  return count(item);
}

test('the form says the shortest time that holds for every open criterion', async () => {
  const times: [string, number][] = [];
  let said: readonly (string | undefined)[] = [];
  for (const one of toDocument) {
    const { order } = await signOne(app, one);
    const { questionnaire, draft } = await packageFor(app, order);
    const done = await complete(app, order, one.meets);
    times.push([one.id, secondsOf(questionnaire, draft, done)]);
    const time = questionnaire.extension?.find(({ url }) => url === TIME);
    said = ['clinicalTime', 'totalTime'].map(
      (name) => time?.extension?.find(({ url }) => url === name)?.valueCode,
    );
  }
  const longest = Math.max(...times.map(([, seconds]) => seconds));
  const [code] = Object.entries(BELOW).find(([, below]) => longest < below) ?? ['over-5min'];
  process.stdout.write(
    `Seconds to complete the form: ${times.map(([id, seconds]) => `${id} ${seconds}`).join(', ')}\n`,
  );
  expect(said).toEqual([code, code]);
});
