/** Responses that cannot be taken: each is refused with an OperationOutcome that says why and gives nothing back, and nothing is kept. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type {
  QuestionnaireResponse,
  QuestionnaireResponseItem,
  QuestionnaireResponseItemAnswer,
} from 'fhir/r4.js';
import type { FhirResource } from '../../src/core/fhir.js';
import {
  coded,
  complete,
  day,
  letter,
  returned,
  signedAgain,
  WHY,
  words,
  yes,
  type Answers,
} from '../support/complete-form.js';
import { contextOf, post, remarksIn, signOne } from '../support/dtr.js';
import { startPolicyApp, type PolicyApp } from '../support/policy-app.js';
import { chartOf, diagnosis, given } from '../support/scenarios/chart.js';
import { drugs } from '../support/scenarios/drugs.js';
import { hospitalService, infusionOrder } from '../support/scenarios/orders.js';
import { EVALUATED_AT } from '../support/scenarios/scenario.js';

const QR_CONTEXT = 'http://hl7.org/fhir/us/davinci-dtr/StructureDefinition/qr-context';
/** A heart failure of unknown severity: the reasons of WHY would make it met. */
const situation = {
  draft: [infusionOrder(drugs.infliximab), hospitalService()],
  chart: chartOf(given(drugs.infliximab, '2025-08-13'), diagnosis('I50.9')),
};

let app: PolicyApp;
let order: FhirResource;
/** A response that is taken. */
let form: QuestionnaireResponse;
beforeAll(async () => {
  app = await startPolicyApp({ now: EVALUATED_AT });
  ({ order } = await signOne(app, situation));
  form = await complete(app, order, WHY);
});
afterAll(() => app.close());

const itemsOf = (items: readonly QuestionnaireResponseItem[] = []): readonly QuestionnaireResponseItem[] =>
  items.flatMap((item) => [item, ...itemsOf(item.item)]);
/** The response with one item changed, wherever it stands. */
function changing(
  form: QuestionnaireResponse,
  linkId: string,
  change: (item: QuestionnaireResponseItem) => unknown,
): QuestionnaireResponse {
  const walk = (items: readonly QuestionnaireResponseItem[]): QuestionnaireResponseItem[] =>
    items.flatMap((item) => {
      const inside = item.item ? { ...item, item: walk(item.item) } : item;
      return item.linkId === linkId ? ([change(inside)].flat() as QuestionnaireResponseItem[]) : [inside];
    });
  return { ...form, item: walk(form.item ?? []) };
}
const answering = (linkId: string, answer: readonly object[]) => (form: QuestionnaireResponse) =>
  changing(form, linkId, (item) => ({ ...item, answer }));

async function refusalOf(form: unknown) {
  const reply = await returned(app, order, form);
  const issues = reply.body.resourceType === 'OperationOutcome' ? reply.body.issue : [];
  return {
    status: reply.status,
    says: remarksIn(reply)[0] ?? '',
    faults: issues.map(({ diagnostics = '' }) => diagnostics).join('\n'),
    text: JSON.stringify(reply.body),
  };
}

test('the response that all of these differ from is taken', async () => {
  const mine = await signOne(app, situation);
  expect((await returned(app, mine.order, form)).status).toBe(200);
});

describe('the response as a whole', () => {
  test.each<[string, (given: QuestionnaireResponse) => unknown, RegExp]>([
    ['another resource', () => ({ resourceType: 'Bundle' }), /no completed response/],
    ['a list', (form) => [form], /no completed response/],
    ['null', () => null, /no completed response/],
    ['words', () => 'completed', /no completed response/],
    [
      'another form',
      (form) => ({ ...form, questionnaire: 'https://example.org/other|1' }),
      /no completed response/,
    ],
    ['a form that is no text', (form) => ({ ...form, questionnaire: 7 }), /no completed response/],
    [
      'an old version',
      (form) => ({ ...form, questionnaire: form.questionnaire?.replace('2025-07', '2024-01') }),
      /another version/,
    ],
    [
      'no version',
      (form) => ({ ...form, questionnaire: form.questionnaire?.split('|')[0] }),
      /another version/,
    ],
    ['another patient', (form) => ({ ...form, subject: { reference: 'Patient/p2' } }), /another patient/],
    [
      'a subject who is no patient',
      (form) => ({ ...form, subject: { reference: 'Group/p1' } }),
      /no completed/,
    ],
    ['an empty subject', (form) => ({ ...form, subject: {} }), /no completed response/],
    ['no subject', (form) => ({ ...form, subject: undefined }), /no completed response/],
    ['no date', (form) => ({ ...form, authored: undefined }), /no completed response/],
    ['a date that is none', (form) => ({ ...form, authored: 'yesterday' }), /no completed response/],
    [
      'an order that was not assessed',
      (form) => ({
        ...form,
        extension: [{ url: QR_CONTEXT, valueReference: { reference: 'MedicationRequest/m9' } }],
      }),
      /other orders|not.*order|order/i,
    ],
  ])('given %s, then 422', async (_what, spoil, says) => {
    const refusal = await refusalOf(spoil(form));
    expect(refusal).toMatchObject({ status: 422, says: expect.stringMatching(says) as unknown });
  });

  test.each(['in-progress', 'entered-in-error', 'stopped', 'done', undefined])(
    'given the status %s, then 422',
    async (status) => {
      const refusal = await refusalOf({ ...form, status });
      expect(refusal).toMatchObject({
        status: 422,
        faults: expect.stringContaining('not completed') as unknown,
      });
    },
  );
});

describe('items', () => {
  const smuggled = [{ linkId: '5.2', answer: [{ valueBoolean: true }] }];
  test.each<[string, (given: QuestionnaireResponse) => unknown, string]>([
    [
      'one the form does not have',
      (form) => ({ ...form, item: [...(form.item ?? []), { linkId: '99' }] }),
      'does not have',
    ],
    [
      'one without a linkId',
      (form) => ({ ...form, item: [...(form.item ?? []), { answer: yes }] }),
      'does not have',
    ],
    [
      'one in another place',
      (form) => ({ ...form, item: [...(form.item ?? []), { linkId: '6.12', answer: words('x') }] }),
      'does not have',
    ],
    ['no list', (form) => ({ ...form, item: 'x' }), 'has to be answered'],
    ['nothing', (form) => ({ ...form, item: [] }), 'has to be answered'],
    ['a question twice', (form) => changing(form, '6.12', (item) => [item, item]), 'more than once'],
    [
      'a group twice that does not repeat',
      (form) => changing(form, '6', (item) => [item, item]),
      'does not repeat',
    ],
    [
      'an answer to a heading',
      (form) => changing(form, '6', (item) => ({ ...item, answer: words('x') })),
      'takes no answer itself',
    ],
    [
      'an item below an answer that has none',
      (form) =>
        changing(form, '6.12', (item) => ({ ...item, answer: [{ valueString: 'x', item: smuggled }] })),
      'does not have',
    ],
    [
      'an item below a question that has none',
      (form) => changing(form, '6.12', (item) => ({ ...item, item: smuggled })),
      'does not have',
    ],
  ])('given %s, then 422', async (_what, spoil, says) => {
    const refusal = await refusalOf(spoil(form));
    expect(refusal).toMatchObject({ status: 422, faults: expect.stringContaining(says) as unknown });
  });

  test('given an answer to what is not asked, then 422', async () => {
    const refusal = await refusalOf(await complete(app, order, { ...WHY, '4.1': words('label') }));
    expect(refusal).toMatchObject({ status: 422, faults: expect.stringContaining('4') as unknown });
    expect(refusal.faults).toContain('not asked');
  });
});

describe('answers', () => {
  test.each<[string, Answers]>([
    ['an ejection fraction of 250 %', { '6.7.1': [{ valueDecimal: 250 }] }],
    ['an ejection fraction below 1 %', { '6.7.1': [{ valueDecimal: 0 }] }],
    ['a number of doses that is no whole one', { '6.2': [{ valueInteger: 1.5 }], '6.1': coded('venous') }],
    ['an answer that is no option', { '6.8': coded('nyha-9') }],
    ['an option of another system', { '6.8': [{ valueCoding: { system: 'urn:x', code: 'nyha-4' } }] }],
    ['a date that is none', { '6.7.2': day('2025-13-40') }],
    ['two answers where one goes', { '6.8': coded('nyha-3', 'nyha-4') }],
    ['a required answer missing', { '6.12': [] }],
    ['a required answer of blanks', { '6.12': words('   ') }],
    ['a document that is nowhere', { '6.19': [{ valueAttachment: { title: 'Letter' } }] }],
  ])('given %s, then 422, and nothing is given back', async (_what, answers) => {
    const refusal = await refusalOf(await complete(app, order, { ...WHY, ...answers }));
    expect(refusal.status).toBe(422);
    expect(refusal.text).not.toMatch(/no one there|nyha-9|2025-13-40|Letter/);
  });

  const WRONG: readonly (readonly [string, QuestionnaireResponseItemAnswer])[] = [
    ['6.7.1', { valueString: '25' }],
    ['6.7.1', { valueInteger: 25 }],
    ['6.7.2', { valueString: 'in June' }],
    ['6.12', { valueBoolean: true }],
    ['6.8', { valueString: 'nyha-4' }],
    ['11.1', { valueString: 'true' }],
    ['6.19', { valueString: 'see chart' }],
    ['6.9.2', { valueCoding: { code: 'yes' } }],
    ['6.12', { valueString: 'x', valueBoolean: true }],
  ];
  test.each(WRONG)('given a value of another type for %s, then 422 at this item', async (linkId, answer) => {
    const refusal = await refusalOf(await complete(app, order, { ...WHY, [linkId]: [answer] }));
    expect(refusal).toMatchObject({
      status: 422,
      faults: expect.stringContaining(`${linkId}: takes`) as unknown,
    });
  });

  test.each([
    ['a reference to nothing', {}],
    ['a reference that is no address', { reference: 'see the order of Leonora' }],
    ['a reference to a resource of another type', { reference: 'Patient/p1' }],
  ])('given %s for the order to continue, then 422', async (_what, valueReference) => {
    const first = await signOne(app, { ...situation, chart: chartOf() });
    const answers = {
      '2': coded('initial-dose'),
      '5.5': coded('ais'),
      '5.6.1': [{ valueReference }],
      '5.6.2': letter,
    };
    const reply = await returned(app, first.order, await complete(app, first.order, answers));
    expect(reply.status).toBe(422);
    expect(JSON.stringify(reply.body)).toContain('5.6.1: takes a reference');
    expect(JSON.stringify(reply.body)).not.toContain('Leonora');
  });

  test.each<[string, unknown]>([
    ['null', null],
    ['a number', 7],
    ['words', 'x'],
    ['a list of nulls', [null]],
    ['a list of lists', [[]]],
    ['a list of numbers', [7]],
  ])(
    'given %s in place of answers, items or extensions, then it is refused or left out, never a failure',
    async (_what, garbage) => {
      const spoilt = [
        { ...form, item: garbage },
        { ...form, extension: garbage },
        answering('6.12', garbage as never)(form),
        changing(form, '6', (item) => ({ ...item, item: garbage })),
        answering('6.12', [{ valueString: garbage }])(form),
        answering('6.1', [{ valueCoding: garbage }])(form),
        answering('6.19', [{ valueAttachment: garbage }])(form),
        { ...form, subject: garbage },
        { ...form, id: garbage },
        { ...form, authored: garbage },
        { ...form, questionnaire: garbage },
      ];
      for (const one of spoilt) expect([200, 422]).toContain((await returned(app, order, one)).status);
    },
  );
});

describe('the call', () => {
  test('given no context, then 400; given an unknown one, then 404', async () => {
    expect((await post(app, '/fhir/QuestionnaireResponse', form)).status).toBe(400);
    const unknown = '/fhir/QuestionnaireResponse?context=00000000-0000-4000-8000-000000000000';
    const reply = await post(app, unknown, form);
    expect([reply.status, reply.body.resourceType]).toEqual([404, 'OperationOutcome']);
  });

  test('given a decision that asked for no form, then 422', async () => {
    const nowhere = await signOne(app, { ...situation, draft: [infusionOrder(drugs.infliximab)] });
    const reply = await post(app, `/fhir/QuestionnaireResponse?context=${contextOf(nowhere.order)}`, form);
    expect([reply.status, remarksIn(reply)[0]]).toEqual([422, expect.stringContaining('asks for no form')]);
  });

  test.each([
    ['no JSON', '{"resourceType":'],
    ['nothing', ''],
  ])('given %s, then 400', async (_what, body) => {
    const response = await fetch(`${app.url}/fhir/QuestionnaireResponse?context=${contextOf(order)}`, {
      method: 'POST',
      headers: { 'content-type': 'application/fhir+json' },
      body,
    });
    const outcome = (await response.json()) as FhirResource;
    expect([response.status, outcome.resourceType]).toEqual([400, 'OperationOutcome']);
  });

  test('given an attachment of 20 MB, then 413', async () => {
    const huge = [{ valueAttachment: { contentType: 'application/pdf', data: 'A'.repeat(20 * 1024 ** 2) } }];
    const reply = await returned(app, order, await complete(app, order, { ...WHY, '6.19': huge }));
    expect([reply.status, reply.body.resourceType]).toEqual([413, 'OperationOutcome']);
  });
});

test('nothing of what was refused counts: the order stays as it was', async () => {
  const mine = await signOne(app, situation);
  for (const spoilt of [
    { ...form, status: 'in-progress' },
    { ...form, subject: { reference: 'Patient/p2' } },
    { ...form, item: itemsOf(form.item) },
  ])
    expect((await returned(app, mine.order, spoilt)).status).toBe(422);
  const { record } = await signOne(app, signedAgain(situation, mine.order));
  expect(record.determination).toBe('needs-documentation');
});

test('what is kept of a response has no words of its own beside the answers: neither ids, displays nor texts', async () => {
  const mine = await signOne(app, situation);
  const context = { reference: `${mine.order.resourceType}/${mine.order.id}`, display: 'for Leonora' };
  const reply = await returned(app, mine.order, {
    ...form,
    id: 'Leonora Featherstone',
    author: { display: 'Leonora' },
    extension: [...(form.extension ?? []), { url: QR_CONTEXT, valueReference: context }],
    item: form.item?.map((item) => ({ ...item, text: 'Leonora' })),
  });
  expect(reply.status).toBe(200);
  const { record } = await signOne(app, signedAgain(situation, mine.order));
  expect(record.determination).toBe('met');
  expect(JSON.stringify(record.documentation?.completed)).not.toMatch(/Leonora|display/);
});
