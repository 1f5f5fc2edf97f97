import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { prefetchResults } from '../../src/ehr/prefetch.js';
import { startFhirServer, type FhirServer } from '../support/fhir-server.js';
import { ask, condition, read, references, search, session, TOKEN } from './support.js';

let ehr: FhirServer;
beforeAll(async () => {
  ehr = await startFhirServer({ token: TOKEN });
});
afterAll(() => ehr.close());
beforeEach(() => ehr.reset());

describe('reads and searches', () => {
  test('a search asks by patient, with the token and for FHIR JSON', async () => {
    ehr.load([condition('c1'), condition('c2', 'p12')]);
    const result = await ask(ehr.url, search('Condition'));
    expect(result.availability).toEqual({ state: 'complete' });
    expect(result.obtained).toMatchObject([{ reference: 'Condition/c1', source: 'read', page: 1 }]);
    expect(ehr.requests).toHaveLength(1);
    expect(ehr.requests[0]).toMatchObject({ method: 'GET', path: 'Condition' });
    expect(ehr.requests[0]?.query.toString()).toBe('patient=p1&_count=200');
    expect(ehr.requests[0]?.headers).toMatchObject({
      accept: 'application/fhir+json',
      authorization: `Bearer ${TOKEN}`,
    });
  });

  test('a subject search names the type of the subject', async () => {
    ehr.load({ resourceType: 'AdverseEvent', id: 'a1', subject: { reference: 'Patient/p1' } });
    const result = await ask(ehr.url, search('AdverseEvent', {}, 'subject'));
    expect(references(result)).toEqual(['AdverseEvent/a1']);
    expect(ehr.requests[0]?.query.get('subject')).toBe('Patient/p1');
  });

  test('nothing found is a complete answer', async () => {
    const result = await ask(ehr.url, search('Condition'));
    expect(result).toEqual({ key: 'Condition', availability: { state: 'complete' }, obtained: [] });
  });

  test('a reference is read by its type and id', async () => {
    ehr.load({ resourceType: 'Location', id: 'h1' });
    const result = await ask(ehr.url, read('Location', 'h1'));
    expect(references(result)).toEqual(['Location/h1']);
    expect(result.availability).toEqual({ state: 'complete' });
  });

  test('a reference to nowhere is unavailable, it proves nothing', async () => {
    const result = await ask(ehr.url, read('Location', 'gone'));
    expect(result).toEqual({
      key: 'Location/gone',
      availability: { state: 'unavailable', reason: '404' },
      obtained: [],
    });
  });

  test('a read that gives another type is no answer', async () => {
    ehr.fail('Location', { body: { resourceType: 'Organization', id: 'h1' } });
    const result = await ask(ehr.url, read('Location', 'h1'));
    expect(result.availability).toEqual({ state: 'unavailable', reason: 'Organization instead of Location' });
  });

  test('resources of another patient are left out', async () => {
    ehr.load([condition('c1')]);
    ehr.fail('Condition', {
      change: (bundle) => ({
        ...bundle,
        entry: [{ resource: condition('c1') }, { resource: condition('x', 'p12') }],
      }),
    });
    const result = await ask(ehr.url, search('Condition'));
    expect(references(result)).toEqual(['Condition/c1']);
    expect(result.availability).toEqual({
      state: 'partial',
      reason: 'left out 1 resource of another patient',
    });
  });

  test('a key is read once in a session', async () => {
    const one = session(ehr.url);
    await one.gather([search('Condition'), search('Condition')]);
    await one.gather([search('Condition')]);
    expect(ehr.requests).toHaveLength(1);
  });

  test('without a token the server is asked without one', async () => {
    const result = await ask(ehr.url, search('Condition'), { authorization: undefined });
    expect(result.availability).toEqual({ state: 'unavailable', reason: '401' });
    expect(ehr.requests[0]?.headers.authorization).toBeUndefined();
  });

  test('without a FHIR server everything is unavailable, and says so', async () => {
    const [result] = await session('', {}).gather([search('Condition')]);
    expect(result?.availability).toEqual({ state: 'unavailable', reason: 'no FHIR server given' });
  });
});

describe('pages', () => {
  const many = Array.from({ length: 7 }, (_, index) => condition(`c${index}`));

  test('opaque next links are followed to the end (quirk 20), each resource with its page', async () => {
    ehr.load(many);
    const result = await ask(ehr.url, search('Condition', { _count: '3' }));
    expect(result.availability).toEqual({ state: 'complete' });
    expect(result.obtained.map(({ page }) => page)).toEqual([1, 1, 1, 2, 2, 2, 3]);
  });

  test('a relative next link is a link too', async () => {
    ehr.load(many);
    ehr.fail('Condition', {
      change: (bundle) => JSON.parse(JSON.stringify(bundle).replaceAll(`${ehr.url}?`, '?')) as unknown,
    });
    const result = await ask(ehr.url, search('Condition', { _count: '4' }));
    expect(result.obtained).toHaveLength(7);
  });

  test('a search with more pages than allowed is partial', async () => {
    ehr.load(many);
    const result = await ask(ehr.url, search('Condition', { _count: '2' }), { limits: { maxPages: 2 } });
    expect(result.availability).toEqual({ state: 'partial', reason: 'more than 2 pages' });
    expect(result.obtained).toHaveLength(4);
  });

  test('a search with more entries than allowed is partial', async () => {
    ehr.load(many);
    const result = await ask(ehr.url, search('Condition'), { limits: { maxEntries: 5 } });
    expect(result.availability).toEqual({ state: 'partial', reason: 'more than 5 entries' });
    expect(result.obtained).toHaveLength(5);
  });

  test('a next link that repeats does not go round in circles', async () => {
    ehr.load(many);
    const next = [{ relation: 'next', url: `${ehr.url}?again` }];
    ehr.fail('*', { change: (answer) => ({ ...answer, resourceType: 'Bundle', link: next }) });
    const result = await ask(ehr.url, search('Condition'));
    expect(result.availability).toMatchObject({ state: 'partial' });
    expect(ehr.requests.length).toBeLessThanOrEqual(2);
  });

  test('a page that fails leaves what was read until then', async () => {
    ehr.load(many);
    ehr.fail('page', { status: 403, body: '' });
    const result = await ask(ehr.url, search('Condition', { _count: '5' }));
    expect(result.availability).toEqual({ state: 'partial', reason: 'page 2: 403' });
    expect(result.obtained).toHaveLength(5);
  });
});

describe('what the prefetch gave', () => {
  const request = search('Condition');

  test('is not asked for again, whether complete or partial', async () => {
    const partial = {
      resourceType: 'OperationOutcome',
      issue: [{ severity: 'warning', code: 'suppressed' }],
    };
    const prefetch = {
      Condition: null,
      Procedure: {
        resourceType: 'Bundle',
        entry: [{ resource: { resourceType: 'Procedure', id: 'p' } }, { resource: partial }],
      },
    };
    const requests = [request, search('Procedure')];
    const begun = prefetchResults(prefetch, requests, 'p1');
    expect(await session(ehr.url).gather(requests, begun)).toEqual(begun);
    expect(ehr.requests).toHaveLength(0);
  });

  test('is read on from its next link', async () => {
    ehr.load([condition('c1'), condition('c2'), condition('c3')]);
    const page = await fetch(`${ehr.url}/Condition?patient=p1&_count=2`, {
      headers: { authorization: `Bearer ${TOKEN}` },
    });
    const begun = prefetchResults({ Condition: await page.json() }, [request], 'p1');
    const [result] = await session(ehr.url).gather([request], begun);
    expect(result?.availability).toEqual({ state: 'complete' });
    expect(result?.obtained.map(({ reference, source }) => [reference, source])).toEqual([
      ['Condition/c1', 'prefetch'],
      ['Condition/c2', 'prefetch'],
      ['Condition/c3', 'read'],
    ]);
    expect(ehr.requests.map(({ path }) => path)).toEqual(['Condition', '']);
  });

  test('is read when the EHR could not fill it in', async () => {
    ehr.load(condition('c1'));
    const outcome = { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'timeout' }] };
    const [result] = await session(ehr.url).gather(
      [request],
      prefetchResults({ Condition: outcome }, [request], 'p1'),
    );
    expect(result?.availability).toEqual({ state: 'complete' });
  });

  test('stays what it is when there is no FHIR server to read on', async () => {
    const begun = prefetchResults({ Condition: condition('c1') }, [request], 'p1');
    expect(await session('').gather([request], begun)).toEqual(begun);
  });

  test('keeps its own reason why it gave nothing when there is no FHIR server either', async () => {
    const begun = prefetchResults({ Condition: { response: { status: '403' } } }, [request], 'p1');
    const [result] = await session('').gather([request], begun);
    expect(result?.availability).toEqual({ state: 'unavailable', reason: '403' });
  });
});
