/** What real servers do against the specification; the numbers are those of the quirk list this service is designed for. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startFhirServer, type FhirServer } from '../support/fhir-server.js';
import { ask, condition, read, references, search } from './support.js';

let ehr: FhirServer;
beforeAll(async () => {
  ehr = await startFhirServer();
});
afterAll(() => ehr.close());
beforeEach(() => ehr.reset());

const html = { body: '<html><body>Apache Tomcat</body></html>', headers: { 'content-type': 'text/html' } };

describe('outcomes in a 200 Bundle', () => {
  const hidden = {
    severity: 'warning',
    code: 'suppressed',
    details: {
      coding: [{ code: '59204' }],
      text: 'Client not authorized for Condition - Encounter Diagnosis.',
    },
  };

  test('quirk 1: a search.mode=outcome entry beside resources makes the answer partial', async () => {
    ehr.load(condition('c1'));
    ehr.fail('Condition', { outcome: hidden });
    const result = await ask(ehr.url, search('Condition'));
    expect(references(result)).toEqual(['Condition/c1']);
    expect(result.availability.state).toBe('partial');
    expect(result.availability).toHaveProperty('reason', expect.stringMatching(/^not visible/));
  });

  test('quirk 1: an outcome entry alone makes it unavailable, not empty', async () => {
    ehr.fail('Condition', { outcome: hidden });
    expect((await ask(ehr.url, search('Condition'))).availability.state).toBe('unavailable');
  });

  test('the warning that nothing was found (Epic 4101) is a complete, empty answer', async () => {
    const nothing = { severity: 'warning', code: 'processing', details: { coding: [{ code: '4101' }] } };
    ehr.fail('Condition', { outcome: nothing });
    expect((await ask(ehr.url, search('Condition'))).availability).toEqual({ state: 'complete' });
  });

  test('what an outcome says is passed on without ids, quotations and links', async () => {
    const text = 'Not allowed for Patient/p1 "Anna Sample" MRN 00471199 see https://ehr.example/help';
    ehr.fail('Condition', { outcome: { severity: 'error', code: 'forbidden', details: { text } } });
    const { availability } = await ask(ehr.url, search('Condition'));
    expect(JSON.stringify(availability)).not.toMatch(/p1|Anna|4711|ehr\.example/);
    expect(availability).toHaveProperty('reason', expect.stringMatching(/^not visible: Not allowed for/));
  });
});

describe('parameters that a server refuses or misses', () => {
  const order = {
    resourceType: 'MedicationRequest',
    id: 'm1',
    intent: 'order',
    subject: { reference: 'Patient/p1' },
  };

  test('quirk 7: MedicationRequest without intent is refused with 403, and asked again with intent', async () => {
    ehr.load(order);
    ehr.fail('MedicationRequest', { status: 403, body: '', when: ({ query }) => !query.has('intent') });
    const result = await ask(ehr.url, search('MedicationRequest'));
    expect(references(result)).toEqual(['MedicationRequest/m1']);
    expect(result.availability).toEqual({ state: 'complete' });
    expect(ehr.requests.map(({ query }) => query.get('intent'))).toEqual([null, 'order,plan,original-order']);
  });

  test('quirk 8: Observation is refused with 400, and asked again by category, which may not be everything', async () => {
    ehr.load({
      resourceType: 'Observation',
      id: 'o1',
      subject: { reference: 'Patient/p1' },
      category: [{ coding: [{ code: 'laboratory' }] }],
    });
    ehr.fail('Observation', { status: 400, when: ({ query }) => !query.has('category') });
    const result = await ask(ehr.url, search('Observation', { code: '10230-1,8806-2' }));
    expect(references(result)).toEqual(['Observation/o1']);
    expect(result.availability).toEqual({ state: 'partial', reason: 'asked by category only' });
  });

  test('quirk 9: an unsupported parameter gives 500, and the plain query is tried once', async () => {
    ehr.load(condition('c1'));
    ehr.fail('Condition', { status: 500, ...html, when: ({ query }) => query.has('clinical-status') });
    const result = await ask(ehr.url, search('Condition', { 'clinical-status': 'active' }));
    expect(references(result)).toEqual(['Condition/c1']);
    expect(ehr.requests.map(({ query }) => query.toString())).toEqual([
      'patient=p1&clinical-status=active',
      'patient=p1',
    ]);
  });

  test('quirk 9: an unknown resource type stays refused, and is not asked for a third time', async () => {
    ehr.fail('AdverseEvent', { status: 500 });
    const result = await ask(ehr.url, search('AdverseEvent', { status: 'active' }, 'subject'));
    expect(result.availability).toEqual({ state: 'unavailable', reason: '500' });
    expect(ehr.requests).toHaveLength(2);
  });

  test('a plain query that is refused is not repeated', async () => {
    ehr.fail('Condition', { status: 403 });
    expect((await ask(ehr.url, search('Condition'))).availability).toEqual({
      state: 'unavailable',
      reason: '403',
    });
    expect(ehr.requests).toHaveLength(1);
  });
});

describe('errors that are no FHIR', () => {
  test('quirk 10: 403 with an empty body', async () => {
    ehr.fail('Condition', { status: 403, body: '' });
    expect((await ask(ehr.url, search('Condition'))).availability).toEqual({
      state: 'unavailable',
      reason: '403',
    });
  });

  test.each([401, 404])('quirk 10: %i as HTML', async (status) => {
    ehr.fail('Condition', { status, ...html });
    const result = await ask(ehr.url, search('Condition'));
    expect(result.availability).toEqual({ state: 'unavailable', reason: String(status) });
  });

  test('an HTML page with status 200 is not JSON', async () => {
    ehr.fail('Condition', html);
    expect((await ask(ehr.url, search('Condition'))).availability).toEqual({
      state: 'unavailable',
      reason: 'not JSON',
    });
  });

  test('JSON that is no FHIR is no answer', async () => {
    for (const body of ['null', '[]', '{}', '"x"']) {
      ehr.reset();
      ehr.fail('Condition', { body });
      expect((await ask(ehr.url, search('Condition'))).availability.state).toBe('unavailable');
    }
  });

  test('an OperationOutcome with status 200 in the place of a resource is no answer', async () => {
    ehr.fail('Location', {
      body: { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'deleted' }] },
    });
    const result = await ask(ehr.url, read('Location', 'h1'));
    expect(result.availability).toEqual({ state: 'unavailable', reason: 'deleted' });
  });
});

describe('searchsets as they come', () => {
  test('quirks 11 and 12: total is missing or wrong', async () => {
    ehr.load(condition('c1'));
    for (const total of [undefined, 0, 50]) {
      ehr.fail('Condition', { change: (bundle) => ({ ...bundle, total }) });
      const result = await ask(ehr.url, search('Condition'));
      expect(references(result)).toEqual(['Condition/c1']);
      expect(result.availability).toEqual({ state: 'complete' });
    }
  });

  test('quirk 13: a fullUrl on another host changes nothing and is not followed', async () => {
    ehr.fail('Condition', {
      change: (bundle) => ({
        ...bundle,
        entry: [{ fullUrl: 'http://fhir4.other.example/Condition/999', resource: condition('c1') }],
      }),
    });
    expect(references(await ask(ehr.url, search('Condition')))).toEqual(['Condition/c1']);
    expect(ehr.requests).toHaveLength(1);
  });

  test('quirk 14: an entry without search.mode is a match', async () => {
    ehr.fail('Condition', { change: (bundle) => ({ ...bundle, entry: [{ resource: condition('c1') }] }) });
    const result = await ask(ehr.url, search('Condition'));
    expect(references(result)).toEqual(['Condition/c1']);
    expect(result.availability).toEqual({ state: 'complete' });
  });

  test('quirk 22: ids may be longer than FHIR allows', async () => {
    const id = `e${'A1b2'.repeat(48)}x`;
    ehr.load({ resourceType: 'Location', id });
    expect(references(await ask(ehr.url, read('Location', id)))).toEqual([`Location/${id}`]);
  });

  test('quirk 26: nulls everywhere', async () => {
    ehr.fail('Condition', {
      body: {
        resourceType: 'Bundle',
        link: null,
        entry: [null, { resource: { ...condition('c1'), code: null } }],
      },
    });
    expect(references(await ask(ehr.url, search('Condition')))).toEqual(['Condition/c1']);
  });
});

describe('quirk 23: servers that are busy', () => {
  test('429 with a Retry-After that fits is tried once more', async () => {
    ehr.load(condition('c1'));
    ehr.fail('Condition', { status: 429, headers: { 'retry-after': '1' }, times: 1 });
    const result = await ask(ehr.url, search('Condition'));
    expect(result.availability).toEqual({ state: 'complete' });
    const [first, second] = ehr.requests.map(({ at }) => at);
    expect((second ?? 0) - (first ?? 0)).toBeGreaterThan(950);
  });

  test('429 with a Retry-After that does not fit is not', async () => {
    ehr.fail('Condition', { status: 429, headers: { 'retry-after': '60' } });
    const result = await ask(ehr.url, search('Condition'));
    expect(result.availability).toEqual({ state: 'unavailable', reason: '429' });
    expect(ehr.requests).toHaveLength(1);
  });

  test.each([502, 503, 504])('%i without Retry-After is tried once more, and only once', async (status) => {
    ehr.fail('Condition', { status, ...html });
    expect((await ask(ehr.url, search('Condition'))).availability).toEqual({
      state: 'unavailable',
      reason: String(status),
    });
    expect(ehr.requests).toHaveLength(2);
  });
});
