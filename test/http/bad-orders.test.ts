/** Orders that cannot be read, beside one that can: the good one is answered as if it stood alone, the bad one is recorded with the reason. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { answerTo, gist, goodCall, goodCallBeside, goodCallOrdering, M1 } from '../support/good-call.js';
import { startPolicyApp, type PolicyApp } from '../support/policy-app.js';
import { drugs } from '../support/scenarios/drugs.js';
import { infusionOrder } from '../support/scenarios/orders.js';
import { EVALUATED_AT } from '../support/scenarios/scenario.js';

let app: PolicyApp;
let alone: unknown;
beforeAll(async () => {
  app = await startPolicyApp({ now: EVALUATED_AT });
  alone = gist((await answerTo(app, goodCall())).decision);
});
afterAll(() => app.close());

const M2 = 'MedicationRequest/m2';
/** An infliximab order with elements of any kind; undefined takes an element away. */
const order = (elements: Readonly<Record<string, unknown>> = {}) => ({
  resource: { ...infusionOrder(drugs.infliximab, { id: 'm2' }), ...elements },
});
const drug = (medicationCodeableConcept: unknown) => order({ medicationCodeableConcept });
const RXNORM = 'http://www.nlm.nih.gov/research/umls/rxnorm';

describe('an entry that is no order', () => {
  test.each([
    ['null', null],
    ['a number', 7],
    ['a string', 'MedicationRequest'],
    ['nothing', {}],
    ['a null resource', { resource: null }],
    ['a resource that is a list', { resource: [order().resource] }],
    ['a resource without type', { resource: { id: 'm2' } }],
    ['a resource whose type is a number', { resource: { resourceType: 7, id: 'm2' } }],
    ['an order without id', order({ id: undefined })],
    ['an order whose id is a number', order({ id: 12 })],
  ])('%s: it is recorded, and the good order is answered', async (_what, entry) => {
    const { decision, decisions } = await answerTo(app, goodCallBeside(entry));
    expect(gist(decision)).toEqual(alone);
    expect([...decisions.values()]).toContainEqual(
      expect.objectContaining({ order: 'draftOrders.entry[0]', cause: 'unusable-order', silent: true }),
    );
  });

  test('two entries with the same id: the first is used, the second recorded as not', async () => {
    const twice = goodCallBeside(order({ id: 'm1', medicationCodeableConcept: drugs.pembrolizumab.ordered }));
    const { body } = await app.orderSign(twice);
    const records = [...(await app.decisions(twice.hookInstance)).values()];
    expect(body.cards).toEqual([]);
    expect(JSON.stringify(records)).toMatch(/MedicationRequest\/m1 is there twice/);
  });

  test('an order for another patient: recorded, never answered', async () => {
    const other = order({ subject: { reference: 'Patient/p12' } });
    const { decision, decisions, response } = await answerTo(app, goodCallBeside(other));
    expect(gist(decision)).toEqual(alone);
    expect(decisions.get(M2)).toMatchObject({
      determination: 'insufficient-context',
      cause: 'unusable-order',
    });
    expect(JSON.stringify(response)).not.toContain(M2);
  });
});

describe('an order whose drug cannot be read', () => {
  test.each([
    ['no drug', drug(undefined)],
    ['null', drug(null)],
    ['a number', drug(7)],
    ['a list', drug([])],
    ['codings that are a string', drug({ coding: 'infliximab' })],
    ['a null coding', drug({ coding: [null] })],
    ['numbers for system and code', drug({ coding: [{ system: 3, code: 310994, display: 5 }], text: 6 })],
    [
      'a reference to nowhere',
      order({ medicationCodeableConcept: undefined, medicationReference: { reference: 'Medication/none' } }),
    ],
    ['a reference that is a number', order({ medicationCodeableConcept: undefined, medicationReference: 7 })],
    [
      'a contained drug that is not there',
      order({
        medicationCodeableConcept: undefined,
        medicationReference: { reference: '#none' },
        contained: [null, 7, {}],
      }),
    ],
  ])('%s: not applicable without a word, and the good order is answered', async (_what, entry) => {
    const { decision, decisions, response } = await answerTo(app, goodCallBeside(entry));
    expect(gist(decision)).toEqual(alone);
    expect(decisions.get(M2)).toMatchObject({
      determination: 'not-applicable',
      drug: { outcome: 'UNRESOLVED' },
    });
    expect(JSON.stringify(response)).not.toContain('"m2"');
  });

  test('one readable coding among broken ones is enough', async () => {
    const coding = [null, 7, { system: 3 }, { system: RXNORM, code: '310994' }, { code: [] }];
    const { decisions } = await answerTo(app, goodCallBeside(drug({ coding })));
    expect(decisions.get(M2)?.drug).toMatchObject({ outcome: 'RESOLVED', hcpcs: ['J1745'] });
  });
});

describe('an order that is odd elsewhere', () => {
  const oddities: readonly (readonly [string, unknown])[] = [
    ['category', 'outpatient'],
    ['category', { coding: [7] }],
    ['contained', { resourceType: 'Medication' }],
    ['contained', [null, 'x', 7]],
    ['dosageInstruction', 'weekly'],
    ['dosageInstruction', { route: 7 }],
    ['dosageInstruction', [null, 7, { route: [], timing: 'x', doseAndRate: {} }]],
    ['dosageInstruction', [{ timing: { repeat: { boundsPeriod: 7, boundsDuration: 'x' }, event: 7 } }]],
    ['dispenseRequest', 'x'],
    ['dispenseRequest', { performer: 7, validityPeriod: [], expectedSupplyDuration: 'x' }],
    ['performer', [{ reference: 7 }]],
    ['performerType', 'nurse'],
    ['encounter', 'e1'],
    ['groupIdentifier', [{}]],
    ['extension', 'x'],
    ['extension', [null, { url: 7 }, { url: 'https://example.org', extension: 7 }]],
    ['insurance', [null, 7, { reference: 9 }]],
    ['note', 'x'],
    ['note', [{ text: 7 }]],
    ['reasonCode', { coding: 'x' }],
    ['reasonReference', [7]],
    ['requester', []],
    ['status', 7],
    ['intent', null],
    ['subject', 'Patient/p1'],
    ['authoredOn', {}],
    ['priorPrescription', 7],
    ['meta', 'x'],
  ];

  test.each(oddities)(
    '%s is %j: decided like any other, and nothing leaks onto its neighbour',
    async (name, value) => {
      const second = order({ [name]: value });
      const beside = await answerTo(app, goodCallBeside(second));
      expect(gist(beside.decision)).toEqual(alone);
      const sound = (await answerTo(app, goodCallBeside(order()))).decisions.get(M2);
      const odd = beside.decisions.get(M2);
      // An oddity may cost the answer, never improve it.
      expect(odd?.determination).not.toBe('met');
      expect([sound?.determination, 'insufficient-context', 'needs-documentation']).toContain(
        odd?.determination,
      );
    },
  );

  test.each(oddities)('%s is %j: the order comes back with it unchanged', async (name, value) => {
    const { response } = await answerTo(app, goodCallOrdering({ [name]: value }));
    const returned = response.systemActions?.find(({ resource }) => resource?.id === 'm1')?.resource;
    if (name === 'extension') expect(returned === undefined || 'extension' in returned).toBe(true);
    else if (returned) expect(returned).toHaveProperty(name, value);
  });
});

test('a million characters in one element are carried along', async () => {
  const text = { status: 'generated', div: 'y'.repeat(1_000_000) };
  const { decision, response } = await answerTo(app, goodCallOrdering({ text }));
  expect(gist(decision)).toEqual(alone);
  expect(response.systemActions?.[0]?.resource).toHaveProperty('text', text);
});

test('references to nowhere cost what they would have told, not more', async () => {
  const nowhere = { reference: 'Basic/none' };
  const { decision } = await answerTo(
    app,
    goodCallOrdering({
      encounter: { reference: 'Encounter/none' },
      requester: nowhere,
      basedOn: [
        nowhere,
        { reference: 'urn:uuid:0' },
        { reference: 'https://' },
        { reference: 'ServiceRequest?x=y' },
      ],
      supportingInformation: [
        nowhere,
        { reference: 'ServiceRequest/s1' },
        { reference: 'ServiceRequest/none' },
      ],
      reasonReference: [{ reference: 'Condition/none' }],
      priorPrescription: { reference: 'MedicationRequest/m1' },
    }),
  );
  expect(decision).toMatchObject({ order: M1, determination: 'not-met', site: { class: 'HOPD' } });
});
