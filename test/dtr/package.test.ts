/** $questionnaire-package (DT-02 to DT-08): every way to ask for it, rightly and wrongly. What is in a package: profile.test.ts. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Coverage, MedicationRequest, ParametersParameter } from 'fhir/r4.js';
import {
  answersIn,
  askPackage,
  bundlesIn,
  contextOf,
  COVERAGE,
  packageIn,
  parameters,
  post,
  remarksIn,
  signOne,
  valueOf,
  withCoverage,
  type Base,
} from '../support/dtr.js';
import { breachesOf } from '../support/check-package.js';
import { goodCall } from '../support/good-call.js';
import { startPolicyApp, type PolicyApp } from '../support/policy-app.js';
import { chartOf, given } from '../support/scenarios/chart.js';
import { drugs } from '../support/scenarios/drugs.js';
import { hospitalService, infusionOrder } from '../support/scenarios/orders.js';
import { EVALUATED_AT } from '../support/scenarios/scenario.js';

const FORM = 'https://site-of-care-cds.example.org/fhir/Questionnaire/ga-pmn-34-site-of-care';
const situation = {
  draft: [infusionOrder(drugs.infliximab), hospitalService()],
  chart: chartOf(given(drugs.infliximab, '2025-08-13')),
};
const VERSIONS: readonly (readonly [string, Base])[] = [
  ['2.0', ''],
  ['2.2', '/crd/2.2'],
];

let app: PolicyApp;
beforeAll(async () => {
  app = await startPolicyApp({ now: EVALUATED_AT });
});
afterAll(() => app.close());

const noted = (order: MedicationRequest): MedicationRequest => ({ ...order, note: [{ text: 'slower' }] });
const covered = (differences: Partial<Coverage>): ParametersParameter => ({
  name: 'coverage',
  resource: { ...COVERAGE, ...differences },
});

describe.each(VERSIONS)('after a decision for CRD %s', (version, base) => {
  test('the answer names its parts as this version does', async () => {
    const { order } = await signOne(app, situation, base);
    const body = parameters(
      withCoverage,
      { name: 'context', valueString: contextOf(order) },
      { name: 'questionnaire', valueCanonical: `${FORM}|1999` },
    );
    const replied = await askPackage(app, body, base);
    const names = (replied.body as { parameter?: { name: string }[] }).parameter?.map(({ name }) => name);
    expect(replied.status).toBe(200);
    expect(names).toEqual(
      version === '2.2' ? ['packagebundle', 'outcome'] : ['PackageBundle', 'operationOutcome'],
    );
  });
});

test('given a decision for CRD 2.2 and the address of 2.0, then the words are those of the decision', async () => {
  const { order } = await signOne(app, situation, '/crd/2.2');
  const replied = await askPackage(
    app,
    parameters(withCoverage, { name: 'context', valueString: contextOf(order) }),
  );
  expect((replied.body as { parameter?: { name: string }[] }).parameter?.[0]?.name).toBe('packagebundle');
});

test('at the root of the FHIR base it answers the same', async () => {
  const { order } = await signOne(app, situation);
  const body = parameters(withCoverage, { name: 'context', valueString: contextOf(order) });
  const replied = await post(app, '/fhir/$questionnaire-package', body);
  expect(packageIn(replied).draft.item).toEqual(packageIn(await askPackage(app, body)).draft.item);
});

test('given the context alone, then the draft has what the decision found', async () => {
  const { order, record } = await signOne(app, situation);
  const replied = await askPackage(
    app,
    parameters(withCoverage, { name: 'context', valueString: contextOf(order) }),
  );
  const answers = answersIn(packageIn(replied).draft.item);
  expect(valueOf(answers.get('0.1')?.[0] ?? {})).toBe('infliximab');
  expect([...answers.values()].flat().length).toBe(record.documentation?.answers.length);
});

test('given order and Coverage without a context, then the form comes with what they say', async () => {
  const order = infusionOrder(drugs.infliximab);
  const replied = await askPackage(app, parameters(withCoverage, { name: 'order', resource: order }));
  const { draft } = packageIn(replied);
  expect(valueOf(answersIn(draft.item).get('0.1')?.[0] ?? {})).toBe('infliximab');
  expect(valueOf(answersIn(draft.item).get('0.2')?.[0] ?? {})).toBe('unknown');
});

test('given the form alone, then it comes with an empty draft', async () => {
  const replied = await askPackage(
    app,
    parameters(withCoverage, { name: 'questionnaire', valueCanonical: FORM }),
  );
  const { draft, bundle } = packageIn(replied);
  const about = { version: '2.0', subject: 'Patient/p1', coverage: 'Coverage/c1', orders: [] } as const;
  expect(breachesOf(bundle, about)).toEqual([]);
  expect(answersIn(draft.item).size).toBe(0);
  expect(draft.item?.length).toBeGreaterThan(0);
});

test('given context and form, then the form comes once', async () => {
  const { order } = await signOne(app, situation);
  const body = parameters(
    withCoverage,
    { name: 'context', valueString: contextOf(order) },
    { name: 'questionnaire', valueCanonical: `${FORM}|2025-07` },
  );
  expect(bundlesIn(await askPackage(app, body))).toHaveLength(1);
});

test('given an order that is on no list, then it says that nothing has to be documented', async () => {
  const replied = await askPackage(
    app,
    parameters(withCoverage, { name: 'order', resource: infusionOrder(drugs.pembrolizumab) }),
  );
  expect(replied.status).toBe(200);
  expect(bundlesIn(replied)).toEqual([]);
  expect(remarksIn(replied)).toEqual([expect.stringContaining('Nothing has to be documented')]);
});

test('given a decision that asks for no form, then it says so (DT-07)', async () => {
  const atAnUnknownPlace = { ...situation, draft: [infusionOrder(drugs.infliximab)] };
  const { order } = await signOne(app, atAnUnknownPlace);
  const replied = await askPackage(
    app,
    parameters(withCoverage, { name: 'context', valueString: contextOf(order) }),
  );
  expect(replied.status).toBe(200);
  expect(remarksIn(replied)).toEqual([expect.stringContaining('asks for no form')]);
});

test('given an unknown form beside a known context, then a warning (DT-07)', async () => {
  const { order } = await signOne(app, situation);
  const body = parameters(
    withCoverage,
    { name: 'context', valueString: contextOf(order) },
    { name: 'questionnaire', valueCanonical: 'https://example.org/Questionnaire/other' },
  );
  const replied = await askPackage(app, body);
  expect(bundlesIn(replied)).toHaveLength(1);
  expect(remarksIn(replied)).toEqual([expect.stringContaining('not published here')]);
  expect(JSON.stringify(replied.body)).not.toContain('example.org/Questionnaire/other');
});

test('given the assessed order for another drug now, then a warning (DT-08)', async () => {
  const { order } = await signOne(app, situation);
  const changed: MedicationRequest = {
    ...(order as MedicationRequest),
    medicationCodeableConcept: drugs.vedolizumab.ordered,
  };
  const body = parameters(
    withCoverage,
    { name: 'order', resource: changed },
    { name: 'context', valueString: contextOf(order) },
  );
  const replied = await askPackage(app, body);
  expect(bundlesIn(replied)).toHaveLength(1);
  expect(remarksIn(replied)).toEqual([expect.stringContaining('another drug')]);
});

test('given the assessed order with another dose, then nothing is said', async () => {
  const { order } = await signOne(app, situation);
  const body = parameters(
    withCoverage,
    { name: 'order', resource: noted(order as MedicationRequest) },
    { name: 'context', valueString: contextOf(order) },
  );
  expect(remarksIn(await askPackage(app, body))).toEqual([]);
});

describe('bad input', () => {
  const context = { name: 'context', valueString: '00000000-0000-4000-8000-000000000000' };

  test.each([
    ['no Parameters', goodCall(), 400],
    ['nothing', null, 400],
    ['no Coverage', parameters(context), 400],
    ['two Coverages', parameters(withCoverage, covered({ id: 'c2' }), context), 400],
    ['nothing to go by', parameters(withCoverage), 400],
    ['two contexts', parameters(withCoverage, context, context), 400],
    ['a Coverage of nobody', parameters(covered({ beneficiary: {} }), context), 400],
    [
      'a changedsince that is none',
      parameters(withCoverage, context, { name: 'changedsince', valueInstant: 'soon' }),
      400,
    ],
    ['an order that is no resource', parameters(withCoverage, { name: 'order', valueString: 'm1' }), 400],
    ['an unknown context', parameters(withCoverage, context), 404],
    [
      'a Coverage of another payer',
      parameters(covered({ payor: [{ identifier: { system: 'urn:x', value: 'y' } }], class: [] }), {
        name: 'order',
        resource: infusionOrder(drugs.infliximab),
      }),
      422,
    ],
  ])('given %s, then an OperationOutcome', async (_what, body, status) => {
    const replied = await askPackage(app, body);
    expect({ status: replied.status, type: replied.body?.resourceType }).toEqual({
      status,
      type: 'OperationOutcome',
    });
  });

  test.each([
    [
      'another order',
      { name: 'order', resource: infusionOrder(drugs.infliximab, { id: 'm9' }) },
      withCoverage,
      422,
    ],
    ['another Coverage', undefined, covered({ id: 'c9' }), 422],
    ['another patient', undefined, covered({ beneficiary: { reference: 'Patient/p2' } }), 422],
  ])('given a context and %s, then it is refused', async (_what, order, coverage, status) => {
    const { order: signed } = await signOne(app, situation);
    const body = parameters(coverage, ...(order ? [order] : []), {
      name: 'context',
      valueString: contextOf(signed),
    });
    const replied = await askPackage(app, body);
    expect(replied.status).toBe(status);
    expect(replied.body.resourceType).toBe('OperationOutcome');
  });

  test.each<[string, unknown]>([
    ['null', null],
    ['a number', 7],
    ['words', 'x'],
    ['a list of nulls', [null]],
    ['an empty object', {}],
    ['a list of lists', [[]]],
  ])('given %s in any place, then it is refused or answered, never a failure', async (_what, garbage) => {
    const order = infusionOrder(drugs.infliximab);
    const coverage = { name: 'coverage', resource: COVERAGE };
    const bodies = [
      garbage,
      { resourceType: 'Parameters', parameter: garbage },
      ...['coverage', 'order', 'referenced', 'questionnaire', 'context', 'changedsince'].flatMap((name) => [
        { resourceType: 'Parameters', parameter: [coverage, { name, resource: garbage }] },
        { resourceType: 'Parameters', parameter: [coverage, { name, valueString: garbage }] },
      ]),
      ...['beneficiary', 'payor', 'class', 'period', 'type', 'id'].map((member) => ({
        resourceType: 'Parameters',
        parameter: [
          { name: 'coverage', resource: { ...COVERAGE, [member]: garbage } },
          { name: 'order', resource: order },
        ],
      })),
      ...['medicationCodeableConcept', 'subject', 'dosageInstruction', 'extension', 'insurance', 'id'].map(
        (member) => ({
          resourceType: 'Parameters',
          parameter: [coverage, { name: 'order', resource: { ...order, [member]: garbage } }],
        }),
      ),
    ];
    for (const body of bodies) {
      const { status, body: said } = await askPackage(app, body);
      expect([200, 400, 404, 422]).toContain(status);
      expect(['Parameters', 'OperationOutcome']).toContain(said.resourceType);
    }
  });
});
