/** Quirks 26 and 27: data full of nulls, and the forms a prefetch comes in. */
import { describe, expect, test } from '@jest/globals';
import type { Patient } from 'fhir/r4.js';
import { coverage, diagnosis, given, surroundings } from '../../support/scenarios/chart.js';
import { drugs } from '../../support/scenarios/drugs.js';
import { ask, condition, references, search } from '../support.js';
import { bench, criterion, maintenance, queries, statusOf } from './support.js';

const service = bench();

describe('quirk 26: nulls everywhere', () => {
  test('in a searchset', async () => {
    service.ehr.fail('Condition', {
      body: {
        resourceType: 'Bundle',
        link: null,
        entry: [null, { resource: { ...condition('c1'), code: null } }],
      },
    });
    expect(references(await ask(service.ehr.url, search('Condition')))).toEqual(['Condition/c1']);
  });

  test('given a patient of whom nothing is known, then the age is unknown and nothing breaks', async () => {
    const nobody = {
      resourceType: 'Patient',
      id: 'p1',
      birthDate: null,
      name: null,
      address: null,
      identifier: [null],
    } as unknown as Patient;
    const record = await service.decisionOn({
      draft: maintenance().draft,
      chart: [nobody, coverage(), ...surroundings, given(drugs.infliximab, '2025-08-13')],
    });
    expect(record.nonQualifying).not.toContain('NQ.PED');
    expect(statusOf(record, 'ACC.SITE')).toBe('needs-documentation');
  });

  test('given a chart whose every element is null, then it proves nothing and breaks nothing', async () => {
    const hollow = (resource: object) =>
      Object.fromEntries(
        Object.entries(resource).map(([name, value]) => [
          name,
          ['resourceType', 'id', 'subject'].includes(name) ? (value as unknown) : null,
        ]),
      );
    for (const [type, resource] of [
      ['Condition', diagnosis('I50.9')],
      ['MedicationAdministration', given(drugs.infliximab, '2025-08-13')],
    ] as const)
      service.ehr.fail(type, {
        change: (bundle) => ({ ...bundle, entry: [{ resource: hollow(resource) }] }),
      });
    const record = await service.decisionOn(maintenance());
    expect(statusOf(record, 'C.CARDIO')).toBe('not-met');
    expect(statusOf(record, 'INIT.NEW')).toBe('needs-documentation');
  });
});

describe('quirk 27: the forms of a prefetch', () => {
  const heartFailure = diagnosis('I50.9');
  const bundle = (...resources: object[]) => ({
    resourceType: 'Bundle',
    type: 'searchset',
    entry: resources.map((resource) => ({ resource })),
  });
  /** The chart on the server has no diagnosis; the prefetch says what it says. */
  const withPrefetch = (prefetch: Record<string, unknown>) =>
    service.decisionOn(maintenance(), (request) => ({ ...request, prefetch }));
  const asked = () => queries(service.ehr, 'Condition').length;

  test('given an absent key, then it is read', async () => {
    const record = await withPrefetch({});
    expect(statusOf(record, 'C.CARDIO')).toBe('not-met');
    expect(asked()).toBe(1);
  });

  test.each([
    ['null', null],
    ['an empty object', {}],
    ['an empty Bundle', { resourceType: 'Bundle', type: 'searchset', total: 0 }],
    ['an empty { response, resource }', { response: { status: '200' }, resource: null }],
  ])(
    'given %s, then the EHR has looked, there is nothing, and it is not asked again',
    async (_form, conditions) => {
      const record = await withPrefetch({ conditions });
      expect(statusOf(record, 'C.CARDIO')).toBe('not-met');
      expect(asked()).toBe(0);
    },
  );

  test.each([
    ['a Bundle', bundle(heartFailure)],
    ['a single resource', heartFailure],
    ['{ response, resource }', { response: { status: '200 OK' }, resource: bundle(heartFailure) }],
    ['a Bundle in a Bundle', bundle(bundle(heartFailure))],
  ])('given %s, then it is the answer, and it is not asked again', async (_form, conditions) => {
    const record = await withPrefetch({ conditions });
    expect(criterion(record, 'C.CARDIO').evidence).toMatchObject([
      { reference: 'Condition/dx-I50-9', source: 'prefetch' },
    ]);
    expect(asked()).toBe(0);
  });

  test.each([
    [
      'an OperationOutcome',
      { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'timeout' }] },
    ],
    ['a failed { response }', { response: { status: '500' } }],
    ['no FHIR at all', 'not available'],
  ])('given %s, then it is read', async (_form, conditions) => {
    const record = await withPrefetch({ conditions });
    expect(statusOf(record, 'C.CARDIO')).toBe('not-met');
    expect(asked()).toBe(1);
  });

  test('given generic keys, then resources are found by their type', async () => {
    const record = await withPrefetch({ item1: bundle(heartFailure), item2: null });
    expect(criterion(record, 'C.CARDIO').evidence).toMatchObject([{ reference: 'Condition/dx-I50-9' }]);
  });
});
