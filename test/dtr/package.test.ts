/** $questionnaire-package (DT-02 to DT-08): the form of a decision with its draft, and every way to ask for it wrongly. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type {
  Bundle,
  Coverage,
  MedicationRequest,
  ParametersParameter,
  QuestionnaireResponseItem,
} from 'fhir/r4.js';
import {
  answersIn,
  askPackage,
  bundlesIn,
  contextOf,
  COVERAGE,
  packageFor,
  packageIn,
  parameters,
  post,
  remarksIn,
  signOne,
  sign,
  valueOf,
  withCoverage,
  type Base,
} from '../support/dtr.js';
import { goodCall } from '../support/good-call.js';
import { startPolicyApp, type PolicyApp } from '../support/policy-app.js';
import { scenarios } from '../support/scenarios/all.js';
import { chartOf, given } from '../support/scenarios/chart.js';
import { drugs } from '../support/scenarios/drugs.js';
import { hospitalService, infusionOrder } from '../support/scenarios/orders.js';
import { EVALUATED_AT } from '../support/scenarios/scenario.js';
import { faultsOfResource } from '../support/validate-fhir.js';

const FORM = 'https://site-of-care-cds.example.org/fhir/Questionnaire/ga-pmn-34-site-of-care';
const DTR = 'http://hl7.org/fhir/us/davinci-dtr/StructureDefinition';
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

function itemsOf(items: readonly QuestionnaireResponseItem[] = []): readonly QuestionnaireResponseItem[] {
  return items.flatMap((item) => [item, ...itemsOf(item.item)]);
}

/** The rules of the package's profile (DT-05), on any Bundle. */
function breaches({ type, entry = [] }: Bundle): readonly string[] {
  const resources = entry.map(({ resource }) => resource);
  const count = (resourceType: string) =>
    resources.filter((resource) => resource?.resourceType === resourceType).length;
  const keys = resources.flatMap((resource) =>
    resource && 'url' in resource
      ? [
          `${resource.resourceType} ${JSON.stringify([resource.url, (resource as { version?: string }).version])}`,
        ]
      : [],
  );
  const allowed = ['Questionnaire', 'QuestionnaireResponse', 'ValueSet', 'Library'];
  return [
    type !== 'collection' && 'no collection',
    resources[0]?.resourceType !== 'Questionnaire' && 'the form is not the first entry',
    count('Questionnaire') !== 1 && 'not one form',
    count('QuestionnaireResponse') !== 1 && 'not one draft',
    new Set(keys).size !== keys.length && 'something is there twice',
    resources.some((resource) => !allowed.includes(resource?.resourceType ?? '')) && 'closed slicing',
  ].flatMap((breach) => (breach === false ? [] : [breach]));
}

describe.each(VERSIONS)('after a decision for CRD %s', (version, base) => {
  test.each(scenarios.map((scenario) => [scenario.id, scenario] as const))(
    '%s: the package keeps the profile, and the draft is marked and complete',
    async (_id, scenario) => {
      for (const { record, order } of await sign(app, scenario, base)) {
        if (!record.documentation) continue;
        const { bundle, questionnaire, draft } = await packageFor(app, order, base);
        expect(breaches(bundle)).toEqual([]);
        expect(faultsOfResource(questionnaire)).toEqual([]);
        expect(faultsOfResource(draft)).toEqual([]);
        expect(draft).toMatchObject({
          questionnaire: `${FORM}|2025-07`,
          status: 'in-progress',
          subject: { reference: 'Patient/p1' },
        });
        const coverageUrl = version === '2.2' ? `${DTR}/qr-coverage` : `${DTR}/qr-context`;
        expect(draft.extension).toEqual(
          expect.arrayContaining([
            { url: coverageUrl, valueReference: { reference: 'Coverage/c1' } },
            { url: `${DTR}/qr-context`, valueReference: { reference: record.order } },
            expect.objectContaining({ url: `${DTR}/intendedUse` }),
          ]),
        );
        const answers = itemsOf(draft.item).flatMap(({ answer = [] }) => answer);
        expect(answers.length).toBe(record.documentation.answers.length);
        const origin = version === '2.2' ? 'auto-server' : 'auto';
        for (const answer of answers)
          expect(answer.extension?.[0]).toEqual({
            url: `${DTR}/information-origin`,
            extension: [{ url: 'source', valueCode: origin }],
          });
      }
    },
  );

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
  expect(breaches(bundle)).toEqual([]);
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
});
