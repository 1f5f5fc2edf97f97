import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { continuationCompanions } from '../../../src/core/site/continuation.js';
import { loadPayers } from '../../../src/knowledge/payers.js';
import { loadSiteMap } from '../../../src/knowledge/sites.js';
import {
  chartOf,
  concept,
  CPT,
  day,
  medicationRequest,
  orderIn,
  POS,
  serviceRequest,
  type Elements,
} from '../../support/draft.js';

const ROOT = join(import.meta.dirname, '../../..');
const siteMap = loadSiteMap(ROOT);
const directory = loadPayers(ROOT, siteMap)[0]?.directory;

const s2 = (elements: Elements = {}) =>
  serviceRequest({ id: 's2', code: concept(CPT, '99601'), occurrenceDateTime: '2025-11-19', ...elements });

function plans(draft: readonly Elements[], stored: readonly Elements[] = []) {
  const chart = chartOf(stored);
  return continuationCompanions(orderIn([medicationRequest(), ...draft], chart), chart, siteMap, directory);
}

test('T01: home infusion in the same draft, from 19 November', () => {
  const [plan, ...others] = plans([
    serviceRequest(),
    s2({ performer: [{ reference: 'Organization/home-infusion-1' }] }),
  ]);
  expect(others).toEqual([]);
  expect(plan).toMatchObject({
    reference: 'ServiceRequest/s2',
    link: 'same-draft',
    siteClass: 'HOME',
    later: 'met',
  });
  expect(plan?.start?.first).toBe(day('2025-11-19'));
  expect(plan?.evidence).toContainEqual({
    reference: 'ServiceRequest/s2',
    path: 'occurrenceDateTime',
    date: '2025-11-19',
    source: 'draft',
  });
});

test('an infusion suite counts by place, taxonomy or directory', () => {
  const suite = { code: concept(CPT, '96413') };
  expect(plans([serviceRequest(), s2({ ...suite, locationCode: [concept(POS, '24')] })])[0]?.siteClass).toBe(
    'ASC_AIC',
  );
  expect(
    plans([serviceRequest(), s2({ ...suite, performer: [{ reference: 'Organization/aic-1' }] })])[0]
      ?.siteClass,
  ).toBe('ASC_AIC');
});

test('a hospital, or a place nobody knows, is no continuation', () => {
  expect(
    plans([serviceRequest(), s2({ code: concept(CPT, '96413'), locationCode: [concept(POS, '22')] })]),
  ).toEqual([]);
  expect(plans([serviceRequest(), s2({ code: concept(CPT, '96413') })])).toEqual([]);
});

test('when it begins decides: not before the first dose, open when it does not say', () => {
  expect(plans([serviceRequest(), s2({ occurrenceDateTime: '2025-10-08' })])).toEqual([]);
  expect(plans([serviceRequest(), s2({ occurrenceDateTime: undefined })])).toMatchObject([
    { later: 'needs-documentation' },
  ]);
  expect(plans([serviceRequest(), s2({ occurrenceDateTime: '2025' })])).toMatchObject([
    { later: 'needs-documentation' },
  ]);
});

describe('orders on file', () => {
  const stored = (elements: Elements = {}) => s2({ status: 'active', ...elements });

  test('an active home infusion order counts, as what it is', () => {
    expect(plans([serviceRequest()], [stored()])).toMatchObject([
      { reference: 'ServiceRequest/s2', link: 'chart', later: 'met' },
    ]);
  });

  test.each([
    ['completed', { status: 'completed' }],
    ['of another patient', { subject: { reference: 'Patient/p2' } }],
    ['of another drug order', { basedOn: [{ reference: 'MedicationRequest/m9' }] }],
    ['not to be done', { doNotPerform: true }],
    ['for something else at home', { code: concept(CPT, '97110'), locationCode: [concept(POS, '12')] }],
  ])('one %s does not', (_name, elements) => {
    expect(plans([serviceRequest()], [stored(elements)])).toEqual([]);
  });
});
