/** The form comes back: completing what was missing moves the determination as the policy says, and nothing else does. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type {
  AdverseEvent,
  FhirResource,
  MedicationRequest,
  QuestionnaireItem,
  QuestionnaireResponse,
  QuestionnaireResponseItem,
  QuestionnaireResponseItemAnswer,
  ServiceRequest,
} from 'fhir/r4.js';
import { isEnabled, type Answers as EnabledBy } from '../../src/dtr/enabled.js';
import { contextOf, packageFor, post, remarksIn, sign, signOne } from '../support/dtr.js';
import { startFhirServer, type FhirServer } from '../support/fhir-server.js';
import { startPolicyApp, type PolicyApp } from '../support/policy-app.js';
import { scenarios } from '../support/scenarios/all.js';
import { chartOf, diagnosis, given, severeReaction } from '../support/scenarios/chart.js';
import { drugs } from '../support/scenarios/drugs.js';
import { hospitalService, infusionOrder } from '../support/scenarios/orders.js';
import { asServerLoad } from '../support/scenarios/request.js';
import { EVALUATED_AT } from '../support/scenarios/scenario.js';

interface Situation {
  readonly draft: readonly (MedicationRequest | ServiceRequest)[];
  readonly chart: readonly FhirResource[];
}

const TOKEN = 'form-token';
let app: PolicyApp;
let ehr: FhirServer;
beforeAll(async () => {
  [app, ehr] = await Promise.all([startPolicyApp({ now: EVALUATED_AT }), startFhirServer({ token: TOKEN })]);
});
afterAll(() => Promise.all([app.close(), ehr.close()]));

type Answers = Readonly<Record<string, readonly QuestionnaireResponseItemAnswer[]>>;

const coded = (...codes: readonly string[]): readonly QuestionnaireResponseItemAnswer[] =>
  codes.map((code) => ({ valueCoding: { code } }));
const words = (valueString: string): readonly QuestionnaireResponseItemAnswer[] => [{ valueString }];
const day = (valueDate: string): readonly QuestionnaireResponseItemAnswer[] => [{ valueDate }];
const yes: readonly QuestionnaireResponseItemAnswer[] = [{ valueBoolean: true }];
const letter: readonly QuestionnaireResponseItemAnswer[] = [
  { valueAttachment: { contentType: 'application/pdf', data: 'cGRm', title: 'Letter' } },
];
const ATTESTED: Answers = { '11.1': yes, '11.2': words('Dr. Sample'), '11.3': day('2025-09-30') };
const WHY: Answers = { '6.12': words('no one there'), '6.13': words('no one there either'), '6.19': letter };

/** The draft of the package with these answers in place of its own, as a prescriber completes it. */
async function complete(order: FhirResource, answers: Answers): Promise<QuestionnaireResponse> {
  const { draft, questionnaire } = await packageFor(app, order);
  const all = { ...ATTESTED, ...answers };
  const isAnswered = ({ item: below = [] }: QuestionnaireItem): boolean =>
    below.some((one) => answers[one.linkId] !== undefined || isAnswered(one));
  const fill = (
    items: typeof questionnaire.item = [],
    given: readonly QuestionnaireResponseItem[] = [],
    before: EnabledBy = new Map(),
  ): QuestionnaireResponseItem[] => {
    const known = new Map(before);
    return items.flatMap((item): QuestionnaireResponseItem[] => {
      const { linkId } = item;
      // What is no longer asked is taken out again; the test of such answers puts one in.
      if (!isEnabled(item, known) && all[linkId] === undefined && item.type !== 'group') return [];
      const own = given.filter((one) => one.linkId === linkId);
      if (item.type === 'group')
        return (own.length > 0 ? own : [undefined]).flatMap((one) => {
          if (!isEnabled(item, known) && !isAnswered(item)) return [];
          const below = fill(item.item, one?.item, known);
          return below.length > 0 ? [{ linkId, item: below }] : [];
        });
      const answer = all[linkId] ?? own.flatMap((one) => one.answer ?? []);
      if (answer.length > 0) known.set(linkId, answer);
      return answer.length > 0 ? [{ linkId, answer: [...answer] }] : [];
    });
  };
  return { ...draft, status: 'completed', item: fill(questionnaire.item, draft.item) };
}

const returned = (order: FhirResource, response: unknown) =>
  post(app, `/fhir/QuestionnaireResponse?context=${contextOf(order)}`, response);

/** Sign, complete, return, sign again. */
async function documented(situation: Situation, answers: Answers) {
  const { order, record } = await signOne(app, situation);
  const reply = await returned(order, await complete(order, answers));
  expect({ status: reply.status, remarks: remarksIn(reply) }).toEqual({
    status: 200,
    remarks: [expect.stringContaining('signed again')],
  });
  const again = { ...situation, draft: situation.draft.map((one) => (one.id === order.id ? order : one)) };
  const signed = await signOne(app, { ...again, draft: again.draft as Situation['draft'] });
  return { before: record, after: signed.record, order: signed.order, again };
}

const infliximab = (...history: readonly FhirResource[]): Situation => ({
  draft: [infusionOrder(drugs.infliximab), hospitalService()],
  chart: chartOf(given(drugs.infliximab, '2025-08-13'), ...history),
});
const scenario = (id: string): Situation => {
  const found = scenarios.find((one) => one.id === id);
  if (!found) throw new Error(`no scenario ${id}`);
  return found;
};
const statuses = (criteria: readonly { id: string; status: string }[], ...ids: readonly string[]) =>
  Object.fromEntries(ids.map((id) => [id, criteria.find((one) => one.id === id)?.status]));

/** A reaction whose record says neither how severe it was nor what was tried. */
const infusion = given(drugs.infliximab, '2025-06-11', { effectiveDateTime: '2025-06-11T09:00:00-04:00' });
const bare: AdverseEvent = (({ extension: _grade, severity: _severity, ...event }) => event)(
  severeReaction('2025-06-11', infusion),
);

describe('completing what was missing', () => {
  test('T02: the place of continuation, its order and the end of the course make the first dose met', async () => {
    const { before, after } = await documented(scenario('T02'), {
      '5.4.2': day('2025-11-04'),
      '5.5': coded('home-infusion'),
      '5.6.2': letter,
    });
    expect(before.determination).toBe('needs-documentation');
    expect(after.determination).toBe('met');
    expect(statuses(after.criteria, 'INIT', 'INIT.PLAN', 'INIT.SHORT')).toEqual({
      INIT: 'met',
      'INIT.PLAN': 'met',
      'INIT.SHORT': 'met',
    });
  });

  test('T02: a course of six weeks is still too long', async () => {
    const { after } = await documented(scenario('T02'), {
      '5.4.2': day('2025-11-19'),
      '5.5': coded('home-infusion'),
      '5.6.2': letter,
    });
    expect(after.determination).toBe('needs-documentation');
  });

  test('a heart failure of unknown severity, with both reasons', async () => {
    const { before, after } = await documented(infliximab(diagnosis('I50.9')), WHY);
    expect(before.determination).toBe('needs-documentation');
    expect(after.determination).toBe('met');
    expect(statuses(after.criteria, 'C.CARDIO')).toEqual({ 'C.CARDIO': 'met' });
  });

  test('a venous access problem with a vein finder at the other sites is not met by it', async () => {
    const answers = { ...WHY, '6.3': coded('yes') };
    const { before, after } = await documented(infliximab(diagnosis('I87.8')), answers);
    expect(before.determination).toBe(after.determination);
  });

  test('a reaction of unknown severity and response, with grade, measures, response and its record', async () => {
    const { before, after } = await documented(infliximab(infusion, bare), {
      '7.4': coded('grade-3'),
      '7.5': coded('steroid', 'rate-reduction'),
      '7.6': coded('non-responsive'),
      '7.9': letter,
    });
    expect(before.determination).toBe('needs-documentation');
    expect(statuses(after.criteria, 'D', 'D.SEV', 'D.RESP')).toEqual({
      D: 'met',
      'D.SEV': 'met',
      'D.RESP': 'met',
    });
    expect(after.determination).toBe('met');
  });

  test('the same reaction that resolved is not met by it', async () => {
    const { after } = await documented(infliximab(infusion, bare), {
      '7.4': coded('grade-3'),
      '7.5': coded('steroid'),
      '7.6': coded('resolved'),
      '7.9': letter,
    });
    expect(after.determination).toBe('needs-documentation');
  });

  test('a continued request, with why it is still needed', async () => {
    const approved = scenario('X05');
    const situation = {
      ...approved,
      chart: approved.chart.filter(({ resourceType }) => resourceType !== 'Condition'),
    };
    const { before, after } = await documented(
      { ...situation, chart: [...situation.chart, diagnosis('I50.9')] },
      { '2': coded('monitoring'), '9.1': words('telemetry'), '9.2': letter },
    );
    expect(before.determination).toBe('needs-documentation');
    expect(after.determination).toBe('met');
  });

  test('a renewal still asks for the impairment and the adverse events it rests on', async () => {
    const { record } = await signOne(app, scenario('X05'));
    expect(record.documentation?.answers.map(({ linkId }) => linkId)).toEqual(
      expect.arrayContaining(['2', '6.1']),
    );
  });
});

test('given a refuted anaphylaxis, then no answer of the form brings it back', async () => {
  const { before, after } = await documented(scenario('T08'), {
    '2': coded('adverse-event'),
    '7.1': day('2024-05-02'),
    '7.2': words('infliximab'),
    '7.3': coded('anaphylaxis'),
    '7.4': coded('grade-4'),
    '7.5': coded('steroid'),
    '7.6': coded('non-responsive'),
    '7.8': words('nothing else works'),
    '7.9': letter,
  });
  expect(before.determination).toBe('not-met');
  expect(after.determination).toBe('not-met');
  expect(statuses(after.criteria, 'D')).toEqual({ D: 'not-met' });
});

test('given the form as it was filled in, without more, then nothing moves', async () => {
  for (const one of scenarios) {
    for (const { order, record } of await sign(app, one)) {
      if (!record.documentation) continue;
      const { draft } = await packageFor(app, order);
      const form: QuestionnaireResponse = { ...draft, id: 'form', status: 'completed' };
      const again = await sign(app, { ...one, chart: [...one.chart, form] });
      const same = again.find((signed) => signed.record.order === record.order)?.record;
      expect([one.id, same?.determination]).toEqual([one.id, record.determination]);
    }
  }
});

test('given the completed form in the chart instead, then it counts as well', async () => {
  const situation = scenario('T02');
  const { order } = await signOne(app, situation);
  const form = await complete(order, {
    '5.4.2': day('2025-11-04'),
    '5.5': coded('home-infusion'),
    '5.6.2': letter,
  });
  const { record } = await signOne(app, {
    ...situation,
    chart: [...situation.chart, { ...form, id: 'form' }],
  });
  expect(record.determination).toBe('met');
});

test('given a completed form that only the order names, where forms cannot be searched, then it is read', async () => {
  const situation = scenario('T02');
  const { order } = await signOne(app, situation);
  const answers = { '5.4.2': day('2025-11-04'), '5.5': coded('home-infusion'), '5.6.2': letter };
  const form: QuestionnaireResponse = { ...(await complete(order, answers)), id: 'form' };
  const [drug, ...services] = situation.draft;
  const naming = {
    ...(drug as MedicationRequest),
    supportingInformation: [
      ...((drug as MedicationRequest).supportingInformation ?? []),
      { reference: 'QuestionnaireResponse/form' },
    ],
  };
  const { transaction, request } = asServerLoad(
    { draft: [naming, ...services], chart: [...situation.chart, form] },
    ehr.url,
    TOKEN,
  );
  ehr.load(transaction);
  ehr.fail('QuestionnaireResponse', { status: 403, when: ({ path }) => !path.includes('/') });
  await app.orderSign(request);
  const record = (await app.decisions(request.hookInstance)).get('MedicationRequest/m1');
  expect(record?.determination).toBe('met');
});

test('the form of one drug does not speak for another order of the draft', async () => {
  const other = infusionOrder(drugs.vedolizumab, {
    id: 'm2',
    supportingInformation: [{ reference: 'ServiceRequest/s2' }],
  });
  const situation: Situation = {
    draft: [infusionOrder(drugs.infliximab), hospitalService(), other, hospitalService({ id: 's2' })],
    chart: chartOf(
      diagnosis('I50.9'),
      given(drugs.infliximab, '2025-08-13'),
      given(drugs.vedolizumab, '2025-08-13'),
    ),
  };
  const [first] = await sign(app, situation);
  if (!first) throw new Error('nothing was decided');
  const form = { ...(await complete(first.order, WHY)), id: 'form' };
  const again = await sign(app, { ...situation, chart: [...situation.chart, form] });
  expect(again.map(({ record }) => [record.order, record.determination])).toEqual([
    ['MedicationRequest/m1', 'met'],
    ['MedicationRequest/m2', 'needs-documentation'],
  ]);
});

test('a decision that used the form keeps it for the next time the order is signed', async () => {
  const { order, again } = await documented(infliximab(diagnosis('I50.9')), WHY);
  const third = await signOne(app, { ...again, draft: [order as MedicationRequest, hospitalService()] });
  expect(third.record.determination).toBe('met');
});

test('what is kept holds no words of the prescriber, no document and no patient', async () => {
  const { after } = await documented(infliximab(diagnosis('I50.9')), WHY);
  const kept = JSON.stringify(after.documentation?.completed);
  expect(kept).toContain('6.12');
  expect(kept).not.toMatch(/no one there|cGRm|Sample|Patient\/p1/);
});

describe('bad input', () => {
  const situation = infliximab(diagnosis('I50.9'));

  test.each<[string, (form: QuestionnaireResponse) => unknown, number, RegExp]>([
    ['no response', () => ({ resourceType: 'Bundle' }), 422, /no completed response/],
    ['a draft', (form) => ({ ...form, status: 'in-progress' }), 422, /no completed response/],
    [
      'another form',
      (form) => ({ ...form, questionnaire: 'https://example.org/other|1' }),
      422,
      /no completed response/,
    ],
    [
      'an old version',
      (form) => ({ ...form, questionnaire: form.questionnaire?.replace('2025-07', '2024-01') }),
      422,
      /another version/,
    ],
    [
      'no version',
      (form) => ({ ...form, questionnaire: form.questionnaire?.split('|')[0] }),
      422,
      /another version/,
    ],
    [
      'another patient',
      (form) => ({ ...form, subject: { reference: 'Patient/p2' } }),
      422,
      /another patient/,
    ],
    ['nobody', (form) => ({ ...form, subject: {} }), 422, /no completed response/],
    [
      'an unknown item',
      (form) => ({ ...form, item: [...(form.item ?? []), { linkId: '99' }] }),
      422,
      /no completed response/,
    ],
    ['items that are none', (form) => ({ ...form, item: 'x' }), 422, /no completed response/],
  ])('given %s, then it is refused with an OperationOutcome', async (_what, spoil, status, says) => {
    const { order } = await signOne(app, situation);
    const reply = await returned(order, spoil(await complete(order, WHY)));
    expect(reply.status).toBe(status);
    expect(remarksIn(reply)[0]).toMatch(says);
  });

  test.each<[string, Answers]>([
    ['an ejection fraction of 250 %', { ...WHY, '6.7.1': [{ valueDecimal: 250 }] }],
    ['an answer that is no option', { ...WHY, '6.8': coded('nyha-9') }],
    ['a date that is none', { ...WHY, '6.7.2': day('2025-13-40') }],
    ['two answers where one goes', { ...WHY, '6.8': coded('nyha-3', 'nyha-4') }],
    ['words where a number goes', { ...WHY, '6.7.1': words('25') }],
    ['a required answer missing', { ...WHY, '6.12': [] }],
    ['an answer to what is not asked', { ...WHY, '4.1': words('label') }],
  ])('given %s, then it is refused, and nothing is given back', async (_what, answers) => {
    const { order } = await signOne(app, situation);
    const reply = await returned(order, await complete(order, answers));
    expect(reply.status).toBe(422);
    expect(JSON.stringify(reply.body)).not.toMatch(/no one there|nyha-9|2025-13-40/);
  });

  test('given no context, then 400; given an unknown one, then 404', async () => {
    const { order } = await signOne(app, situation);
    const form = await complete(order, WHY);
    expect((await post(app, '/fhir/QuestionnaireResponse', form)).status).toBe(400);
    const unknown = '/fhir/QuestionnaireResponse?context=00000000-0000-4000-8000-000000000000';
    expect((await post(app, unknown, form)).status).toBe(404);
  });

  test('given the form of another patient for this order, then signing finds nothing', async () => {
    const { order } = await signOne(app, situation);
    await returned(order, await complete(order, WHY));
    const stranger = {
      ...situation,
      draft: [
        { ...order, medicationCodeableConcept: drugs.infliximab.ordered } as MedicationRequest,
        hospitalService(),
      ],
    };
    const request = JSON.parse(
      JSON.stringify(stranger).replaceAll('Patient/p1', 'Patient/p9').replaceAll('"id":"p1"', '"id":"p9"'),
    ) as Situation;
    const signed = await sign(app, request);
    expect(signed.map(({ record }) => record.determination)).not.toContain('met');
  });

  test('given an attachment of 20 MB, then 413', async () => {
    const { order } = await signOne(app, situation);
    const huge = [{ valueAttachment: { contentType: 'application/pdf', data: 'A'.repeat(20 * 1024 ** 2) } }];
    const reply = await returned(order, await complete(order, { ...WHY, '6.19': huge }));
    expect({ status: reply.status, type: reply.body.resourceType }).toEqual({
      status: 413,
      type: 'OperationOutcome',
    });
  });
});
