/** Quirks 1, 11 to 14, 18 and 20: what servers send as the result of a search. */
import { describe, expect, test } from '@jest/globals';
import { diagnosis, given } from '../../support/scenarios/chart.js';
import { drugs } from '../../support/scenarios/drugs.js';
import { ask, condition, references, search } from '../support.js';
import { bench, criterion, maintenance, newTherapy, statusOf } from './support.js';

const service = bench();

describe('quirk 1: outcome entries in a 200 Bundle', () => {
  const hidden = {
    severity: 'warning',
    code: 'suppressed',
    details: {
      coding: [{ code: '59204' }],
      text: 'Client not authorized for Condition - Encounter Diagnosis. Results were not included.',
    },
  };

  test('beside resources they make the answer partial', async () => {
    service.ehr.load(condition('c1'));
    service.ehr.fail('Condition', { outcome: hidden });
    const result = await ask(service.ehr.url, search('Condition'));
    expect(references(result)).toEqual(['Condition/c1']);
    expect(result.availability.state).toBe('partial');
    expect(result.availability).toHaveProperty('reason', expect.stringMatching(/^not visible/));
  });

  test('alone they make it unavailable, not empty', async () => {
    service.ehr.fail('Condition', { outcome: hidden });
    expect((await ask(service.ehr.url, search('Condition'))).availability.state).toBe('unavailable');
  });

  test('the warning that nothing was found (Epic 4101) is a complete, empty answer', async () => {
    const nothing = { severity: 'warning', code: 'processing', details: { coding: [{ code: '4101' }] } };
    service.ehr.fail('Condition', { outcome: nothing });
    expect((await ask(service.ehr.url, search('Condition'))).availability).toEqual({ state: 'complete' });
  });

  test('what an outcome says is passed on without ids, quotations and links', async () => {
    const text = 'Not allowed for Patient/p1 "Anna Sample" MRN 00471199 see https://ehr.example/help';
    service.ehr.fail('Condition', { outcome: { severity: 'error', code: 'forbidden', details: { text } } });
    const { availability } = await ask(service.ehr.url, search('Condition'));
    expect(JSON.stringify(availability)).not.toMatch(/p1|Anna|4711|ehr\.example/);
    expect(availability).toHaveProperty('reason', expect.stringMatching(/^not visible: Not allowed for/));
  });

  test('given hidden diagnoses, then the criterion is not visible, never not met', async () => {
    service.ehr.fail('Condition', { outcome: hidden });
    const record = await service.decisionOn(maintenance());
    expect(statusOf(record, 'C.CARDIO')).toBe('needs-documentation');
    expect(criterion(record, 'C.CARDIO').evidence).toEqual([]);
    expect(record.unavailable).toEqual([expect.stringMatching(/^Condition: not visible/)]);
  });
});

describe.each([
  ['quirk 11: total is missing', undefined],
  ['quirk 12: total counts 50 and nothing is there', 50],
])('%s', (_quirk, total) => {
  test('entries are counted, never total', async () => {
    service.ehr.load(condition('c1'));
    service.ehr.fail('Condition', { change: (bundle) => ({ ...bundle, total }) });
    const result = await ask(service.ehr.url, search('Condition'));
    expect(references(result)).toEqual(['Condition/c1']);
    expect(result.availability).toEqual({ state: 'complete' });
  });

  test('given an empty answer, then there are no such diagnoses', async () => {
    service.ehr.fail('Condition', { change: (bundle) => ({ ...bundle, total, entry: undefined }) });
    expect(statusOf(await service.decisionOn(maintenance()), 'C.CARDIO')).toBe('not-met');
  });
});

describe('quirk 13: fullUrl on another host', () => {
  const elsewhere = (bundle: Record<string, unknown>) => ({
    ...bundle,
    entry: (bundle['entry'] as Record<string, unknown>[]).map((entry) => ({
      ...entry,
      fullUrl: 'http://fhir4.other.example/Condition/999',
    })),
  });

  test('changes nothing and is not followed', async () => {
    service.ehr.load(condition('c1'));
    service.ehr.fail('Condition', { change: elsewhere });
    expect(references(await ask(service.ehr.url, search('Condition')))).toEqual(['Condition/c1']);
    expect(service.ehr.requests).toHaveLength(1);
  });

  test('given heart failure under such a url, then the evidence names it by type and id', async () => {
    service.ehr.fail('Condition', { change: elsewhere });
    const record = await service.decisionOn(maintenance(diagnosis('I50.9')));
    expect(criterion(record, 'C.CARDIO').evidence).toMatchObject([{ reference: 'Condition/dx-I50-9' }]);
  });
});

describe('quirk 14: entries without search.mode', () => {
  const bare = (bundle: Record<string, unknown>) => ({
    ...bundle,
    entry: (bundle['entry'] as Record<string, unknown>[]).map(({ resource }) => ({ resource })),
  });

  test('are matches', async () => {
    service.ehr.load(condition('c1'));
    service.ehr.fail('Condition', { change: bare });
    const result = await ask(service.ehr.url, search('Condition'));
    expect(references(result)).toEqual(['Condition/c1']);
    expect(result.availability).toEqual({ state: 'complete' });
  });

  test('given a dose in such an entry, then the therapy is not new', async () => {
    service.ehr.fail('MedicationAdministration', { change: bare });
    expect(statusOf(await service.decisionOn(maintenance()), 'INIT.NEW')).toBe('not-met');
  });
});

describe('quirk 18: oldest first, over several pages', () => {
  const small = bench({ pageSize: 2 });
  const doses = ['2024-01-10', '2024-03-06', '2024-05-01', '2024-06-26', '2025-08-13'].map((date) =>
    given(drugs.infliximab, date),
  );

  test('given the last dose on the last page, then it is seen', async () => {
    const record = await small.decisionOn(newTherapy(...doses));
    const evidence = criterion(record, 'INIT.NEW').evidence.map(({ reference }) => reference);
    expect(statusOf(record, 'INIT.NEW')).toBe('not-met');
    expect(evidence).toContain('MedicationAdministration/infliximab-2025-08-13');
  });

  test('given more pages than are read, then nothing is proven by what was not seen', async () => {
    const others = Array.from({ length: 12 }, (_, index) =>
      given(drugs.ironSucrose, `2023-0${(index % 9) + 1}-15`, { id: `iron-${index}` }),
    );
    const record = await small.decisionOn(newTherapy(...others));
    expect(statusOf(record, 'INIT.NEW')).toBe('needs-documentation');
    expect(record.unavailable).toEqual(['MedicationAdministration: incomplete, more than 5 pages']);
  });
});

describe('quirk 20: next links that cannot be rebuilt', () => {
  const many = Array.from({ length: 7 }, (_, index) => condition(`c${index}`));

  test('are followed as they are, each resource with its page', async () => {
    service.ehr.load(many);
    const result = await ask(service.ehr.url, search('Condition', { _count: '3' }));
    expect(result.availability).toEqual({ state: 'complete' });
    expect(result.obtained.map(({ page }) => page)).toEqual([1, 1, 1, 2, 2, 2, 3]);
    const links = service.ehr.requests.slice(1).map(({ query }) => [...query.keys()]);
    expect(links).toEqual([['cursor'], ['cursor']]);
  });

  test('that have expired leave the first page, and say so', async () => {
    service.ehr.load(many);
    service.ehr.fail('page', { status: 410 });
    const result = await ask(service.ehr.url, search('Condition', { _count: '5' }));
    expect(result.availability).toEqual({ state: 'partial', reason: 'page 2: 410' });
    expect(result.obtained).toHaveLength(5);
  });
});
