/** The other operations of a DTR payer service (DT-01): errors of a form, expansion of value sets, and what /fhir/metadata says of them. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { CapabilityStatement, Questionnaire, QuestionnaireItem, ValueSet } from 'fhir/r4.js';
import { parameters, post } from '../support/dtr.js';
import { startPolicyApp, type PolicyApp } from '../support/policy-app.js';
import { EVALUATED_AT } from '../support/scenarios/scenario.js';

const BASE = 'https://site-of-care-cds.example.org/fhir';
const FORM = `${BASE}/Questionnaire/ga-pmn-34-site-of-care`;
const BASES = ['/fhir', '/crd/2.2/fhir'] as const;

let app: PolicyApp;
beforeAll(async () => {
  app = await startPolicyApp({ now: EVALUATED_AT });
});
afterAll(() => app.close());

/** The members of any of the answers. */
interface Reply {
  readonly resourceType: string;
  readonly rest: NonNullable<CapabilityStatement['rest']>;
  readonly instantiates?: readonly string[];
  readonly expansion?: ValueSet['expansion'];
}

const get = async (path: string) => {
  const response = await fetch(`${app.url}${path}`);
  return { status: response.status, body: (await response.json()) as Reply };
};

test.each(BASES)('%s/metadata names the operations, and the payer service of DTR', async (base) => {
  const { body } = await get(`${base}/metadata`);
  const operations = (type: string) =>
    body.rest[0]?.resource?.find((one) => one.type === type)?.operation?.map(({ name }) => name);
  expect(operations('Questionnaire')).toEqual(['questionnaire-package', 'log-questionnaire-errors']);
  expect(operations('ValueSet')).toEqual(['expand']);
  expect(body.instantiates).toContain(
    'http://hl7.org/fhir/us/davinci-dtr/CapabilityStatement/dtr-payer-service',
  );
});

test.each(BASES)('%s: errors of a form are logged by item, without their words', async (base) => {
  const body = parameters(
    { name: 'Questionnaire', valueCanonical: `${FORM}|2025-07` },
    {
      name: 'OperationOutcome',
      resource: {
        resourceType: 'OperationOutcome',
        issue: [
          {
            severity: 'error',
            code: 'processing',
            diagnostics: 'Zaphod wants 42',
            expression: ['item 6.7.1'],
          },
          { severity: 'warning', code: 'processing' },
        ],
      } as never,
    },
  );
  const replied = await post(app, `${base}/Questionnaire/$log-questionnaire-errors`, body);
  expect(replied.status).toBe(200);
  expect(app.log()).toContain('"items":["6.7.1"]');
  expect(app.log()).toContain('"issues":{"error":1,"warning":1}');
  expect(app.log()).not.toContain('Zaphod');
});

test.each([
  ['no Parameters', { resourceType: 'OperationOutcome', issue: [] }, 400],
  ['no outcome', parameters({ name: 'Questionnaire', valueCanonical: FORM }), 400],
  [
    'an unknown form',
    parameters(
      { name: 'Questionnaire', valueCanonical: 'https://example.org/q' },
      { name: 'OperationOutcome', resource: { resourceType: 'OperationOutcome', issue: [] } as never },
    ),
    404,
  ],
])('given errors with %s, then an OperationOutcome', async (_what, body, status) => {
  const replied = await post(app, '/fhir/Questionnaire/$log-questionnaire-errors', body);
  expect([replied.status, replied.body.resourceType]).toEqual([status, 'OperationOutcome']);
});

test('a value set that lists its codes is expanded, by address and by id', async () => {
  const url = encodeURIComponent(`${BASE}/ValueSet/vs-nyha-iv`);
  const byUrl = await get(`/fhir/ValueSet/$expand?url=${url}`);
  expect(byUrl.body.expansion?.contains).toEqual([
    expect.objectContaining({ system: 'http://snomed.info/sct', code: '422293003' }),
  ]);
  expect((await get('/fhir/ValueSet/vs-nyha-iv/$expand')).body.expansion).toEqual(byUrl.body.expansion);
  const posted = await post(
    app,
    '/fhir/ValueSet/$expand',
    parameters({ name: 'url', valueUri: `${BASE}/ValueSet/vs-nyha-iv` }),
  );
  expect((posted.body as ValueSet).expansion).toEqual(byUrl.body.expansion);
});

test('with a filter and in pages', async () => {
  const { body } = await get('/fhir/ValueSet/vs-obs-cognition/$expand?filter=score&offset=1&count=1');
  expect([body.expansion?.contains?.length, body.expansion?.offset]).toEqual([1, 1]);
  expect(body.expansion?.total).toBeGreaterThan(1);
});

test.each([
  ['a set of prefixes', '/fhir/ValueSet/vs-ckd-esrd/$expand', 422],
  ['an unknown set', '/fhir/ValueSet/nothing/$expand', 404],
  ['no set', '/fhir/ValueSet/$expand', 404],
  ['a count that is none', '/fhir/ValueSet/vs-nyha-iv/$expand?count=-1', 400],
])('given %s, then an OperationOutcome', async (_what, path, status) => {
  const replied = await get(path);
  expect([replied.status, replied.body.resourceType]).toEqual([status, 'OperationOutcome']);
});

test.each(BASES)('%s: no form is adaptive, and a call for the next question is told so', async (base) => {
  const replied = await post(app, `${base}/Questionnaire/$next-question`, parameters());
  expect(replied).toMatchObject({
    status: 404,
    body: {
      resourceType: 'OperationOutcome',
      issue: [
        { code: 'not-supported', diagnostics: expect.stringContaining('$questionnaire-package') as unknown },
      ],
    },
  });
});

test('the form is a page for a browser: every question in words, without script', async () => {
  const accept = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
  const path = '/fhir/Questionnaire/ga-pmn-34-site-of-care';
  const response = await fetch(`${app.url}${path}`, { headers: { accept } });
  expect(response.headers.get('content-type')).toContain('text/html');
  const page = await response.text();
  const form = (await (await fetch(`${app.url}${path}`)).json()) as Questionnaire;
  const texts = (items: readonly QuestionnaireItem[] = []): readonly string[] =>
    items.flatMap(({ text = '', item }) => [text, ...texts(item)]);
  expect(texts(form.item).length).toBeGreaterThan(60);
  for (const text of texts(form.item)) expect(page).toContain(text.trim());
  expect(page).toContain('Asked when 7.3 is "Anaphylaxis".');
  expect(page).not.toMatch(/<script|undefined/i);
});

test.each<[string, unknown]>([
  ['null', null],
  ['a number', 7],
  ['words', 'x'],
  ['a list of nulls', [null]],
  ['an empty object', {}],
])('given %s in any place, then it is refused or answered, never a failure', async (_what, garbage) => {
  const questionnaire = { name: 'questionnaire', valueCanonical: FORM };
  const outcomes = [
    garbage,
    { resourceType: 'OperationOutcome', issue: garbage },
    { resourceType: 'OperationOutcome', issue: [{ severity: garbage, expression: garbage }] },
  ];
  const errors = [
    garbage,
    { resourceType: 'Parameters', parameter: garbage },
    { resourceType: 'Parameters', parameter: [{ name: 'questionnaire', valueCanonical: garbage }] },
    ...outcomes.map((resource) => ({
      resourceType: 'Parameters',
      parameter: [questionnaire, { name: 'operationOutcome', resource }],
    })),
  ];
  const sets = ['url', 'filter', 'offset', 'count'].flatMap((name) => [
    { resourceType: 'Parameters', parameter: [{ name, valueString: garbage }] },
    { resourceType: 'Parameters', parameter: [{ name, valueInteger: garbage }] },
  ]);
  for (const [operation, bodies] of [
    ['Questionnaire/$log-questionnaire-errors', errors],
    ['ValueSet/vs-nyha-iv/$expand', [...errors.slice(0, 2), ...sets]],
    ['ValueSet/$expand', sets],
  ] as const)
    for (const body of bodies) {
      const { status } = await post(app, `/fhir/${operation}`, body);
      expect([operation, body, [200, 400, 404, 422].includes(status) ? 'fine' : status]).toEqual([
        operation,
        body,
        'fine',
      ]);
    }
});
