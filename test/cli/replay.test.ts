/** `site-of-care-cds replay case.json` */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { run } from '../../src/cli/run.js';
import { sandboxOf } from '../sandbox/client.js';
import { startPolicyApp } from '../support/policy-app.js';
import { EVALUATED_AT } from '../support/scenarios/scenario.js';

const folder = mkdtempSync(join(tmpdir(), 'site-of-care-case-'));
const file = join(folder, 'case.json');
afterAll(() => rmSync(folder, { recursive: true }));

/** A case as the sandbox page exports it. */
beforeAll(async () => {
  const app = await startPolicyApp({ now: EVALUATED_AT, assumeCoverage: true });
  const sandbox = sandboxOf(app);
  const { call, response } = await sandbox.run({ story: 'heart-failure-25', prefetch: false });
  const { endpoint, request } = call;
  const wish = { endpoint, request, response, evaluatedAt: EVALUATED_AT };
  writeFileSync(file, JSON.stringify((await sandbox.post('/sandbox/api/cases', wish)).body));
  await app.close();
});

async function replay(...args: readonly string[]) {
  const written = { out: '', error: '' };
  const status = await run(['replay', ...args], {
    out: (text) => void (written.out += text),
    error: (text) => void (written.error += text),
  });
  return { status, ...written };
}

/** The case with a piece of its text replaced. */
function changed(from: string | RegExp, to: string): string {
  const name = join(folder, 'changed.json');
  const text = readFileSync(file, 'utf8');
  const other = text.replace(from, to);
  expect(other).not.toBe(text);
  writeFileSync(name, other);
  return name;
}

test('given nothing has changed, then status 0, with determination, criteria and card', async () => {
  const { status, out, error } = await replay(file);
  expect([status, error]).toEqual([0, '']);
  expect(out).toContain(`case        /cds-services/site-of-care-order-sign, CRD 2.0, as on ${EVALUATED_AT}`);
  expect(out).toContain('order       MedicationRequest/order-1: met (criteria)');
  expect(out).toMatch(/C\.CARDIO +met: .*25 ?%/);
  expect(out).toMatch(/^cards +info: vedolizumab/m);
  expect(out).toContain('result      the same as in the file');
});

test('given the answer is another, then status 1 and each difference', async () => {
  const { status, out } = await replay(changed('"value":25', '"value":45'));
  expect(status).toBe(1);
  expect(out).toMatch(/^result +differs from the file in \d+ places/m);
  expect(out).toContain('determinations.MedicationRequest/order-1: was "met", is "needs-documentation"');
  expect(out).toContain('cards[0].indicator: was "info", is "warning"');
});

test('given the day of the case, then it is asked as on that day', async () => {
  // Two years on the ejection fraction would be too old to count.
  expect((await replay(changed(EVALUATED_AT, '2025-10-02T12:00:00Z'))).status).toBe(1);
  const { out } = await replay(changed(EVALUATED_AT, '2025-10-02T12:00:00Z'), '--format', 'json');
  const { differences } = JSON.parse(out) as { differences: { path: string; is: unknown }[] };
  expect(differences.map(({ is }) => is)).toEqual(['2025-10-02']);
});

test('given --format json, then all of it', async () => {
  const { out } = await replay(file, '--format', 'json');
  expect(JSON.parse(out)).toMatchObject({
    same: true,
    differences: [],
    response: { cards: [{ indicator: 'info' }] },
    decisions: [{ determination: 'met' }],
  });
});

describe('a file that cannot be used has status 2 and a reason', () => {
  const written = (content: string): string => {
    const name = join(folder, 'other.json');
    writeFileSync(name, content);
    return name;
  };

  test.each<[string, () => string, RegExp]>([
    ['no file', () => join(folder, 'none.json'), /There is no such file/],
    ['a folder', () => folder, /This is a folder/],
    ['no JSON', () => written('{'), /not JSON/],
    ['another document', () => written('[]'), /has to be an object/],
    ['a FHIR resource', () => written('{"resourceType":"Patient"}'), /FHIR resource/],
    ['a later version', () => changed('"version":1', '"version":2'), /version has to be one of: 1/],
    ['no request', () => changed('"request":', '"was":'), /request is missing/],
    ['a token', () => changed('"request":{', '"request":{"fhirAuthorization":{},'), /reads from no server/],
    [
      'a server',
      () => changed('"request":{', '"request":{"fhirServer":"http://127.0.0.1:9",'),
      /reads from no server/,
    ],
    ['another service', () => changed('site-of-care-order-sign', 'pizza'), /no CDS service with this id/],
    ['a broken call', () => changed('"patientId":', '"patient":'), /context\.patientId is missing/],
  ])('%s', async (_what, make, reason) => {
    const { status, out, error } = await replay(make());
    expect([status, out]).toEqual([2, '']);
    expect(error).toMatch(reason);
  });
});

test.each([
  [[], 'Which case?'],
  [['a.json', 'b.json'], 'One case at a time'],
  [['a.json', '--format', 'xml'], '--format'],
  [['a.json', '--colour'], '--colour'],
])('%j is refused with the usage and status 64', async (args, message) => {
  const { status, error } = await replay(...args);
  expect(status).toBe(64);
  expect(error).toContain(message);
  expect(error).toContain('Usage:');
});

test('help is no error', async () => {
  expect(await replay('--help')).toMatchObject({ status: 0, error: '' });
});
