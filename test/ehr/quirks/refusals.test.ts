/** Quirks 7 to 10, 19 and 23 to 25: what servers refuse, and how. */
import { describe, expect, test } from '@jest/globals';
import { coverage, given } from '../../support/scenarios/chart.js';
import { drugs } from '../../support/scenarios/drugs.js';
import { ask, condition, read, references, search } from '../support.js';
import { bench, HTML, maintenance, newTherapy, queries, statusOf } from './support.js';

const service = bench();

describe('quirk 7: MedicationRequest without intent is refused with 403', () => {
  test('and asked again with intent', async () => {
    service.ehr.load({ ...condition('m1'), resourceType: 'MedicationRequest', intent: 'order' });
    service.ehr.fail('MedicationRequest', {
      status: 403,
      body: '',
      when: ({ query }) => !query.has('intent'),
    });
    const result = await ask(service.ehr.url, search('MedicationRequest'));
    expect(references(result)).toEqual(['MedicationRequest/m1']);
    expect(result.availability).toEqual({ state: 'complete' });
    expect(service.ehr.requests.map(({ query }) => query.get('intent'))).toEqual([
      null,
      'order,plan,original-order',
    ]);
  });
});

describe('quirk 8: Observation wants a category', () => {
  test('and is asked again by category, which may not be everything', async () => {
    service.ehr.load({
      ...condition('o1'),
      resourceType: 'Observation',
      category: [{ coding: [{ code: 'laboratory' }] }],
    });
    service.ehr.fail('Observation', { status: 400, when: ({ query }) => !query.has('category') });
    const result = await ask(service.ehr.url, search('Observation', { code: '10230-1,8806-2' }));
    expect(references(result)).toEqual(['Observation/o1']);
    expect(result.availability).toEqual({ state: 'partial', reason: 'asked by category only' });
  });

  test('given no ejection fraction among them, then C.CARDIO is open, not unmet', async () => {
    service.ehr.fail('Observation', { status: 400, when: ({ query }) => !query.has('category') });
    const record = await service.decisionOn(maintenance());
    expect(statusOf(record, 'C.CARDIO')).toBe('needs-documentation');
    expect(record.unavailable.join()).toMatch(/Observation: .*asked by category only/);
  });
});

describe('quirk 9: 500 for a parameter or a type the server does not know', () => {
  test('the plain query is tried once', async () => {
    service.ehr.load(condition('c1'));
    service.ehr.fail('Condition', { status: 500, ...HTML, when: ({ query }) => query.has('onset-date') });
    const result = await ask(service.ehr.url, search('Condition', { 'onset-date': 'ge2020' }));
    expect(references(result)).toEqual(['Condition/c1']);
    expect(queries(service.ehr, 'Condition').at(-1)).toBe('patient=p1');
    expect(service.ehr.requests).toHaveLength(2);
  });

  test('a type that stays refused is not asked for a third time', async () => {
    service.ehr.fail('AdverseEvent', { status: 500 });
    const result = await ask(service.ehr.url, search('AdverseEvent', { status: 'active' }, 'subject'));
    expect(result.availability).toEqual({ state: 'unavailable', reason: '500' });
    expect(service.ehr.requests).toHaveLength(2);
  });

  test('given an unknown AdverseEvent, then D.EVT is open and the record says why', async () => {
    service.ehr.fail('AdverseEvent', { status: 500 });
    const record = await service.decisionOn(maintenance());
    expect(statusOf(record, 'D.EVT')).toBe('needs-documentation');
    expect(record.unavailable).toEqual(['AdverseEvent: 500']);
  });
});

describe('quirk 10: errors that are no FHIR', () => {
  test('403 with an empty body is a refusal', async () => {
    service.ehr.fail('Condition', { status: 403, body: '' });
    const { availability } = await ask(service.ehr.url, search('Condition'));
    expect(availability).toEqual({ state: 'unavailable', reason: '403' });
  });

  test('a plain query that is refused is not repeated', async () => {
    service.ehr.fail('Condition', { status: 403 });
    await ask(service.ehr.url, search('Condition'));
    expect(service.ehr.requests).toHaveLength(1);
  });

  test.each([401, 404])('%i as HTML is a refusal', async (status) => {
    service.ehr.fail('Condition', { status, ...HTML });
    const result = await ask(service.ehr.url, search('Condition'));
    expect(result.availability).toEqual({ state: 'unavailable', reason: String(status) });
  });

  test('an HTML page with status 200 is not JSON', async () => {
    service.ehr.fail('Condition', HTML);
    const { availability } = await ask(service.ehr.url, search('Condition'));
    expect(availability).toEqual({ state: 'unavailable', reason: 'not JSON' });
  });

  test.each(['null', '[]', '{}', '"x"'])('the JSON %s is no answer', async (body) => {
    service.ehr.fail('Condition', { body });
    expect((await ask(service.ehr.url, search('Condition'))).availability.state).toBe('unavailable');
  });

  test('an OperationOutcome with status 200 in the place of a resource is no answer', async () => {
    service.ehr.fail('Location', {
      body: { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'deleted' }] },
    });
    const result = await ask(service.ehr.url, read('Location', 'h1'));
    expect(result.availability).toEqual({ state: 'unavailable', reason: 'deleted' });
  });

  test('given HTML for everything but the coverage, then the decision stands on what is known', async () => {
    for (const type of ['Condition', 'MedicationAdministration', 'Procedure', 'Observation'])
      service.ehr.fail(type, { status: 404, ...HTML });
    const record = await service.decisionOn(newTherapy());
    expect(record.determination).toBe('needs-documentation');
    expect(record.unavailable).toEqual(
      expect.arrayContaining(['Condition: 404', 'MedicationAdministration: 404', 'Procedure: 404']),
    );
  });
});

describe('quirk 19: a server with few parameters (Oracle)', () => {
  test('no query uses _id or _revinclude, and every one asks for JSON', async () => {
    await service.decisionOn(maintenance());
    expect(service.ehr.requests.length).toBeGreaterThan(10);
    for (const { query, headers } of service.ehr.requests) {
      expect([...query.keys()]).not.toContain('_id');
      expect([...query.keys()]).not.toContain('_revinclude');
      expect(headers.accept).toBe('application/fhir+json');
    }
  });

  test('given 400 for _include and _count, then the plain query answers', async () => {
    service.ehr.fail('*', {
      status: 400,
      when: ({ query }) => query.has('_include') || query.has('_count'),
    });
    const record = await service.decisionOn(maintenance());
    expect(statusOf(record, 'INIT.NEW')).toBe('not-met');
    expect(record.unavailable).toEqual([]);
  });

  test('given 500 with fatal/required, then the type is unknown, not empty', async () => {
    const fatal = {
      status: 500,
      body: { resourceType: 'OperationOutcome', issue: [{ severity: 'fatal', code: 'required' }] },
    };
    service.ehr.fail('MedicationAdministration', fatal);
    service.ehr.fail('Procedure', fatal);
    expect(statusOf(await service.decisionOn(newTherapy()), 'INIT.NEW')).toBe('needs-documentation');
  });

  test('given a Coverage that says SELF PAY, then the patient is not insured', async () => {
    const selfPay = coverage({ payor: [{ display: 'SELF PAY' }], class: [] });
    const { draft, chart } = maintenance();
    const record = await service.decisionOn({
      draft,
      chart: chart.map((resource) => (resource.resourceType === 'Coverage' ? selfPay : resource)),
    });
    expect(record.determination).toBe('insufficient-context');
    expect(record.coverage).toMatchObject({ status: 'none', reason: expect.stringMatching(/patient pays/) });
    expect(queries(service.ehr, 'Condition')).toEqual([]);
  });
});

describe('quirk 23: servers that are busy', () => {
  test('429 with a Retry-After that fits is tried once more', async () => {
    service.ehr.load(condition('c1'));
    service.ehr.fail('Condition', { status: 429, headers: { 'retry-after': '1' }, times: 1 });
    const result = await ask(service.ehr.url, search('Condition'));
    expect(result.availability).toEqual({ state: 'complete' });
    const [first, second] = service.ehr.requests.map(({ at }) => at);
    expect((second ?? 0) - (first ?? 0)).toBeGreaterThan(950);
  });

  test('429 with a Retry-After that does not fit is not', async () => {
    service.ehr.fail('Condition', { status: 429, headers: { 'retry-after': '60' } });
    const result = await ask(service.ehr.url, search('Condition'));
    expect(result.availability).toEqual({ state: 'unavailable', reason: '429' });
    expect(service.ehr.requests).toHaveLength(1);
  });

  test.each([502, 503, 504])('%i without Retry-After is tried once more, and only once', async (status) => {
    service.ehr.fail('Condition', { status, ...HTML });
    const { availability } = await ask(service.ehr.url, search('Condition'));
    expect(availability).toEqual({ state: 'unavailable', reason: String(status) });
    expect(service.ehr.requests).toHaveLength(2);
  });

  test('given one 504 among the reads, then the decision is as if nothing had happened', async () => {
    service.ehr.fail('MedicationAdministration', { status: 504, ...HTML, times: 1 });
    const record = await service.decisionOn(maintenance());
    expect(statusOf(record, 'INIT.NEW')).toBe('not-met');
    expect(record.unavailable).toEqual([]);
  });
});

describe('quirk 24: clouds with few ways to search (Azure, Google, Aidbox)', () => {
  test('everything is a GET of Type?patient= or Type/id: no compartment, no _search', async () => {
    await service.decisionOn(maintenance());
    for (const { method, path, query } of service.ehr.requests) {
      expect(method).toBe('GET');
      expect(path).toMatch(/^[A-Z][A-Za-z]+(\/[A-Za-z0-9.-]+)?$/);
      if (!path.includes('/'))
        expect(query.get('patient') ?? query.get('subject')).toMatch(/^(Patient\/)?p1$/);
    }
  });

  test('given a server that ignores what it was asked for, then other patients and other codes do not count', async () => {
    const stray = given(drugs.infliximab, '2025-07-01', { subject: { reference: 'Patient/p12' } });
    service.ehr.fail('MedicationAdministration', {
      change: (bundle) => ({ ...bundle, entry: [{ resource: stray }] }),
    });
    const record = await service.decisionOn(newTherapy());
    expect(JSON.stringify(record.criteria)).not.toContain('infliximab-2025-07-01');
    expect(record.unavailable.join()).toMatch(/MedicationAdministration: .*of another patient/);
  });

  test('errors in the words of the cloud, not of FHIR, are refusals', async () => {
    const body = { error: { code: 403, message: 'Permission denied for p1', status: 'PERMISSION_DENIED' } };
    service.ehr.fail('Condition', { status: 403, body, headers: { 'content-type': 'application/json' } });
    const { availability } = await ask(service.ehr.url, search('Condition'));
    expect(availability).toEqual({ state: 'unavailable', reason: '403' });
  });
});

describe('quirk 25: a reason-code search that matches words', () => {
  test('encounters and orders are never searched by reason', async () => {
    await service.decisionOn(maintenance());
    expect(queries(service.ehr, 'Encounter')).toHaveLength(1);
    for (const { query } of service.ehr.requests) expect([...query.keys()].join()).not.toMatch(/reason/);
  });
});
