/** What is counted of a call for CRD's metrics (CR-86): enough to compare payers, nothing about a patient. */
import { describe, expect, test } from '@jest/globals';
import { COVERAGE_INFORMATION } from '../../src/crd/coverage-information.js';
import { completeMetric, metricDraft, type MetricFacts } from '../../src/crd/metric-data.js';
import { requestMetrics } from '../../src/crd/metric-requests.js';
import type { CdsResponse } from '../../src/cards/types.js';
import type { HookCall } from '../../src/core/call.js';
import type { Chart, Obtained } from '../../src/core/chart/chart.js';
import type { FhirResource } from '../../src/core/fhir.js';
import { chartOf, medicationRequest, NPI, TODAY } from '../support/draft.js';

const call: HookCall = {
  hook: 'order-sign',
  hookInstance: 'd1577c69-dfbe-44ad-ba6d-3e05e953b2ea',
  patientId: 'p1',
  userId: 'Practitioner/dr1',
  encounterId: 'e1',
  about: { kind: 'draft', draftOrders: {} },
  today: TODAY,
  evaluatedAt: '2025-10-01T12:00:00Z',
};
const doctor = {
  resourceType: 'Practitioner',
  id: 'dr1',
  identifier: [{ system: NPI, value: '1111111111' }],
};
const clinic = { resourceType: 'Organization', id: 'o1', identifier: [{ system: NPI, value: '2222222222' }] };
const role = {
  resourceType: 'PractitionerRole',
  id: 'r1',
  practitioner: { reference: 'Practitioner/dr1' },
  organization: { reference: 'Organization/o1' },
};
const READ = { key: 'conditions', availability: { state: 'complete' }, obtained: [] } as const;

function draftOf(changes: Partial<MetricFacts> = {}) {
  return metricDraft({ call, chart: chartOf(), hasToken: true, reads: [], requests: [], ...changes });
}

describe('who and when', () => {
  test('a call is told by its instance, hook and time', () => {
    expect(draftOf()).toEqual({
      source: 'payer-src',
      hookInstance: call.hookInstance,
      hookType: 'order-sign',
      requestTime: '2025-10-01T12:00:00Z',
      tokenUse: 'not-used',
    });
  });

  test('the user and the organisation are told by their NPI', () => {
    const { providerId, groupId } = draftOf({ chart: chartOf([doctor, clinic, role]) });
    expect(providerId).toEqual({ system: NPI, value: '1111111111' });
    expect(groupId).toEqual({ system: NPI, value: '2222222222' });
  });

  test('given a user in a role, then the practitioner behind it is the provider', () => {
    const chart = chartOf([doctor, clinic, role]);
    const { providerId, groupId } = draftOf({ chart, call: { ...call, userId: 'PractitionerRole/r1' } });
    expect([providerId?.value, groupId?.value]).toEqual(['1111111111', '2222222222']);
  });

  test('given no role, then the organisation that provides the encounter is the group', () => {
    const encounter = {
      resourceType: 'Encounter',
      id: 'e1',
      serviceProvider: { reference: 'Organization/o1' },
    };
    expect(draftOf({ chart: chartOf([encounter, clinic]) }).groupId?.value).toBe('2222222222');
  });

  test("an identifier that is no NPI is not told, and a patient's never", () => {
    const patient = { resourceType: 'Patient', id: 'p1', identifier: [{ system: NPI, value: '3333333333' }] };
    const nurse = { ...doctor, identifier: [{ system: 'urn:oid:1.2.3', value: 'nurse-7' }] };
    const text = JSON.stringify(draftOf({ chart: chartOf([patient, nurse, role]) }));
    expect(text).not.toMatch(/3333333333|nurse-7|p1/);
  });

  test('the payer is told by the identifier it is configured with', () => {
    const payer = { system: 'urn:oid:2.16.840.1.113883.6.300', value: '99999' };
    expect(draftOf({ payer }).payerId).toEqual(payer);
  });

  test('the end of the call completes it', () => {
    const at = new Date('2025-10-01T12:00:00.250Z');
    expect(completeMetric(draftOf(), { status: 200, at })).toMatchObject({
      responseTime: '2025-10-01T12:00:00.250Z',
      httpResponse: 200,
    });
  });

  test('a failure leaves the codes of its OperationOutcome, without the words', () => {
    const issues = [
      { code: 'required', details: { coding: [{ code: 'nothing-to-look-at' }] }, diagnostics: 'words' },
    ];
    const metric = completeMetric(draftOf(), { status: 412, at: new Date(0), issues });
    expect(metric).toMatchObject({
      httpResponse: 412,
      issue: [{ code: 'required', details: { coding: [{ code: 'nothing-to-look-at' }] } }],
    });
    expect(JSON.stringify(metric)).not.toContain('words');
  });
});

describe('the access token', () => {
  const refused = (reason: string) =>
    ({ key: 'conditions', availability: { state: 'unavailable', reason }, obtained: [] }) as const;

  test.each<[string, Partial<MetricFacts>, string]>([
    ['nothing had to be read', { reads: [] }, 'not-used'],
    ['there was none, and an open server was read', { hasToken: false, reads: [READ] }, 'not-used'],
    ['something was read', { reads: [READ] }, 'used'],
    ['every read was refused', { reads: [refused('401')] }, 'rejected'],
    ['some reads were refused and others not', { reads: [refused('403'), READ] }, 'used'],
    ['the server was down', { reads: [refused('timed out after 1500 ms')] }, 'used'],
  ])('%s', (_title, facts, expected) => {
    expect(draftOf(facts).tokenUse).toBe(expected);
  });
});

test('what was looked at is counted by type, prefetched and read apart, the orders not among it', () => {
  const condition = (id: string) => ({ resourceType: 'Condition', id });
  const chart = chartOf([medicationRequest()], {}, 'draft')
    .withResources(chartOf([condition('c1'), condition('c2'), doctor], {}, 'prefetch').resources())
    .withResources(chartOf([condition('c3')], {}, 'read').resources());
  expect(draftOf({ chart }).resources).toEqual([
    { type: 'Condition', count: 2, prefetch: true },
    { type: 'Condition', count: 1, prefetch: false },
    { type: 'Practitioner', count: 1, prefetch: true },
  ]);
});

describe('the requests and what was said of them', () => {
  const order = medicationRequest({ id: 'm1' });
  const focal = focalOf(order);

  test('a request is told by its type and codes, without its text', () => {
    const worded = medicationRequest({
      medicationCodeableConcept: {
        coding: [
          { system: 'http://www.nlm.nih.gov/research/umls/rxnorm', code: '191831', display: 'a drug' },
        ],
        text: 'infliximab for Pat Example',
      },
    });
    expect(requestMetrics(focalOf(worded), chartOf(), { cards: [] }, new Set())).toEqual([
      {
        type: 'MedicationRequest',
        orderDetail: { coding: [{ system: 'http://www.nlm.nih.gov/research/umls/rxnorm', code: '191831' }] },
      },
    ]);
  });

  test('the codes of a drug that is only referred to come from its Medication', () => {
    const referring = medicationRequest({
      medicationCodeableConcept: undefined,
      medicationReference: { reference: 'Medication/x' },
    });
    const chart = chartOf([{ resourceType: 'Medication', id: 'x', code: { coding: [{ code: 'J1745' }] } }]);
    const [metric] = requestMetrics(focalOf(referring), chart, { cards: [] }, new Set());
    expect(metric?.orderDetail).toEqual({ coding: [{ code: 'J1745' }] });
  });

  test('coverage information is told by its codes; that of another payer is not told', () => {
    const extension = [assertion('ours', 'conditional'), assertion('theirs', 'covered')];
    const response: CdsResponse = {
      cards: [],
      systemActions: [{ type: 'update', description: 'd', resource: resourceOf({ ...order, extension }) }],
    };
    const [metric] = requestMetrics(focal, chartOf(), response, new Set(['ours']));
    expect(metric?.response).toEqual([
      {
        type: 'coverage-info',
        focus: ['MedicationRequest'],
        coverageInfo: [
          {
            covered: 'conditional',
            paNeeded: 'auth-needed',
            docNeeded: 'clinical',
            infoNeeded: 'location',
            questionnaire: [{ reference: 'https://x.example/q|1', adaptive: false, response: false }],
            assertionId: 'ours',
          },
        ],
      },
    ]);
  });

  test('a card counts for each request it names, and for all when it names none', () => {
    const naming = card('network', ['MedicationRequest/m1']);
    const general = card('insurance');
    const [first, second] = requestMetrics(
      [...focal, ...focalOf(medicationRequest({ id: 'm2' }))],
      chartOf(),
      { cards: [naming, general] },
      new Set(),
    );
    expect(first?.response?.map(({ type }) => type)).toEqual(['network', 'insurance']);
    expect(second?.response?.map(({ type }) => type)).toEqual(['insurance']);
  });

  test('both spellings of the associated resource are understood', () => {
    const [metric] = requestMetrics(
      focal,
      chartOf(),
      { cards: [card('network', [{ reference: 'MedicationRequest/m1' }])] },
      new Set(),
    );
    expect(metric?.response).toEqual([{ type: 'network' }]);
  });
});

function resourceOf(elements: object): FhirResource {
  return elements as FhirResource;
}

function focalOf(elements: object): readonly Obtained[] {
  const chart: Chart = chartOf([elements as Record<string, unknown>], {}, 'draft');
  return chart.resources();
}

function assertion(id: string, covered: string) {
  return {
    url: COVERAGE_INFORMATION,
    extension: [
      { url: 'covered', valueCode: covered },
      { url: 'pa-needed', valueCode: 'auth-needed' },
      { url: 'doc-needed', valueCode: 'clinical' },
      { url: 'info-needed', valueCode: 'location' },
      { url: 'questionnaire', valueCanonical: 'https://x.example/q|1' },
      { url: 'coverage-assertion-id', valueString: id },
    ],
  };
}

function card(topic: string, associated?: readonly unknown[]): CdsResponse['cards'][number] {
  return {
    uuid: 'e2a1f3c0-0000-4000-8000-000000000001',
    summary: 'a summary',
    indicator: 'info',
    source: { label: 'payer', topic: { system: 's', code: topic } },
    ...(associated && { extension: { 'davinci-crd.associated-resource': associated } }),
  };
}
