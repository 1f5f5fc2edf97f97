/** A slow, dead or lying EHR must not cost the call more than its budget, nor anything that was read. */
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { ReadResult } from '../../src/core/chart/chart.js';
import { startFhirServer, type FhirServer } from '../support/fhir-server.js';
import { readingSteps } from '../support/reading-steps.js';
import { until } from '../support/until.js';
import { ask, condition, read, references, search, session } from './support.js';

let ehr: FhirServer;
beforeAll(async () => {
  ehr = await startFhirServer();
});
afterAll(() => ehr.close());
beforeEach(() => ehr.reset());

const locations = (count: number) =>
  Array.from({ length: count }, (_, index) => read('Location', `l${index}`));
const reasons = (results: readonly ReadResult[]) =>
  results.map(({ availability }) => ('reason' in availability ? availability.reason : availability.state));

describe('parallel reading', () => {
  test('at most six requests are in flight, and never fewer while there is work', async () => {
    const steps = readingSteps(ehr);
    await session(ehr.url).gather(locations(18));
    expect(ehr.peakInFlight).toBe(6);
    expect(steps.map(({ length }) => length)).toEqual([6, 6, 6]);
  });

  test('the limit holds across gathers of one session', async () => {
    readingSteps(ehr);
    const one = session(ehr.url, { limits: { maxInFlight: 2 } });
    await Promise.all([one.gather(locations(4)), one.gather(locations(8).slice(4))]);
    expect(ehr.peakInFlight).toBe(2);
  });

  test('results stand at the places of their requests', async () => {
    ehr.load([{ resourceType: 'Location', id: 'l0' }, condition('c1')]);
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    ehr.fail('Location', { held: () => released });
    const gathered = session(ehr.url).gather([read('Location', 'l0'), search('Condition')]);
    await until('both are asked', () => ehr.requests.length === 2);
    release();
    const results = await gathered;
    expect(results.map(references)).toEqual([['Location/l0'], ['Condition/c1']]);
  });
});

describe('a slow server', () => {
  test('one slow read times out, the others count', async () => {
    ehr.load(condition('c1'));
    ehr.fail('Procedure', { silent: true });
    const value = await session(ehr.url, { limits: { timeoutMs: 2000 } }).gather([
      search('Procedure'),
      search('Condition'),
    ]);
    expect(reasons(value)).toEqual(['timed out after 2000 ms', 'complete']);
  });

  test('everything ends with the budget, and says so', async () => {
    ehr.fail('*', { silent: true });
    const limits = { timeoutMs: 60_000, budgetMs: 100 };
    const value = await session(ehr.url, { limits }).gather(locations(30));
    expect(reasons(value)).toEqual(Array(30).fill('not read within 100 ms'));
  });

  test('the budget is one for all gathers of a session', async () => {
    ehr.fail('*', { silent: true });
    const one = session(ehr.url, { limits: { timeoutMs: 60_000, budgetMs: 100 } });
    await one.gather(locations(1));
    const before = ehr.requests.length;
    const value = await one.gather([search('Condition')]);
    expect(reasons(value)).toEqual(['not read within 100 ms']);
    expect(ehr.requests).toHaveLength(before);
  });

  test('a body that never ends is cut off in time', async () => {
    ehr.fail('Condition', { hang: true });
    const result = await ask(ehr.url, search('Condition'), { limits: { timeoutMs: 100 } });
    expect(result.availability).toEqual({ state: 'unavailable', reason: 'timed out after 100 ms' });
  });

  test('reading ends when the call ends', async () => {
    ehr.fail('*', { silent: true });
    const caller = new AbortController();
    const gathered = session(ehr.url, { signal: caller.signal }).gather(locations(3));
    await until('all are asked', () => ehr.requests.length === 3);
    caller.abort();
    expect(reasons(await gathered)).toEqual(Array(3).fill('call ended'));
  });
});

describe('a broken server', () => {
  test('connection refused', async () => {
    const dead = await startFhirServer();
    await dead.close();
    const result = await ask(dead.url, search('Condition'));
    expect(result).toEqual({
      key: 'Condition',
      availability: { state: 'unavailable', reason: 'network error' },
      obtained: [],
    });
  });

  test('connection dropped', async () => {
    ehr.fail('Condition', { drop: true });
    expect(reasons([await ask(ehr.url, search('Condition'))])).toEqual(['network error']);
  });

  test('connection cut in the middle of the body', async () => {
    ehr.load(condition('c1'));
    ehr.fail('Condition', { cutAfter: 40 });
    expect(reasons([await ask(ehr.url, search('Condition'))])).toEqual(['network error']);
  });

  test('truncated JSON', async () => {
    ehr.fail('Condition', { body: '{"resourceType":"Bundle","entry":[{"resource":' });
    expect(reasons([await ask(ehr.url, search('Condition'))])).toEqual(['not JSON']);
  });

  test('an oversized answer, whether or not it says its size', async () => {
    const limits = { maxBytes: 1000 };
    const body = JSON.stringify({ resourceType: 'Bundle', padding: 'x'.repeat(5000) });
    ehr.fail('Condition', { body, headers: { 'content-length': String(body.length) } });
    ehr.fail('Procedure', { body, headers: { 'transfer-encoding': 'chunked' } });
    const results = await session(ehr.url, { limits }).gather([search('Condition'), search('Procedure')]);
    expect(reasons(results)).toEqual(['answer larger than 1000 bytes', 'answer larger than 1000 bytes']);
  });

  test('a way out that throws at once', async () => {
    const send = () => {
      throw new TypeError('connect ECONNREFUSED 10.1.2.3:443');
    };
    expect(reasons([await ask(ehr.url, search('Condition'), { send })])).toEqual(['network error']);
  });

  test('a compressed answer counts by its size after decompression', async () => {
    const bytes = gzipSync(JSON.stringify({ resourceType: 'Bundle', padding: 'x'.repeat(50_000) }));
    ehr.fail('Condition', { bytes, headers: { 'content-encoding': 'gzip' } });
    expect(bytes.byteLength).toBeLessThan(1000);
    const tight = await ask(ehr.url, search('Condition'), { limits: { maxBytes: 1000 } });
    expect(reasons([tight])).toEqual(['answer larger than 1000 bytes']);
    expect(reasons([await ask(ehr.url, search('Condition'))])).toEqual(['complete']);
  });

  test('a compressed answer that breaks off', async () => {
    const bytes = gzipSync(JSON.stringify({ resourceType: 'Bundle', padding: 'x'.repeat(50_000) }));
    ehr.fail('Condition', { bytes: bytes.subarray(0, 60), headers: { 'content-encoding': 'gzip' } });
    expect(reasons([await ask(ehr.url, search('Condition'))])).toEqual(['network error']);
  });
});
