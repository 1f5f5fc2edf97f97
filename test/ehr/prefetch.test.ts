import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ReadRequest, ReadResult } from '../../src/core/chart/chart.js';
import { Chart } from '../../src/core/chart/chart.js';
import { draftEntries, draftResources } from '../../src/core/orders/entries.js';
import { prefetchResults } from '../../src/ehr/prefetch.js';

const patient: ReadRequest = { kind: 'read', key: 'patient', resourceType: 'Patient', id: '1' };
const conditions: ReadRequest = {
  kind: 'search',
  key: 'conditions',
  resourceType: 'Condition',
  params: {},
  patientParam: 'patient',
};
const requests = [patient, conditions];

const condition = (id: string, about = 'Patient/1') => ({
  resourceType: 'Condition',
  id,
  subject: { reference: about },
});
const searchset = (...entry: unknown[]) => ({ resourceType: 'Bundle', type: 'searchset', entry });
const epicOutcome = {
  resourceType: 'OperationOutcome',
  issue: [
    {
      severity: 'warning',
      code: 'suppressed',
      details: {
        coding: [{ code: '59204' }],
        text: 'Client not authorized for Condition - Encounter Diagnosis.',
      },
      diagnostics: 'Anna Sample, MRN 4711',
    },
  ],
};

function only(value: unknown): ReadResult {
  const [result, ...others] = prefetchResults({ conditions: value }, requests, '1');
  expect(others).toEqual([]);
  return result as ReadResult;
}

const references = (results: readonly ReadResult[]) =>
  results.flatMap(({ obtained }) => obtained.map((o) => o.reference));

describe('the four states of a prefetch key (CH-23)', () => {
  test('absent: not attempted, so there is no result and the key will be read', () => {
    expect(prefetchResults({ patient: null }, requests, '1').map(({ key }) => key)).toEqual(['patient']);
    expect(prefetchResults(undefined, requests, '1')).toEqual([]);
    expect(prefetchResults(null, requests, '1')).toEqual([]);
  });

  test.each([
    ['null', null],
    ['an empty object', {}],
    ['an empty Bundle', { resourceType: 'Bundle', type: 'searchset', total: 0 }],
    ['a Bundle that counts 50 and holds none (quirk 12)', { resourceType: 'Bundle', total: 50, entry: [] }],
  ])('%s: looked, and there is nothing', (_, value) => {
    expect(only(value)).toEqual({ key: 'conditions', availability: { state: 'complete' }, obtained: [] });
  });

  test('a searchset without further pages: complete', () => {
    const result = only(
      searchset({ resource: condition('c1'), search: { mode: 'match' } }, { resource: condition('c2') }),
    );
    expect(result.availability).toEqual({ state: 'complete' });
    expect(result.obtained.map(({ reference, source }) => [reference, source])).toEqual([
      ['Condition/c1', 'prefetch'],
      ['Condition/c2', 'prefetch'],
    ]);
  });

  test('an OperationOutcome: unavailable, in the words of the server and without its diagnostics', () => {
    const result = only(epicOutcome);
    expect(result.availability).toEqual({
      state: 'unavailable',
      reason: 'not visible: Client not authorized for Condition - Encounter Diagnosis.',
    });
  });
});

describe('answers that are not the whole truth', () => {
  test('an outcome entry beside resources (quirk 1): partial, and never counted as a resource', () => {
    const result = only(
      searchset({ resource: condition('c1') }, { search: { mode: 'outcome' }, resource: epicOutcome }),
    );
    expect(result.availability.state).toBe('partial');
    expect(references([result])).toEqual(['Condition/c1']);
  });

  test('more entries than would be read: the first ones count, and more may be there', () => {
    const result = only(
      searchset(...Array.from({ length: 2001 }, (_, index) => ({ resource: condition(`c${index}`) }))),
    );
    expect(result.availability).toEqual({ state: 'partial', reason: 'more than 2000 entries' });
    expect(result.obtained).toHaveLength(2000);
  });

  test('an outcome that only informs takes nothing away', () => {
    const note = {
      resourceType: 'OperationOutcome',
      issue: [{ severity: 'information', code: 'informational' }],
    };
    expect(only(searchset({ resource: note })).availability).toEqual({ state: 'complete' });
  });

  test('the first of several pages: partial, and the next link is remembered as it is', () => {
    const next = 'https://ehr.example/fhir?pageContext=a%2Bb';
    const result = only({
      ...searchset({ resource: condition('c1') }),
      link: [{ relation: 'next', url: next }],
    });
    expect(result.availability).toEqual({ state: 'partial', reason: 'further pages not read' });
    expect(result.next).toBe(next);
  });

  test('a resource of another type: taken as data, but the key is not answered', () => {
    const procedure = { resourceType: 'Procedure', id: 'p1', subject: { reference: 'Patient/1' } };
    const result = only(procedure);
    expect(result.availability).toEqual({ state: 'unavailable', reason: 'Procedure instead of Condition' });
    expect(references([result])).toEqual(['Procedure/p1']);
  });

  test.each([['a string'], [42], [true], [[condition('c1')]]])(
    '%j is no FHIR answer: unavailable',
    (value) => {
      expect(only(value).availability.state).toBe('unavailable');
    },
  );
});

describe('the { response, resource } wrapper (quirk 27)', () => {
  test('is taken off', () => {
    const result = only({
      response: { status: '200 OK' },
      resource: searchset({ resource: condition('c1') }),
    });
    expect(result.availability).toEqual({ state: 'complete' });
    expect(references([result])).toEqual(['Condition/c1']);
  });

  test.each(['403 Forbidden', '403', 403])('with status %j: unavailable', (status) => {
    expect(only({ response: { status } }).availability).toEqual({ state: 'unavailable', reason: '403' });
  });

  test('with success and no resource: looked, and there is nothing', () => {
    expect(only({ response: { status: '200' } }).availability).toEqual({ state: 'complete' });
  });
});

describe('keys this service did not ask for', () => {
  test('give data by type, and answer no request', () => {
    const results = prefetchResults(
      { item1: searchset({ resource: condition('c1') }), item2: null },
      requests,
      '1',
    );
    expect(references(results)).toEqual(['Condition/c1']);
    const chart = Chart.empty().with(results);
    expect(chart.availability('conditions')).toBeUndefined();
    expect(chart.shortcomings).toEqual([]);
  });

  test('cannot pose as members of an object', () => {
    expect(prefetchResults({}, [{ ...conditions, key: 'constructor' }], '1')).toEqual([]);
  });
});

describe('resources of another patient', () => {
  test('are left out and counted; Patient/12 is not Patient/1', () => {
    const result = only(
      searchset(
        { resource: condition('mine') },
        { resource: condition('mine-too', 'https://ehr.example/fhir/Patient/1/_history/3') },
        { resource: condition('theirs', 'Patient/12') },
        { resource: { resourceType: 'Coverage', id: 'k', beneficiary: { reference: 'Patient/2' } } },
        { resource: { resourceType: 'Patient', id: '2' }, search: { mode: 'include' } },
      ),
    );
    expect(references([result])).toEqual(['Condition/mine', 'Condition/mine-too']);
    expect(result.availability).toEqual({
      state: 'partial',
      reason: 'left out 3 resources of another patient',
    });
  });

  test('are left out also where they name their patient by the urn of its entry, wherever that stands', () => {
    const [theirs, mine] = [
      'urn:uuid:00000000-0000-4000-8000-000000000002',
      'urn:uuid:00000000-0000-4000-8000-000000000001',
    ];
    const result = only(
      searchset(
        { resource: condition('theirs', theirs) },
        { fullUrl: theirs, resource: { resourceType: 'Patient', id: '2' } },
        { fullUrl: mine, resource: { resourceType: 'Patient', id: '1' } },
        { resource: condition('mine', mine) },
      ),
    );
    expect(references([result])).not.toContain('Condition/theirs');
    expect(references([result])).toContain('Condition/mine');
    expect(result.availability.state).toBe('partial');
  });

  test('do not answer the patient key', () => {
    const [result] = prefetchResults({ patient: { resourceType: 'Patient', id: '2' } }, requests, '1');
    expect(result?.availability.state).toBe('unavailable');
    expect(result?.obtained).toEqual([]);
  });

  test('a resource that names no patient is fine', () => {
    const result = only(
      searchset(
        { resource: condition('c1') },
        { resource: { resourceType: 'Organization', id: 'o1' }, search: { mode: 'include' } },
        { resource: { resourceType: 'Location', id: 'l1' } },
      ),
    );
    expect(references([result])).toEqual(['Condition/c1', 'Organization/o1', 'Location/l1']);
    expect(result.availability).toEqual({ state: 'complete' });
  });

  test('a patientId that came with its type is the same patient (quirk 22)', () => {
    const results = prefetchResults({ conditions: condition('c1') }, requests, 'Patient/1');
    expect(references(results)).toEqual(['Condition/c1']);
  });
});

describe('references', () => {
  test('a fullUrl on another host is not used as the key (quirk 13)', () => {
    const entry = { fullUrl: 'http://other.example/fhir/Condition/zzz', resource: condition('c1') };
    expect(references([only(searchset(entry))])).toEqual(['Condition/c1']);
  });

  test('a urn finds the resource, which still is one resource', () => {
    const fullUrl = 'urn:uuid:0d4e2d53-94b5-4a21-b0cb-8a2d0a1c1a11';
    const chart = Chart.empty().with([only(searchset({ fullUrl, resource: condition('c1') }))]);
    expect(chart.get(fullUrl)?.resource.id).toBe('c1');
    expect(chart.all('Condition')).toHaveLength(1);
  });

  test('resources without an id stay apart', () => {
    const nameless = { resourceType: 'Condition' };
    const chart = Chart.empty().with([
      only(searchset({ resource: nameless }, { resource: { ...nameless } })),
    ]);
    expect(chart.all('Condition')).toHaveLength(2);
  });
});

describe('draft orders', () => {
  const order = { resourceType: 'MedicationRequest', id: 'm1' };

  test('are found by type and id and by fullUrl, and win over a stored copy', () => {
    const fullUrl = 'urn:uuid:5b0a2f0e-1111-4222-8333-444444444444';
    const stored = { ...order, status: 'active' };
    const chart = Chart.empty()
      .withResources(
        draftResources(draftEntries({ resourceType: 'Bundle', entry: [{ fullUrl, resource: order }] })),
      )
      .with(prefetchResults({ orders: stored }, requests, '1'));
    expect(chart.get('MedicationRequest/m1')).toMatchObject({ source: 'draft', resource: order });
    expect(chart.get(fullUrl)?.resource).toBe(order);
    expect(chart.all('MedicationRequest')).toHaveLength(1);
  });

  test('null entries and rubbish survive', () => {
    const entry = [null, 7, {}, { resource: null }, { resource: {} }, { resource: order }];
    const found = draftResources(draftEntries({ resourceType: 'Bundle', entry }));
    expect(found.map(({ reference }) => reference)).toEqual(['MedicationRequest/m1']);
    expect(draftResources(draftEntries(undefined))).toEqual([]);
  });
});

describe('hostile content', () => {
  test('null entries survive', () => {
    const result = only(searchset(null, { resource: condition('c1') }, null));
    expect(result.availability).toEqual({ state: 'complete' });
    expect(references([result])).toEqual(['Condition/c1']);
  });

  test.each(['x', 7, [[condition('c1')]], ['x', { resource: condition('c1') }]])(
    'entries %j are no entries: something may be missing',
    (entry) => {
      expect(only({ resourceType: 'Bundle', entry }).availability.state).not.toBe('complete');
    },
  );

  test('Bundles in Bundles are read to a depth, then refused', () => {
    let value: unknown = condition('deep');
    for (let depth = 0; depth < 5000; depth += 1) value = searchset({ resource: value });
    expect(only(value).availability.state).toBe('unavailable');
    expect(references([only(searchset({ resource: searchset({ resource: condition('c1') }) }))])).toEqual([
      'Condition/c1',
    ]);
  });

  test('any JSON gives a result and none throws', () => {
    const part = fc.oneof(
      fc.jsonValue(),
      fc.record({
        resourceType: fc.constantFrom('Bundle', 'Condition', 'OperationOutcome'),
        entry: fc.jsonValue(),
        issue: fc.jsonValue(),
        link: fc.jsonValue(),
        subject: fc.jsonValue(),
        id: fc.jsonValue(),
      }),
      fc.record({
        resourceType: fc.constant('Bundle'),
        entry: fc.array(
          fc.record({
            resource: fc.jsonValue(),
            search: fc.jsonValue(),
            response: fc.jsonValue(),
            fullUrl: fc.jsonValue(),
          }),
        ),
      }),
    );
    fc.assert(
      fc.property(part, (value) => {
        expect(
          prefetchResults({ conditions: value, item: value }, requests, '1').map(({ key }) => key),
        ).toContain('conditions');
        draftResources(draftEntries(value));
      }),
    );
  });
});
