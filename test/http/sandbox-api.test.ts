/** /sandbox/api: what the page asks, over HTTP, from the catalog to a replayed case. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { CdsResponse } from '../../src/cards/types.js';
import type { FhirResource } from '../../src/core/fhir.js';
import { createNetwork } from '../../src/ehr/network.js';
import type { BuiltCall } from '../../src/sandbox/call.js';
import type { CaseFile } from '../../src/sandbox/case-file.js';
import { openSource } from '../../src/sandbox/fhir-source.js';
import type { CallRequest, SandboxConsole } from '../../src/sandbox/console.js';
import type { Catalog } from '../../src/sandbox/catalog.js';
import type { DrugHit } from '../../src/sandbox/drug-search.js';
import type { Gallery } from '../../src/sandbox/gallery.js';
import type { PatientList } from '../../src/sandbox/patients.js';
import { without } from '../../src/sandbox/without.js';
import { sandboxOf, type Answered, type Sandbox } from '../sandbox/client.js';
import { startApp } from '../support/app.js';
import { startFhirServer, type FhirServer } from '../support/fhir-server.js';
import { fakeService } from '../support/hook-call.js';
import { startPolicyApp, type PolicyApp } from '../support/policy-app.js';
import { chartOf, given } from '../support/scenarios/chart.js';
import { drugs } from '../support/scenarios/drugs.js';
import { EVALUATED_AT } from '../support/scenarios/scenario.js';

const INFLIXIMAB = {
  system: 'http://www.nlm.nih.gov/research/umls/rxnorm',
  code: '310994',
  display: 'infliximab 100 MG Injection',
};
const EMBEDDED = 'https://cds.example.org/sandbox/fhir';

let app: PolicyApp;
let sandbox: Sandbox;
let ehr: FhirServer;
beforeAll(async () => {
  app = await startPolicyApp({ now: EVALUATED_AT, assumeCoverage: true });
  sandbox = sandboxOf(app);
  ehr = await startFhirServer({ token: 'a-token' });
});
afterAll(async () => {
  await app.close();
  await ehr.close();
});

const codeOf = (body: unknown) =>
  (body as { issue?: { details: { coding: { code: string }[] } }[] }).issue?.[0]?.details.coding[0]?.code;
const asked = (changes: object) => ({ hook: 'order-sign', crd: '2.0', prefetch: true, ...changes });
const ownPatient = (changes: Partial<CallRequest> = {}): Partial<CallRequest> => ({
  server: ehr.url,
  token: 'a-token',
  patientId: 'p1',
  drug: INFLIXIMAB,
  site: 'HOPD',
  ...changes,
});

describe('the catalog', () => {
  test('names the embedded server, the hooks with their addresses, stories, sites and the policy as an outline', async () => {
    const { status, body } = await sandbox.get('/sandbox/api/catalog');
    expect(status).toBe(200);
    const { embeddedFhir, hooks, stories, sites, policies } = body as Catalog;
    expect(embeddedFhir).toBe(EMBEDDED);
    expect(hooks.find(({ hook }) => hook === 'order-sign')?.services).toEqual({
      '2.0': '/cds-services/site-of-care-order-sign',
      '2.2': '/crd/2.2/cds-services/site-of-care-order-sign',
    });
    expect(stories.length).toBeGreaterThanOrEqual(14);
    expect(stories[0]).toMatchObject({
      patientName: 'Walter Hennigan',
      plannedDate: '2025-10-08',
      teaches: expect.stringMatching(/\.$/),
    });
    expect(sites.map(({ id }) => id)).toEqual(['HOPD', 'OFFICE', 'ASC_AIC', 'HOME', 'NONE']);
    const tree = policies[0]?.tree ?? [];
    expect(tree.find(({ id }) => id === 'S.DRUG')).toMatchObject({ kind: 'gate', depth: 0 });
    expect(tree.find(({ id, part }) => id === 'C.CARDIO' && part === 'initial')).toMatchObject({
      kind: 'leaf',
      parent: 'C',
      paragraph: 'I.A.1.c.i',
    });
    expect(policies[0]?.nonQualifying).toContainEqual({ id: 'NQ.TRYP', title: 'Fear of needles' });
  });

  test('every address it names is one of discovery', async () => {
    const { hooks } = (await sandbox.get('/sandbox/api/catalog')).body as Catalog;
    for (const [base, version] of [
      ['', '2.0'],
      ['/crd/2.2', '2.2'],
    ] as const) {
      const { services } = (await sandbox.get(`${base}/cds-services`)).body as {
        services: { id: string }[];
      };
      expect(hooks.map((one) => one.services[version]).sort()).toEqual(
        services.map(({ id }) => `${base}/cds-services/${id}`).sort(),
      );
    }
  });
});

describe('drugs', () => {
  const find = async (query: string) =>
    ((await sandbox.get(`/sandbox/api/drugs?q=${encodeURIComponent(query)}`)).body as { drugs: DrugHit[] })
      .drugs;

  test.each([
    ['remic', true, /Remicade/],
    ['Infliximab 100', true, /infliximab 100 MG Injection/],
    ['310994', true, /infliximab 100 MG Injection/],
    ['j1745', true, /^J1745 infliximab/],
    ['venofer', true, /Venofer/],
    ['keytruda', false, /pembrolizumab/],
    ['metformin', false, /metformin/],
  ])('"%s" is found', async (query, listed, label) => {
    const [first] = await find(query);
    expect(first?.label).toMatch(label);
    expect(first?.listed).toBe(listed);
    expect(first?.why).toMatch(listed ? /on the list|of the list/ : /not on the list|on no list/);
  });

  test.each(['', '   ', 'zzzzzz', '<script>'])('"%s" finds nothing', async (query) => {
    expect(await find(query)).toEqual([]);
  });

  test('given a common word, then thirty at most', async () => {
    expect(await find('injection')).toHaveLength(30);
  });
});

describe('patients', () => {
  const search = (query: object) => sandbox.post('/sandbox/api/patients', query);
  const list = async (query: object) => (await search(query)).body as PatientList;

  test('given the embedded server, then they are found by name and by id', async () => {
    const { patients, more, server } = await list({ server: EMBEDDED, query: 'henni' });
    expect(patients).toEqual([
      {
        id: 't06-p1',
        name: 'Walter Hennigan',
        birthDate: '1980-05-05',
        gender: 'male',
        postalCode: '30303',
      },
    ]);
    expect({ more, server }).toEqual({ more: false, server: EMBEDDED });
    expect((await list({ server: `${EMBEDDED}/`, query: 't06-p1' })).patients[0]?.name).toBe(
      'Walter Hennigan',
    );
  });

  test('given a patient without a name, and one whose name looks like markup, then both are told as they are', async () => {
    const { patients } = await list({ server: EMBEDDED, count: 200 });
    const names = new Map(patients.map(({ id, name }) => [id, name]));
    expect(names.get('nameless-p1')).toBe('(no name)');
    expect(names.get('markup-p1')).toBe('<b>Bobbie</b> O’Neil & <i>Sons</i>');
  });

  test('given 2,000 patients, then the first page and that there are more', async () => {
    ehr.load(
      Array.from({ length: 2000 }, (_, index) => ({
        resourceType: 'Patient',
        id: `many-${index}`,
        name: [{ text: `Number ${index}` }],
      })),
    );
    const { patients, more } = await list({ server: ehr.url, token: 'a-token' });
    expect([patients.length, more]).toEqual([50, true]);
    const { patients: one } = await list({ server: ehr.url, token: 'a-token', query: 'many-1999' });
    expect(one).toEqual([{ id: 'many-1999', name: 'Number 1999' }]);
    ehr.reset();
  });

  test('given a server that searches no names, then the id still finds the patient', async () => {
    ehr.load({ resourceType: 'Patient', id: 'p-77', name: [{ text: 'Only by id' }] });
    ehr.fail('Patient', { status: 400, body: {}, when: ({ query }) => query.has('name') });
    const found = await search({ server: ehr.url, token: 'a-token', query: 'p-77' });
    expect(found.body).toMatchObject({ patients: [{ id: 'p-77', name: 'Only by id' }], more: false });
    const other = await search({ server: ehr.url, token: 'a-token', query: 'p-78' });
    expect(codeOf(other.body)).toBe('sandbox-server-failed');
    ehr.reset();
  });

  test('given names and addresses of any shape, then nothing breaks', async () => {
    ehr.load([
      { resourceType: 'Patient', id: 'a', name: 'a string', address: [null, { postalCode: 5 }] },
      { resourceType: 'Patient', id: 'b', name: [null, { given: [null, 'Bo'] }], birthDate: 1980 },
    ] as object[]);
    const { patients } = await list({ server: ehr.url, token: 'a-token' });
    expect(patients).toEqual([
      { id: 'a', name: '(no name)' },
      { id: 'b', name: 'Bo' },
    ]);
    ehr.reset();
  });

  test('given an id that no address can hold, then nobody is offered who could not be called', async () => {
    const named = (id: string) => ({
      resource: { resourceType: 'Patient', id, name: [{ text: 'Somebody' }] },
    });
    const ids = ['../x?y=<script>', '..', '', 'p-1'];
    ehr.fail('Patient', { status: 200, body: { resourceType: 'Bundle', entry: ids.map(named) } });
    const { patients } = await list({ server: ehr.url, token: 'a-token' });
    expect(patients.map(({ id }) => id)).toEqual(['p-1']);
    ehr.reset();
  });

  test.each([
    ['no address', 'not an address', 400, 'sandbox-server-refused'],
    ['a file', 'file:///etc/passwd', 400, 'sandbox-server-refused'],
    ['an address with a password', 'https://a:b@ehr.example.org/fhir', 400, 'sandbox-server-refused'],
    ['nobody there', 'http://127.0.0.1:9/fhir', 424, 'sandbox-server-unreachable'],
    ['a name that does not resolve', 'https://no-such-host.invalid/fhir', 424, 'sandbox-server-unreachable'],
  ])('given %s, then it is said', async (_what, server, status, code) => {
    const { status: found, body } = await search({ server });
    expect([found, codeOf(body)]).toEqual([status, code]);
  });

  test.each([
    ['HTML', { body: '<html>', headers: { 'content-type': 'text/html' } }, 'sandbox-no-fhir-server'],
    ['other JSON', { body: { hello: 'world' } }, 'sandbox-no-fhir-server'],
    ['a single resource', { body: { resourceType: 'Basic' } }, 'sandbox-no-fhir-server'],
    ['an expired token', { status: 401, body: {} }, 'sandbox-token-refused'],
    ['a missing scope', { status: 403, body: {} }, 'sandbox-access-refused'],
    ['another path', { status: 404, body: {} }, 'sandbox-not-on-server'],
    ['a redirect', { status: 302, headers: { location: 'http://127.0.0.1:9/' } }, 'sandbox-server-failed'],
    ['a failure', { status: 500, body: {} }, 'sandbox-server-failed'],
  ])('given a server that answers with %s, then it is said', async (_what, fault, code) => {
    ehr.fail('*', fault);
    const { status, body } = await search({ server: ehr.url, token: 'a-token' });
    ehr.reset();
    expect([status, codeOf(body)]).toEqual([424, code]);
    expect(JSON.stringify(body)).not.toContain('a-token');
  });

  test('given a server that never answers, then that is said', async () => {
    ehr.fail('*', { silent: true });
    const network = createNetwork({ allowPrivate: true });
    const source = openSource(ehr.url, 'a-token', {
      send: network.send,
      policy: { plainHttp: 'anywhere', privateNetworks: true },
      timeoutMs: 40,
      budgetMs: 60,
      maxBytes: 1000,
    });
    await expect(source.get('Patient')).rejects.toMatchObject({ code: 'sandbox-server-slow' });
    source.close();
    network.close();
    ehr.reset();
  });

  test('given another site’s page, then it learns nothing', async () => {
    const { status, body } = await sandbox.post(
      '/sandbox/api/patients',
      { server: EMBEDDED },
      { origin: 'https://evil.example.org' },
    );
    expect([status, codeOf(body)]).toEqual([403, 'sandbox-other-page']);
    const own = await sandbox.post('/sandbox/api/patients', { server: EMBEDDED }, { origin: app.url });
    expect(own.status).toBe(200);
  });
});

describe('a call', () => {
  const build = async (wish: object) => (await sandbox.post('/sandbox/api/call', wish)).body as BuiltCall;

  test('given a server of one’s own, then it is read there with the token, over HTTP', async () => {
    ehr.load(chartOf(given(drugs.infliximab, '2025-08-13')));
    const { call, decisions } = await sandbox.run(ownPatient({ prefetch: false }));
    expect(call.request).toMatchObject({
      fhirServer: ehr.url,
      fhirAuthorization: { access_token: 'a-token', token_type: 'Bearer' },
    });
    expect(call.request).not.toHaveProperty('prefetch');
    expect(call.notes.join(' ')).toMatch(/made up/);
    expect(decisions[0]).toMatchObject({ determination: 'not-met', unavailable: [] });
    expect(ehr.requests.some(({ path }) => path === 'Condition')).toBe(true);
    ehr.reset();
  });

  test('given prefetch, then every key of discovery was asked and no token goes along', async () => {
    ehr.load(chartOf(given(drugs.infliximab, '2025-08-13')));
    const { call, decisions } = await sandbox.run(ownPatient());
    const { services } = (await sandbox.get('/cds-services')).body as {
      services: { id: string; prefetch: Record<string, string> }[];
    };
    const templates = services.find(({ id }) => id === 'site-of-care-order-sign')?.prefetch ?? {};
    // There is no encounter in this call, so that key has no value (CH-27).
    const expected = Object.keys(templates).filter((key) => key !== 'encounter');
    expect(Object.keys(call.request['prefetch'] as object)).toEqual(expected);
    expect(JSON.stringify(call)).not.toContain('a-token');
    expect(call.unavailable).toEqual({});
    expect(decisions[0]).toMatchObject({ determination: 'not-met', unavailable: [] });
    ehr.reset();
  });

  test('given pages, then all of them; given a refusal, then the key is missing and named', async () => {
    const paging = await startFhirServer({ pageSize: 2 });
    paging.load(
      chartOf(...['2025-06-01', '2025-07-01', '2025-08-01'].map((day) => given(drugs.infliximab, day))),
    );
    paging.fail('Condition', { status: 403, body: {} });
    const { request, unavailable } = await build(asked(ownPatient({ server: paging.url, token: '' })));
    const { administrations, ...others } = request['prefetch'] as Record<string, { entry: unknown[] }>;
    expect(administrations?.entry).toHaveLength(3);
    expect(others).not.toHaveProperty('conditions');
    expect(unavailable).toEqual({ conditions: expect.stringMatching(/does not allow/) });
    await paging.close();
  });

  test.each([
    ['an unknown story', asked({ story: 'nobody' }), 404, 'sandbox-story'],
    ['neither story nor patient', asked({ drug: INFLIXIMAB }), 400, 'sandbox-request'],
    ['an unknown site', asked({ story: 'rural', site: 'MOON' }), 400, 'sandbox-request'],
    ['no such day', asked({ story: 'rural', plannedDate: '2025-02-31' }), 400, 'sandbox-request'],
    [
      'a patient id that would leave the server',
      asked({ patientId: '../x', drug: INFLIXIMAB }),
      400,
      'sandbox-request',
    ],
    ['an unknown patient', asked({ patientId: 'nobody', drug: INFLIXIMAB }), 424, 'sandbox-not-on-server'],
    ['a body that is no object', [], 400, 'sandbox-request'],
  ])('given %s, then it is refused', async (_what, wish, status, code) => {
    const { status: found, body } = await sandbox.post('/sandbox/api/call', wish);
    expect([found, codeOf(body)]).toEqual([status, code]);
  });

  test('given a wrong token, then it is said before the call is made', async () => {
    ehr.load(chartOf());
    const { body } = await sandbox.post(
      '/sandbox/api/call',
      asked(ownPatient({ token: 'expired', prefetch: false })),
    );
    expect(codeOf(body)).toBe('sandbox-token-refused');
    ehr.reset();
  });

  test('given a drug that is on no list, then silence, with its reason on record', async () => {
    const unlisted = { system: INFLIXIMAB.system, code: '6809', display: 'metformin' };
    const { response, decisions } = await sandbox.run({ story: 'rural', drug: unlisted });
    expect(response).toEqual({ cards: [], systemActions: [] });
    expect(decisions[0]).toMatchObject({ cause: 'drug-not-listed', silent: true });
  });

  test('given that order-select told a visitor of a story, then the next one to open it is still told at order-sign', async () => {
    const { response: selected } = await sandbox.run({ story: 'fear-of-needles', hook: 'order-select' });
    const { response: signed } = await sandbox.run({ story: 'fear-of-needles' });
    expect(signed.cards.map(({ summary }) => summary)).toContain(selected.cards[0]?.summary);
  });

  test('given CRD 2.2, then its address and its prefetch keys', async () => {
    const { call, decisions } = await sandbox.run({ story: 'heart-failure-25', crd: '2.2' });
    expect(call.endpoint).toBe('/crd/2.2/cds-services/site-of-care-order-sign');
    expect(call.request['prefetch']).toHaveProperty('payor.entry.0.resource.resourceType', 'Organization');
    expect(decisions[0]).toMatchObject({ crdVersion: '2.2', determination: 'met' });
  });

  test('given an order of one’s own making, then the draft says so', async () => {
    const order = { days: 28, continuation: 'HOME' as const, note: 'A note.' };
    const { call } = await sandbox.run({ story: 'rural', order, plannedDate: '2025-11-03' });
    expect(JSON.stringify(call.request)).toContain(
      '"boundsPeriod":{"start":"2025-11-03","end":"2025-11-30"}',
    );
    expect(JSON.stringify(call.request)).toContain('"id":"continuation-1"');
    expect(JSON.stringify(call.request)).toContain('A note.');
  });
});

describe('what if', () => {
  const criterion = ({ decisions }: Answered, id: string) =>
    decisions[0]?.criteria.find((one) => one.id === id)?.status;

  test('the ejection fraction were another', async () => {
    const wish = { story: 'heart-failure-25', prefetch: false };
    const changed = await sandbox.run({ ...wish, patch: { lvef: 45 } });
    expect(criterion(changed, 'C.CARDIO')).toBe('needs-documentation');
    expect(changed.call.notes.join(' ')).toMatch(/prefetched.*45 % today/);
    const never = await sandbox.run({ story: 'heart-failure-25', patch: { lvef: null } });
    expect(criterion(never, 'C.CARDIO')).toBe('needs-documentation');
    const weak = await sandbox.run({ story: 'heart-failure-45', patch: { lvef: 20 } });
    expect(weak.decisions[0]?.determination).toBe('met');
  });

  test('there were no allergies and reactions', async () => {
    const { decisions } = await sandbox.run({
      story: 'reaction-despite-premedication',
      patch: { removeAllergies: true },
    });
    expect(decisions[0]?.determination).toBe('not-met');
  });

  test('the patient lived elsewhere', async () => {
    const wish = { story: 'rural' };
    expect((await sandbox.run(wish)).decisions[0]?.determination).toBe('met');
    const { decisions } = await sandbox.run({ ...wish, patch: { postalCode: '30303' } });
    expect(decisions[0]?.determination).toBe('not-met');
  });

  test('the last dose was longer ago, or there was none', async () => {
    const long = await sandbox.run({
      story: 'restart-after-5-months',
      patch: { lastDoseDate: '2025-03-03' },
    });
    expect(long.decisions[0]?.determination).toBe('met');
    const none = await sandbox.run({ story: 'restart-after-5-months', patch: { lastDoseDate: null } });
    expect(criterion(none, 'INIT.NEW')).toBe('met');
  });

  test('a dose that names its drug by a Medication is a dose too', async () => {
    const drug = { resourceType: 'Medication' as const, id: 'drug', code: drugs.infliximab.given };
    const dose = without(given(drugs.infliximab, '2025-08-13'), ['medicationCodeableConcept']);
    ehr.load(chartOf({ ...dose, contained: [drug], medicationReference: { reference: '#drug' } }));
    expect(criterion(await sandbox.run(ownPatient()), 'INIT.NEW')).toBe('not-met');
    const changed = await sandbox.run(ownPatient({ patch: { lastDoseDate: null } }));
    expect(criterion(changed, 'INIT.NEW')).toBe('met');
    ehr.reset();
  });

  test('a search that was refused is not made complete by a fact more', async () => {
    ehr.load(chartOf());
    ehr.fail('MedicationAdministration', { status: 403, body: {} });
    const answered = await sandbox.run(ownPatient({ patch: { lastDoseDate: '2025-03-03' } }));
    ehr.reset();
    expect(answered.call.unavailable).toHaveProperty('administrations');
    expect(answered.decisions[0]?.unavailable.join(' ')).toMatch(/MedicationAdministration|administrations/);
    expect(criterion(answered, 'INIT.RESTART')).toBe('needs-documentation');
  });

  test('the chart held more', async () => {
    const agitation = {
      resourceType: 'Condition',
      clinicalStatus: { coding: [{ code: 'active' }] },
      code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'I50.23' }] },
      subject: { reference: 'Patient/t10-p1' },
      recordedDate: '2025-09-01',
    };
    const { decisions } = await sandbox.run({ story: 'fear-of-needles', patch: { addFacts: [agitation] } });
    expect(decisions[0]?.determination).toBe('met');
  });

  test.each([
    { lvef: 101 },
    { postalCode: 'x' },
    { lastDoseDate: '2025-13-01' },
    { colour: 'red' },
    { addFacts: [{}] },
  ])('%j is refused', async (patch) => {
    const { status } = await sandbox.post('/sandbox/api/call', asked({ story: 'rural', patch }));
    expect(status).toBe(400);
  });
});

test('the gallery answers every story at every site, with what decides', async () => {
  const { stories, sites, cells } = (await sandbox.get('/sandbox/api/gallery')).body as Gallery;
  expect(cells).toHaveLength(stories.length * sites.length);
  const cell = (story: string, site: string) => cells.find((one) => one.story === story && one.site === site);
  expect(cell('heart-failure-25', 'HOPD')).toMatchObject({
    determination: 'met',
    deciding: ['C.CARDIO'],
    cards: 1,
  });
  expect(cell('first-dose-with-plan', 'HOPD')?.deciding).toEqual(['INIT.NEW', 'INIT.PLAN', 'INIT.SHORT']);
  expect(cell('natalizumab-uncertified', 'HOPD')).toMatchObject({
    cause: 'facility',
    deciding: ['DRUG.CERT'],
  });
  expect(cell('fear-of-needles', 'HOPD')).toMatchObject({ determination: 'not-met', deciding: [] });
  expect(cell('fear-of-needles', 'HOME')).toMatchObject({ deciding: ['S.SITE'], cards: 0 });
  expect(cell('two-orders', 'HOPD')?.others).toEqual([{ determination: 'not-met', cause: 'criteria' }]);
});

test('sign → redirect → accept the home suggestion → sign again → no card, and a third time nothing at all', async () => {
  const first = await sandbox.run({ story: 'fear-of-needles' });
  const redirect = first.response.cards.find(({ suggestions = [] }) => suggestions.length > 0);
  const home = redirect?.suggestions?.find(({ label }) => label.startsWith('Home infusion'));
  expect(first.decisions[0]?.determination).toBe('not-met');

  const accepted = resign(first.call.request, [...actionsOf(first.response), ...(home?.actions ?? [])]);
  const second = await sandbox.send(first.call.endpoint, accepted);
  expect(second.response.cards).toEqual([]);
  expect(second.decisions[0]).toMatchObject({ determination: 'not-applicable', cause: 'preferred-site' });

  const third = await sandbox.send(first.call.endpoint, resign(accepted, actionsOf(second.response)));
  expect(third.response).toEqual({ cards: [], systemActions: [] });
  expect(third.decisions[0]).toMatchObject({ silent: true });
});

describe('a case', () => {
  const exported = async ({ call, response }: Answered, changes: object = {}) =>
    sandbox.post('/sandbox/api/cases', {
      endpoint: call.endpoint,
      request: call.request,
      response,
      evaluatedAt: EVALUATED_AT,
      server: call.server,
      ...changes,
    });
  const replayed = async (file: unknown) => (await sandbox.post('/sandbox/api/replay', file)).body;

  test.each([true, false])(
    'given a story (prefetch %s), then its case says the same again, and holds neither token nor server',
    async (prefetch) => {
      const answered = await sandbox.run({ story: 'natalizumab-uncertified', prefetch });
      const { status, body } = await exported(answered);
      expect(status).toBe(200);
      expect(body).toMatchObject({
        format: 'site-of-care-cds/case',
        crd: '2.0',
        expected: { determinations: { 'MedicationRequest/order-1': 'not-met' } },
      });
      expect((body as CaseFile).request).not.toHaveProperty('fhirServer');
      expect(await replayed(body)).toMatchObject({ same: true, differences: [] });
    },
  );

  test('given two orders in CRD 2.2, then both are in it', async () => {
    const { body } = await exported(await sandbox.run({ story: 'two-orders', crd: '2.2' }));
    expect(await replayed(body)).toMatchObject({ same: true });
    expect((body as CaseFile).expected.determinations).toEqual({
      'MedicationRequest/order-1': 'met',
      'MedicationRequest/order-2': 'not-met',
    });
  });

  test('given an order that carries an assertion of ours, then the replay knows it as ours', async () => {
    const first = await sandbox.run({ story: 'fear-of-needles' });
    const request = resign(first.call.request, [
      ...actionsOf(first.response),
      ...homeActions(first.response),
    ]);
    const second = await sandbox.send(first.call.endpoint, request);
    const { body } = await exported({ ...first, ...second, call: { ...first.call, request } });
    expect((body as CaseFile).knownAssertions).toHaveLength(1);
    expect(await replayed(body)).toMatchObject({ same: true });
  });

  test('given another server, then only with the word of a person', async () => {
    ehr.load(chartOf(given(drugs.infliximab, '2025-08-13')));
    const answered = await sandbox.run(ownPatient({ prefetch: false }));
    const refused = await exported(answered);
    expect([refused.status, codeOf(refused.body)]).toEqual([422, 'case-not-released']);
    // A call that was prefetched elsewhere does not become the sandbox's own by saying so.
    const claimed = await exported(await sandbox.run(ownPatient()), { server: EMBEDDED });
    expect(codeOf(claimed.body)).toBe('case-not-released');
    const { status, body } = await exported(answered, { synthetic: true });
    expect(status).toBe(200);
    expect(JSON.stringify(body)).not.toContain('a-token');
    expect(JSON.stringify(body)).not.toContain(ehr.url);
    expect(await replayed(body)).toMatchObject({ same: true });
    const { body: prefetched } = await exported(await sandbox.run(ownPatient()), { deidentified: true });
    expect(JSON.stringify(prefetched)).not.toContain(ehr.url);
    expect(await replayed(prefetched)).toMatchObject({ same: true });
    ehr.reset();
  });

  test('given a server that refuses a type, then the file says what is missing, and says the same again', async () => {
    const { body } = await exported(await sandbox.run({ story: 'ehr-hides-diagnoses', prefetch: false }));
    expect((body as CaseFile).notes.join(' ')).toMatch(/conditions is not in the file/);
    expect((body as CaseFile).expected.determinations).toEqual({
      'MedicationRequest/order-1': 'needs-documentation',
    });
    expect(await replayed(body)).toMatchObject({ same: true });
  });

  test('given the fact that decides is changed, then the replay says what differs', async () => {
    const { body } = await exported(await sandbox.run({ story: 'heart-failure-25' }));
    const changed = JSON.parse(JSON.stringify(body).replace('"value":25', '"value":45')) as unknown;
    expect(await replayed(changed)).toMatchObject({
      same: false,
      differences: expect.arrayContaining([
        { path: 'determinations.MedicationRequest/order-1', was: 'met', is: 'needs-documentation' },
        expect.objectContaining({ path: 'cards[0].indicator', was: 'info', is: 'warning' }),
      ]),
    });
  });

  test.each([
    ['nothing', {}, /format is missing/],
    ['a FHIR resource', { resourceType: 'Patient' }, /FHIR resource/],
    ['another format', { format: 'x', version: 1 }, /format has to be/],
    ['another version', { format: 'site-of-care-cds/case', version: 2 }, /version has to be one of: 1/],
  ])('given %s, then it cannot be replayed, and why', async (_what, file, reason) => {
    const { status, body } = await sandbox.post('/sandbox/api/replay', file);
    expect([status, codeOf(body)]).toEqual([422, 'case-unusable']);
    expect(JSON.stringify(body)).toMatch(reason);
  });
});

test('an answer of the hook tells how long its steps took', async () => {
  const { call } = await sandbox.run({ story: 'rural', prefetch: false });
  const { headers } = await fetch(`${app.url}${call.endpoint}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(call.request),
  });
  const steps = (headers.get('server-timing') ?? '').split(', ').map((part) => part.split(';dur='));
  expect(steps.map(([name]) => name)).toEqual(['parse', 'read', 'decide', 'answer', 'record', 'total']);
  for (const [, ms] of steps) expect(Number(ms)).toBeGreaterThanOrEqual(0);
});

describe('where there is no sandbox', () => {
  test('in production nothing of it is there', async () => {
    const untouchable = new Proxy({} as SandboxConsole, {
      get: () => {
        throw new Error('the sandbox was asked');
      },
    });
    const production = await startApp([fakeService()], {
      config: { mode: 'production' },
      deps: { sandbox: untouchable },
    });
    for (const path of ['catalog', 'drugs', 'gallery'])
      expect((await fetch(`${production.url}/sandbox/api/${path}`)).status).toBe(404);
    for (const path of ['patients', 'call', 'cases', 'replay'])
      expect((await sandboxOf(production).post(`/sandbox/api/${path}`, {})).status).toBe(404);
    for (const path of ['/', '/sandbox/fhir/metadata', '/sandbox/page.css', '/assets/index.js'])
      expect((await fetch(`${production.url}${path}`)).status).toBe(404);
    await production.close();
  });

  test('without the embedded server there are no stories, and other servers can be asked', async () => {
    const plain = await startPolicyApp({ now: EVALUATED_AT, environment: { SANDBOX_FHIR: 'off' } });
    const own = sandboxOf(plain);
    const catalog = (await own.get('/sandbox/api/catalog')).body as Catalog;
    expect([catalog.embeddedFhir, catalog.stories]).toEqual([undefined, []]);
    expect((await own.post('/sandbox/api/call', asked({ story: 'rural' }))).status).toBe(404);
    expect(
      codeOf((await own.post('/sandbox/api/call', asked({ patientId: 'p1', drug: INFLIXIMAB }))).body),
    ).toBe('sandbox-request');
    ehr.load(chartOf());
    const { status } = await own.post('/sandbox/api/patients', { server: ehr.url, token: 'a-token' });
    expect(status).toBe(200);
    ehr.reset();
    await plain.close();
  });
});

/** What an EHR does with the system actions of an answer and with an accepted suggestion: it updates its draft. */
function resign(request: BuiltCall['request'], actions: readonly { resource?: FhirResource }[]) {
  const context = request['context'] as { draftOrders: { entry: { resource: FhirResource }[] } };
  const entry = context.draftOrders.entry.map(({ resource }) => ({
    resource: actions.reduce(
      (draft, { resource: next }) =>
        next?.resourceType === draft.resourceType && next.id === draft.id ? next : draft,
      resource,
    ),
  }));
  const draftOrders = { ...context.draftOrders, entry };
  return { ...request, hookInstance: crypto.randomUUID(), context: { ...context, draftOrders } };
}

function actionsOf({ systemActions = [] }: CdsResponse) {
  return systemActions as readonly { resource?: FhirResource }[];
}

function homeActions({ cards }: CdsResponse) {
  const suggestions = cards.flatMap((card) => card.suggestions ?? []);
  const home = suggestions.find(({ label }) => label.startsWith('Home infusion'));
  return (home?.actions ?? []) as readonly { resource?: FhirResource }[];
}
