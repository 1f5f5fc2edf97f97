/** The check that no output of any test names a patient: what it collects, and that it can fail. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { leaksIn, secretOfHeader, secretsOf } from '../../scripts/lib/phi.mjs';
import { goodCall } from '../support/good-call.js';

interface Reporter {
  onTestFileResult(
    test: unknown,
    result: { readonly console?: readonly { readonly message: string }[] },
  ): void;
  onRunComplete(): void;
  getLastError(): Error | undefined;
}

/** Not a literal: it has no types of its own. */
const REPORTER: string = '../support/output-check.mjs';
const directory = process.env['TEST_OUTPUT'];
afterEach(() => {
  if (directory === undefined) delete process.env['TEST_OUTPUT'];
  else process.env['TEST_OUTPUT'] = directory;
});

/** What the reporter says of a run in which the service was given these secrets and wrote this. */
async function verdict(
  secrets: readonly string[],
  output: string,
  console = '',
): Promise<string | undefined> {
  const { default: OutputCheck } = (await import(REPORTER)) as {
    default: new (jest: object, options: { print: (text: string) => void }) => Reporter;
  };
  const own = mkdtempSync(join(tmpdir(), 'site-of-care-check-'));
  writeFileSync(join(own, '1.secrets'), secrets.map((secret) => `${JSON.stringify(secret)}\n`).join(''));
  writeFileSync(join(own, '1.out'), output);
  writeFileSync(join(own, '1.called'), '');
  process.env['TEST_OUTPUT'] = own;
  let printed = '';
  const check = new OutputCheck({}, { print: (text) => (printed += text) });
  check.onTestFileResult({}, { console: [{ message: console }] });
  check.onRunComplete();
  const message = check.getLastError()?.message;
  if (message !== undefined) expect(printed).toContain(message);
  return message;
}

describe('the run fails', () => {
  test.each([
    ['a name', ['Featherstone'], '{"msg":"no coverage of Featherstone"}'],
    ['a reference to a patient', ['Patient/p1'], '{"url":"https://ehr.example/Patient/p1?x"}'],
    ['a token', ['eyJhbGciOi.J9-x_y'], 'authorization: Bearer eyJhbGciOi.J9-x_y'],
    [
      'a token that no test kept',
      ['eyJhbGciOiJFUzM4NCJ9.eyJpc3MiOiJ4In0'],
      '"eyJhbGciOiJFUzM4NCJ9.eyJpc3MiOiJ4In0.sig"',
    ],
    ['a name of two words', ['Ada Featherstone'], 'called for (Ada Featherstone)'],
  ])('for %s in the log', async (_, secrets, output) => {
    expect(await verdict(secrets, output)).toContain(secrets[0]);
  });

  test('for a name on the console', async () => {
    expect(await verdict(['Featherstone'], '{"msg":"fine"}', 'debug: Featherstone')).toContain(
      'Featherstone',
    );
  });

  test('for a service that was called and wrote nothing', async () => {
    expect(await verdict(['Featherstone'], '')).toMatch(/wrote nothing/);
  });
});

test('the run passes for output without secrets, and for words that only contain one', async () => {
  expect(
    await verdict(['Patient/p1', 'Anne'], '{"route":"/fhir/Patient/p10","host":"Annette"}'),
  ).toBeUndefined();
});

test('secrets are names, ids, addresses and numbers of the patient, references to the chart, and tokens', () => {
  const secrets = secretsOf({
    fhirAuthorization: { access_token: 'token-of-the-call' },
    context: { patientId: 'pat-4711' },
    prefetch: {
      patient: {
        resourceType: 'Patient',
        id: 'pat-4711',
        name: [{ family: 'Featherstone', given: ['Ada', 'Leonora'] }],
        identifier: [{ system: 'urn:mrn', value: 'MRN-778' }],
        telecom: [{ value: '404-555-0100' }],
        address: [{ line: ['17 Marrowbone Lane'] }],
        birthDate: '1961-02-03',
      },
      conditions: { entry: [{ resource: { resourceType: 'Condition', id: 'c7' } }] },
      coverage: {
        resourceType: 'Coverage',
        subscriberId: 'S-5550',
        payor: [{ reference: 'Organization/o1' }],
      },
      service: { subject: { reference: 'https://ehr.example/fhir/Patient/pat-9' } },
    },
  });
  expect([...secrets].sort()).toEqual(
    [
      '17 Marrowbone Lane',
      '1961-02-03',
      '404-555-0100',
      'Condition/c7',
      'Featherstone',
      'Leonora',
      'MRN-778',
      'Patient/pat-4711',
      'Patient/pat-9',
      'S-5550',
      'pat-4711',
      'token-of-the-call',
    ].sort(),
  );
  expect(secretOfHeader('bearer  abc.def.ghi')).toEqual(['abc.def.ghi']);
});

test('the calls of the tests have secrets that a log could show', () => {
  const secrets = secretsOf(goodCall());
  expect([...secrets]).toEqual(expect.arrayContaining(['Featherstone', 'MRN-4471-X', 'Patient/p1']));
  expect(leaksIn(JSON.stringify(goodCall()), secrets).length).toBeGreaterThan(5);
});
