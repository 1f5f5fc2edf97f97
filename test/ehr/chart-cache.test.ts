import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Availability, ReadRequest, ReadResult } from '../../src/core/chart/chart.js';
import { ChartCache, type ChartOwner } from '../../src/ehr/chart-cache.js';
import { condition, search } from './support.js';

const OWNER: ChartOwner = {
  fhirServer: 'https://ehr.example.org/fhir',
  patientId: 'p1',
  userId: 'Practitioner/dr1',
  client: 'clinic',
  authorization: { subject: 'cds', scope: 'user/*.rs', patient: 'p1' },
};
const CONDITIONS = search('Condition');

let time: number;
let cache: ChartCache;
beforeEach(() => {
  time = 0;
  cache = new ChartCache(60, () => time);
});

function result(more: Partial<ReadResult> = {}): ReadResult {
  const resource = condition('c1') as unknown as ReadResult['obtained'][number]['resource'];
  return {
    key: 'Condition',
    availability: { state: 'complete' },
    obtained: [{ resource, reference: 'Condition/c1', source: 'read' }],
    ...more,
  };
}

function keep(owner: ChartOwner = OWNER, request: ReadRequest = CONDITIONS, given = result()): void {
  cache.shelf(owner)?.keep(request, given);
}

const taken = (owner: ChartOwner = OWNER, request: ReadRequest = CONDITIONS) =>
  cache.shelf(owner)?.take(request);

test('what was kept is there for the same owner and the same request', () => {
  keep();
  expect(taken({ ...OWNER })).toEqual(result());
});

describe('nobody else gets it', () => {
  test.each<[string, Partial<ChartOwner>]>([
    ['another server', { fhirServer: 'https://other.example.org/fhir' }],
    ['another patient', { patientId: 'p2' }],
    ['another user', { userId: 'Practitioner/dr2' }],
    ['another client', { client: 'hospital' }],
    ['a client nobody knows', { client: undefined }],
    ['another subject of the token', { authorization: { ...OWNER.authorization, subject: 'app' } }],
    ['another scope', { authorization: { ...OWNER.authorization, scope: 'user/Patient.rs' } }],
    ['a token for another patient', { authorization: { ...OWNER.authorization, patient: 'p2' } }],
    ['a call without a token', { authorization: undefined }],
  ])('%s', (_who, differences) => {
    keep();
    expect(taken({ ...OWNER, ...differences })).toBeUndefined();
  });

  test.each<[string, Partial<ChartOwner>]>([
    ['no user', { userId: undefined }],
    ['no server', { fhirServer: undefined }],
  ])('given %s, then nothing is kept at all', (_what, differences) => {
    expect(cache.shelf({ ...OWNER, ...differences })).toBeUndefined();
  });
});

test('another question gets no answer, also under the same key', () => {
  keep(OWNER, search('Observation', { code: '1' }));
  expect(taken(OWNER, search('Observation', { code: '2' }))).toBeUndefined();
  expect(taken(OWNER, search('Observation'))).toBeUndefined();
});

describe('what is not kept', () => {
  test.each(['MedicationRequest', 'ServiceRequest', 'Appointment', 'Task', 'QuestionnaireResponse'])(
    '%s: it changes while somebody orders',
    (type) => {
      keep(OWNER, search(type));
      expect(taken(OWNER, search(type))).toBeUndefined();
    },
  );

  test.each<Availability>([
    { state: 'partial', reason: 'more than 5 pages' },
    { state: 'unavailable', reason: '403' },
  ])('an answer that is $state', (availability) => {
    keep(OWNER, CONDITIONS, result({ availability }));
    expect(taken()).toBeUndefined();
  });

  test('what was half prefetched', () => {
    const obtained = result().obtained.map((one) => ({ ...one, source: 'prefetch' as const }));
    keep(OWNER, CONDITIONS, result({ obtained }));
    expect(taken()).toBeUndefined();
  });
});

test('it is forgotten after its time, counted from the reading', () => {
  keep();
  time = 59_999;
  expect(taken()).toBeDefined();
  time = 60_000;
  expect(taken()).toBeUndefined();
  expect(cache.size).toBe(0);
});

test('large charts push each other out', () => {
  const resource = { resourceType: 'Binary', id: 'b', data: 'x'.repeat(3_000_000) };
  const large = result({
    obtained: [
      { resource, reference: 'Binary/b', source: 'read' } as unknown as ReadResult['obtained'][number],
    ],
  });
  const owners = ['p1', 'p2', 'p3', 'p4'].map((patientId) => ({ ...OWNER, patientId }));
  for (const owner of owners) keep(owner, CONDITIONS, large);
  expect(owners.map((owner) => taken(owner) !== undefined)).toEqual([false, false, true, true]);
});
