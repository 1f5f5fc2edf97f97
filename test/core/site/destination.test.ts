/** What a dispatch or an appointment says of the site, above what the order says. */
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { ordersOf, type CallSubject } from '../../../src/core/call.js';
import { resolveSite } from '../../../src/core/site/resolve.js';
import { loadSiteMap } from '../../../src/knowledge/sites.js';
import {
  bundle,
  chartOf,
  concept,
  medicationRequest,
  NUCC,
  POS,
  ROLE,
  serviceRequest,
  TODAY,
  type Elements,
} from '../../support/draft.js';

const siteMap = loadSiteMap(join(import.meta.dirname, '../../..'));
const organization = (taxonomy?: string): Elements => ({
  resourceType: 'Organization',
  id: 'o1',
  name: 'The performer',
  ...(taxonomy !== undefined && { type: [concept(NUCC, taxonomy)] }),
});

function siteOf(about: CallSubject, resources: readonly Elements[]) {
  const chart = chartOf(resources);
  const hook = about.kind === 'dispatch' ? 'order-dispatch' : 'appointment-book';
  const call = { hook, hookInstance: 'h', patientId: 'p1', about, today: TODAY, evaluatedAt: '' } as const;
  const [order] = ordersOf(call, chart).orders;
  if (!order) throw new Error('no order');
  return resolveSite(order, chart, siteMap, undefined);
}
const dispatched = (...resources: readonly Elements[]) =>
  siteOf({ kind: 'dispatch', orders: ['MedicationRequest/m1'], performer: 'Organization/o1' }, [
    medicationRequest(),
    ...resources,
  ]);
const hospitalService = serviceRequest({ locationCode: [concept(POS, '22')] });
const suiteService = serviceRequest({ locationCode: [concept(POS, '24')] });

describe('a pharmacy', () => {
  test.each([
    ['of the hospital', '3336I0012X', 'HOPD'],
    ['for home infusion', '3336H0001X', 'HOME'],
    ['for specialties', '3336S0011X', 'UNRESOLVED'],
    ['of any kind', '333600000X', 'UNRESOLVED'],
  ])('%s', (_kind, taxonomy, siteClass) => {
    expect(dispatched(organization(taxonomy)).class).toBe(siteClass);
  });

  test('of the hospital serves its clinics too, so the order decides', () => {
    expect(dispatched(organization('3336I0012X'), suiteService).class).toBe('ASC_AIC');
  });

  test('for home infusion comes to the home, whatever the order says', () => {
    expect(dispatched(organization('3336H0001X'), hospitalService)).toMatchObject({ class: 'HOME', rung: 0 });
  });
});

describe('the facility', () => {
  test('is the performer that decided', () => {
    expect(dispatched(organization('282N00000X'), suiteService)).toMatchObject({
      class: 'HOPD',
      name: 'The performer',
    });
  });

  test('is not a performer of unknown kind, where the order told the kind', () => {
    expect(dispatched(organization(), hospitalService)).toMatchObject({ class: 'HOPD' });
    expect(dispatched(organization(), hospitalService).name).toBeUndefined();
  });
});

test('the sentence names the performer', () => {
  expect(dispatched(organization('282N00000X')).reason).toBe(
    'The performer of the dispatch (Organization/o1) says an outpatient hospital.',
  );
});

test('a place of service on the appointment itself counts as its place', () => {
  const appointment = {
    resourceType: 'Appointment',
    id: 'a1',
    basedOn: [{ reference: 'ServiceRequest/s1' }],
    extension: [{ url: 'https://ehr.example.org/pos', valueCodeableConcept: concept(POS, '12') }],
    participant: [{ actor: { reference: 'Patient/p1' } }],
  };
  const site = siteOf({ kind: 'appointments', appointments: bundle(appointment) }, [
    medicationRequest(),
    hospitalService,
  ]);
  expect(site).toMatchObject({ class: 'HOME', posCode: '12', rung: 0 });
});

test('a place of the appointment that tells nothing leaves the order to say where', () => {
  const appointment = {
    resourceType: 'Appointment',
    id: 'a1',
    basedOn: [{ reference: 'ServiceRequest/s1' }],
    participant: [{ actor: { reference: 'Location/l1' } }],
  };
  const place = { resourceType: 'Location', id: 'l1', name: 'Room 5' };
  const typed = { ...place, type: [concept(ROLE, 'HOSP')] };
  const about = { kind: 'appointments', appointments: bundle(appointment) } as const;
  expect(siteOf(about, [medicationRequest(), suiteService, place])).toMatchObject({ class: 'ASC_AIC' });
  expect(siteOf(about, [medicationRequest(), suiteService, typed])).toMatchObject({ class: 'HOPD' });
});
