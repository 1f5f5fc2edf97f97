/** The token goes to the call's FHIR server and nowhere else (CH-31, CH-32). */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Send } from '../../src/ehr/network.js';
import { startFhirServer, type FhirServer } from '../support/fhir-server.js';
import { ask, condition, network, read, references, search, session, TOKEN } from './support.js';

let ehr: FhirServer;
/** Any request that reaches this one is a leak. */
let elsewhere: FhirServer;
beforeAll(async () => {
  [ehr, elsewhere] = await Promise.all([startFhirServer(), startFhirServer()]);
});
afterAll(() => Promise.all([ehr.close(), elsewhere.close()]));
beforeEach(() => {
  ehr.reset();
  elsewhere.reset();
});

describe('other servers', () => {
  test('a next link to another origin is not followed: the answer is partial, and no request leaves', async () => {
    ehr.load(condition('c1'));
    elsewhere.load(condition('c2'));
    ehr.fail('Condition', {
      change: (bundle) => ({
        ...bundle,
        link: [{ relation: 'next', url: `${elsewhere.url}/Condition?patient=p1` }],
      }),
    });
    const result = await ask(ehr.url, search('Condition'));
    expect(references(result)).toEqual(['Condition/c1']);
    expect(result.availability).toEqual({ state: 'partial', reason: 'page 2: on another server' });
    expect(elsewhere.requests).toEqual([]);
  });

  test.each(['//127.0.0.1:1/fhir?x', 'file:///etc/passwd', 'http://', 'javascript:alert(1)'])(
    'the next link %s is not followed',
    async (url) => {
      ehr.load(condition('c1'));
      ehr.fail('Condition', { change: (bundle) => ({ ...bundle, link: [{ relation: 'next', url }] }) });
      const result = await ask(ehr.url, search('Condition'));
      expect(result.availability.state).toBe('partial');
      expect(ehr.requests).toHaveLength(1);
    },
  );

  test('a host whose URL only begins like the server is another server', async () => {
    ehr.load(condition('c1'));
    const asked: string[] = [];
    const recording: Send = (target, options) => {
      asked.push(target.href);
      return network.send(target, options);
    };
    const url = `${ehr.url.replace('/fhir', '')}@evil.example/fhir/Condition`;
    ehr.fail('Condition', { change: (bundle) => ({ ...bundle, link: [{ relation: 'next', url }] }) });
    await ask(ehr.url, search('Condition'), { send: recording });
    expect(asked).toEqual([`${ehr.url}/Condition?patient=p1&_count=200`]);
  });

  test.each([301, 302, 307, 308])('a redirect (%i) is refused, also to the same server', async (status) => {
    for (const location of [`${elsewhere.url}/Condition`, `${ehr.url}/Procedure`]) {
      ehr.fail('Condition', { status, body: '', headers: { location } });
      const result = await ask(ehr.url, search('Condition'));
      expect(result.availability).toEqual({ state: 'unavailable', reason: 'redirect refused' });
    }
    expect(elsewhere.requests).toEqual([]);
    expect(ehr.requests.map(({ path }) => path)).toEqual(['Condition', 'Condition']);
  });
});

describe('ids', () => {
  test.each(['../Patient', '..', 'a/b', 'a?b=c', 'a#b', 'a b', '%2e%2e', ''])(
    'the id %j is not asked for',
    async (id) => {
      const result = await ask(ehr.url, read('Location', id));
      expect(result.availability).toEqual({ state: 'unavailable', reason: 'id cannot be used in a URL' });
      expect(ehr.requests).toEqual([]);
    },
  );

  test.each(['../admin', 'Location/x', 'http://evil.example/Location', '$everything'])(
    'the resource type %j is not asked for',
    async (type) => {
      for (const request of [read(type, '1'), search(type)]) {
        expect((await ask(ehr.url, request)).availability).toEqual({
          state: 'unavailable',
          reason: 'not a resource type',
        });
      }
      expect(ehr.requests).toEqual([]);
    },
  );

  test('a patient id cannot widen the search', async () => {
    const result = await ask(ehr.url, search('Condition'), { patientId: 'p1&_include=*' });
    expect(result.availability).toEqual({
      state: 'unavailable',
      reason: 'patient id cannot be used in a URL',
    });
    expect(ehr.requests).toEqual([]);
  });
});

describe('the token', () => {
  test('is forgotten when the session is closed', async () => {
    const one = session(ehr.url);
    await one.gather([search('Condition')]);
    one.close();
    await one.gather([search('Procedure')]);
    expect(ehr.requests.map(({ headers }) => headers.authorization)).toEqual([`Bearer ${TOKEN}`, undefined]);
  });

  test('is in no result, whatever happens', async () => {
    ehr.fail('Procedure', { status: 500, body: `Bearer ${TOKEN}` });
    ehr.fail('Location', { drop: true });
    const results = await session(ehr.url).gather([
      search('Condition'),
      search('Procedure'),
      read('Location', 'x'),
    ]);
    expect(JSON.stringify(results)).not.toContain(TOKEN);
  });

  test('that no header can carry fails the reads and is not repeated', async () => {
    const result = await ask(ehr.url, search('Condition'), { authorization: { access_token: 'a\r\nx: y' } });
    expect(result.availability).toEqual({ state: 'unavailable', reason: 'network error' });
    expect(ehr.requests).toEqual([]);
  });
});
