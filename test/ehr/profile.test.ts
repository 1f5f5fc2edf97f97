/** What one call learns of a server, the next one knows. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { REFUSAL_MS } from '../../src/ehr/profile.js';
import { ServerProfiles } from '../../src/ehr/profiles.js';
import { startFhirServer, type FhirServer } from '../support/fhir-server.js';
import { ask, condition, network, read, search, session, TOKEN } from './support.js';

let ehr: FhirServer;
let now = 0;
let profiles: ServerProfiles;
const TYPES = ['Condition', 'MedicationAdministration', 'Medication'];

beforeEach(async () => {
  ehr = await startFhirServer({ types: TYPES });
  now = Date.parse('2025-10-01T12:00:00Z');
  profiles = new ServerProfiles({ send: network.send, now: () => now });
});
afterEach(() => ehr.close());

const askAgain = (...request: Parameters<typeof search>) => ask(ehr.url, search(...request), { profiles });
const queries = () => ehr.requests.map(({ query }) => query.toString());
/** A whole call: what it learns in the background is waited for. */
async function call(...requests: Parameters<ReturnType<typeof session>['gather']>[0]) {
  const one = session(ehr.url, { profiles });
  const results = await one.gather(requests);
  one.close();
  await profiles.settled();
  return results;
}

describe('a query that was refused', () => {
  beforeEach(() => {
    ehr.load(condition('c1'));
    ehr.fail('Condition', { status: 400, when: ({ query }) => query.has('_count') });
  });

  test('is asked at once in the form that worked', async () => {
    await askAgain('Condition');
    expect(await askAgain('Condition')).toMatchObject({ availability: { state: 'complete' } });
    expect(queries()).toEqual(['patient=p1&_count=200', 'patient=p1', 'patient=p1']);
  });

  test('is tried again when the memory is old', async () => {
    await askAgain('Condition');
    now += REFUSAL_MS;
    await askAgain('Condition');
    expect(queries().slice(2)).toEqual(['patient=p1&_count=200', 'patient=p1']);
  });

  test('is no matter for another server', async () => {
    await askAgain('Condition');
    const other = await startFhirServer();
    await ask(other.url, search('Condition'), { profiles });
    expect(other.requests).toHaveLength(1);
    expect(other.requests[0]?.query.has('_count')).toBe(true);
    await other.close();
  });

  test('is shown with its parameters, without their values', async () => {
    await askAgain('Condition');
    const [shown] = profiles.list();
    expect(shown?.refused).toEqual([
      {
        resourceType: 'Condition',
        parameters: ['patient', '_count'],
        status: 400,
        instead: 'plain',
        at: '2025-10-01T12:00:00.000Z',
      },
    ]);
    expect(JSON.stringify(shown)).not.toMatch(new RegExp(`p1|${TOKEN}`));
  });
});

test('what is refused in every form is not remembered: it may have been the token', async () => {
  ehr.fail('Condition', { status: 403 });
  await askAgain('Condition');
  ehr.reset();
  ehr.load(condition('c1'));
  expect(await askAgain('Condition')).toMatchObject({ availability: { state: 'complete' } });
});

describe('the metadata', () => {
  test('is asked for once, after the reads, without a token', async () => {
    await call(search('Condition'));
    await call(search('Condition'));
    expect(ehr.probes).toHaveLength(1);
    expect(ehr.probes[0]?.headers.authorization).toBeUndefined();
    expect(ehr.probes[0]?.at).toBeGreaterThan(ehr.requests[0]?.at ?? Infinity);
    expect(profiles.list()).toMatchObject([
      { server: `${ehr.url}/`, metadata: 'read', fhirVersion: '4.0.1', resourceTypes: TYPES.length },
    ]);
  });

  test('is never waited for', async () => {
    ehr.fail('metadata', { silent: true });
    const one = session(ehr.url, { profiles });
    await one.gather([search('Condition')]);
    one.close();
    expect(profiles.list()).toMatchObject([{ metadata: 'not asked yet' }]);
  });

  test.each([
    ['404 as HTML', { status: 404, body: '<html>' }, '404'],
    ['something else', { body: { resourceType: 'Patient' } }, 'no CapabilityStatement'],
    ['nonsense', { body: '{"resourceType":' }, 'not JSON'],
    ['broken off', { cutAfter: 20 }, 'network error'],
  ])('that is %s is asked for again later, and reading goes on', async (_what, fault, said) => {
    ehr.fail('metadata', fault);
    await call(search('Condition'));
    expect(profiles.list()).toMatchObject([{ metadata: said }]);
    await call(search('Condition'));
    expect(ehr.probes).toHaveLength(1);
    now += 11 * 60_000;
    await call(search('Condition'));
    expect(ehr.probes).toHaveLength(2);
  });

  test('that declares _include saves the step to the Medications', async () => {
    ehr.load([
      {
        resourceType: 'MedicationAdministration',
        id: 'a1',
        subject: { reference: 'Patient/p1' },
        medicationReference: { reference: 'Medication/m1' },
      },
      { resourceType: 'Medication', id: 'm1' },
    ]);
    const [first] = await call(search('MedicationAdministration'));
    const [second] = await call(search('MedicationAdministration'));
    expect(first?.obtained.map(({ reference }) => reference)).toEqual(['MedicationAdministration/a1']);
    expect(second?.obtained.map(({ reference }) => reference)).toEqual([
      'MedicationAdministration/a1',
      'Medication/m1',
    ]);
    expect(second?.availability).toEqual({ state: 'complete' });
  });

  test('that does not list a type which is refused spares the next call the question, and the record says why', async () => {
    ehr.fail('Task', { status: 404 });
    await call(search('Condition'), search('Task'));
    await call(search('Task'));
    const before = ehr.requests.length;
    const [again] = await call(search('Task'));
    expect(again?.availability).toEqual({
      state: 'unavailable',
      reason: '404, the server does not have this type',
    });
    expect(ehr.requests).toHaveLength(before);
  });

  test('that does not list a type is not believed before that', async () => {
    ehr.load({ resourceType: 'Procedure', id: 'x', subject: { reference: 'Patient/p1' } });
    await call(search('Condition'));
    const [result] = await call(search('Procedure'));
    expect(result?.obtained).toHaveLength(1);
  });

  test('full of nonsense does no harm', async () => {
    ehr.fail('metadata', {
      body: {
        resourceType: 'CapabilityStatement',
        software: 7,
        fhirVersion: { a: 1 },
        rest: [null, { resource: [null, 5, { type: {} }, { type: 'Condition', searchInclude: [null, 3] }] }],
      },
    });
    await call(search('Condition'));
    const [shown] = profiles.list();
    expect(shown).toMatchObject({ metadata: 'read', resourceTypes: 1 });
    expect(shown).not.toHaveProperty('software');
  });
});

test('no more servers are remembered than allowed, the latest first', () => {
  const few = new ServerProfiles({ send: network.send, now: () => now, maxServers: 3 });
  for (const name of ['a', 'b', 'c', 'a', 'd']) few.of(new URL(`https://${name}.example/`));
  expect(few.list().map(({ server }) => server)).toEqual([
    'https://d.example/',
    'https://a.example/',
    'https://c.example/',
  ]);
});

test('a single read is no search: its refusal is no matter of form', async () => {
  ehr.fail('Location', { status: 404 });
  await ask(ehr.url, read('Location', 'h1'), { profiles });
  expect(profiles.list()[0]?.refused).toEqual([]);
});
