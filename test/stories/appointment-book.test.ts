/** appointment-book: where the patient is booked decides the site, and the answer goes to the order behind the appointment (CI-22). */
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Appointment, FhirResource, Location } from 'fhir/r4.js';
import type { HookRequest } from '../../src/hooks/types.js';
import { without } from '../crd/support.js';
import { startFhirServer, type FhirServer } from '../support/fhir-server.js';
import { appointment, at, booking, readingFrom, TOKEN } from '../support/other-hooks.js';
import { startPolicyApp, type PolicyApp } from '../support/policy-app.js';
import { chartOf, coded, given } from '../support/scenarios/chart.js';
import { drugs } from '../support/scenarios/drugs.js';
import { hospitalService, infusionOrder, POS, service } from '../support/scenarios/orders.js';
import * as places from '../support/scenarios/places.js';
import { EVALUATED_AT } from '../support/scenarios/scenario.js';

let app: PolicyApp;
let ehr: FhirServer;
beforeAll(async () => {
  ehr = await startFhirServer({ token: TOKEN });
  app = await startPolicyApp({ now: EVALUATED_AT });
});
afterEach(() => ehr.reset());
afterAll(() => Promise.all([app.close(), ehr.close()]));

const M1 = 'MedicationRequest/m1';
const S1 = 'ServiceRequest/s1';
const ALTERNATE = 'http://hl7.org/fhir/StructureDefinition/alternate-reference';

const drug = infusionOrder(drugs.infliximab, { status: 'active', supportingInformation: [] });
const visit = service('s1', '96365', { status: 'active', basedOn: [{ reference: M1 }] });
const suite: Location = {
  resourceType: 'Location',
  id: 'suite1',
  name: 'Midtown Example Ambulatory Infusion Suite, room 2',
  managingOrganization: { reference: 'Organization/aic1' },
};
const home: Location = {
  resourceType: 'Location',
  id: 'home1',
  type: [coded('http://terminology.hl7.org/CodeSystem/v3-RoleCode', 'PTRES')],
};
const history = chartOf(given(drugs.infliximab, '2025-08-13'), places.infusionSuite, suite, home);
const therapy = [drug, visit, ...history];

async function answerTo(request: HookRequest, base?: '' | '/crd/2.2') {
  const { status, body } = await app.call(request, base);
  expect([status, status === 200 ? '' : body]).toEqual([200, '']);
  const decisions = await app.decisions(request.hookInstance);
  return { cards: body.cards, actions: body.systemActions ?? [], decisions, decision: decisions.get(M1) };
}
const book = (booked: Appointment | readonly object[], chart: readonly FhirResource[] = therapy) =>
  answerTo(booking({ appointments: Array.isArray(booked) ? booked : [booked], chart }));
const written = (actions: readonly { readonly resource?: FhirResource }[]) =>
  actions.map(({ resource }) => `${resource?.resourceType}/${resource?.id}`);

describe('the place of the appointment decides the site', () => {
  test('given the hospital, then not met there, and the service behind the appointment is annotated', async () => {
    const { decision, cards, actions } = await book(appointment());
    expect(decision).toMatchObject({ determination: 'not-met', carrier: S1, site: { class: 'HOPD' } });
    expect(decision?.site?.evidence).toContainEqual(
      expect.objectContaining({ reference: 'Appointment/a1', path: 'participant.actor' }),
    );
    expect(cards).toHaveLength(1);
    expect(written(actions)).toEqual([S1]);
  });

  test('given a place nobody can look at, then the site is open, although the service names the home', async () => {
    const atHome = { ...visit, performer: [{ reference: 'Organization/hi1' }] };
    const booked = appointment({ participant: [at('Patient/p1'), at('Location/elsewhere')] });
    const { decision } = await book(booked, [drug, atHome, ...history]);
    expect(decision).toMatchObject({ cause: 'site-unknown', site: { class: 'UNRESOLVED' } });
    expect(decision?.site?.reason).toContain('Location/elsewhere');
  });

  test.each([
    ['an infusion suite', 'Location/suite1', 'ASC_AIC'],
    ["the patient's home", 'Location/home1', 'HOME'],
  ])('given %s, then a preferred site', async (_where, place, site) => {
    const { decision, cards } = await book(
      appointment({ participant: [at('Patient/p1'), at(place), at('Practitioner/dr1')] }),
    );
    expect(decision).toMatchObject({ cause: 'preferred-site', site: { class: site } });
    expect(cards).toEqual([]);
  });

  test('given an order for an infusion suite that is booked at the hospital, then the hospital counts', async () => {
    const asked = { ...visit, locationCode: [coded(POS, '24')] };
    const { decision } = await book(appointment(), [drug, asked, ...history]);
    expect(decision).toMatchObject({ determination: 'not-met', site: { class: 'HOPD' } });
  });

  test('given an order for the hospital that is booked at an infusion suite, then the suite counts', async () => {
    const asked = hospitalService({ status: 'active', basedOn: [{ reference: M1 }] });
    const booked = appointment({ participant: [at('Patient/p1'), at('Location/suite1')] });
    const { decision } = await book(booked, [drug, asked, ...history]);
    expect(decision).toMatchObject({ cause: 'preferred-site', site: { class: 'ASC_AIC' } });
  });

  test('given a service of the hospital instead of a Location, then the hospital counts', async () => {
    const infusions: FhirResource = {
      resourceType: 'HealthcareService',
      id: 'hs1',
      providedBy: { reference: 'Organization/h' },
    };
    const booked = appointment({ participant: [at('Patient/p1'), at('HealthcareService/hs1')] });
    const { decision } = await book(booked, [...therapy, infusions]);
    expect(decision).toMatchObject({ determination: 'not-met', site: { class: 'HOPD' } });
  });

  test('given two Locations of different kinds, then the appointment contradicts itself', async () => {
    const booked = appointment({
      participant: [at('Patient/p1'), at('Location/h1'), at('Location/suite1')],
    });
    const { decision } = await book(booked);
    expect(decision).toMatchObject({ cause: 'site-unknown', site: { class: 'UNRESOLVED' } });
    expect(decision?.site?.reason).toMatch(/contradicts itself/);
  });

  test('given a Location that has declined, then the order itself is asked', async () => {
    const asked = hospitalService({ status: 'active', basedOn: [{ reference: M1 }] });
    const declined = { ...at('Location/suite1'), status: 'declined' as const };
    const { decision } = await book(appointment({ participant: [at('Patient/p1'), declined] }), [
      drug,
      asked,
      ...history,
    ]);
    expect(decision).toMatchObject({ site: { class: 'HOPD', posCode: '22' } });
  });

  test('given no place at all, then the site is open', async () => {
    const { decision } = await book(appointment({ participant: [at('Patient/p1')] }));
    expect(decision).toMatchObject({ determination: 'insufficient-context', cause: 'site-unknown' });
  });
});

describe('the day of the appointment is the planned date', () => {
  test.each([
    ['start', { start: '2025-06-10T14:00:00Z' }],
    ['the day asked for', { start: undefined, requestedPeriod: [{ start: '2025-06-10' }] }],
  ])('given %s before the policy, then the policy does not apply', async (_what, when) => {
    const { decision } = await book([{ ...appointment(), ...when }]);
    expect(decision).toMatchObject({ determination: 'not-applicable', cause: 'before-effective-date' });
  });

  test('given an appointment after the end of the coverage, then the coverage is not active', async () => {
    const { decision } = await book(appointment({ start: '2026-02-10T14:00:00Z' }));
    expect(decision).toMatchObject({ cause: 'coverage-inactive' });
  });
});

describe('the order behind the appointment', () => {
  const bare = without(appointment(), 'basedOn');
  const alternate = [{ extension: [{ url: ALTERNATE, valueReference: { reference: M1 } }] }];

  test.each<[string, Partial<Appointment>]>([
    ['named by the alternate reference of basedOn', { basedOn: alternate }],
    ['named as supporting information', { supportingInformation: [{ reference: M1 }] }],
    ['whose service is named as supporting information', { supportingInformation: [{ reference: S1 }] }],
  ])('given a drug order %s, then the appointment itself is annotated', async (_how, named) => {
    const { decision, actions } = await book({ ...bare, ...named });
    expect(decision).toMatchObject({ determination: 'not-met', carrier: 'Appointment/a1' });
    expect(written(actions)).toEqual(['Appointment/a1']);
  });

  test('given a service and its drug order both named, then one answer on the service', async () => {
    const { decisions, actions } = await book(appointment({ supportingInformation: [{ reference: M1 }] }));
    expect([...decisions.keys()]).toEqual([M1]);
    expect(written(actions)).toEqual([S1]);
  });

  test('given a drug ordered by its billing code alone, then the service is the drug order', async () => {
    const code = drugs.infliximab.ordered;
    const { decisions, actions } = await book(appointment(), [service('s1', '96365', { code }), ...history]);
    expect(decisions.get(S1)).toMatchObject({ drug: { hcpcs: ['J1745'] }, determination: 'not-met' });
    expect(written(actions)).toEqual([S1]);
  });

  test('given a series of appointments for one order, then one action and one card', async () => {
    const later = appointment({ id: 'a2', start: '2025-12-03T14:00:00Z' });
    const { cards, actions } = await book([appointment(), later]);
    expect(written(actions)).toEqual([S1]);
    expect(cards).toHaveLength(1);
  });

  test('given the answer on the order already, then silence', async () => {
    const first = await book(appointment());
    const answered = first.actions[0]?.resource as FhirResource;
    const again = await book(appointment(), [drug, answered, ...history]);
    expect([again.cards, again.actions]).toEqual([[], []]);
  });
});

describe('appointments this service has nothing to say of', () => {
  test.each<[string, readonly object[], readonly FhirResource[], string]>([
    ['one without an order', [{ ...appointment(), basedOn: undefined }], therapy, 'no-drug-order'],
    ['one for another service', [appointment()], [service('s1', '99213', {}), ...history], 'no-drug-order'],
    [
      'one of another patient',
      [appointment({ participant: [at('Patient/p2'), at('Location/h1')] })],
      therapy,
      'unusable-order',
    ],
    ['one that was cancelled', [appointment({ status: 'cancelled' })], therapy, 'unusable-order'],
    ['an entry that is no appointment', [{ resourceType: 'Slot', id: 'x1' }], therapy, 'no-drug-order'],
    ['an empty Bundle', [], therapy, 'no-drug-order'],
  ])('given %s, then silence', async (_what, appointments, chart, cause) => {
    const { cards, actions, decisions } = await book(appointments, chart);
    expect([cards, actions]).toEqual([[], []]);
    expect([...decisions.values()].map((record) => record.cause)).toEqual([cause]);
  });

  test('given one unusable appointment beside a good one, then the good one is answered', async () => {
    const others = appointment({ id: 'a0', participant: [at('Patient/p2'), at('Location/h1')] });
    const { decision, decisions } = await book([others, null as never, appointment()]);
    expect(decision?.determination).toBe('not-met');
    expect(decisions.get('Appointment/a0')).toMatchObject({ cause: 'unusable-order' });
    expect(decisions.get('appointments.entry[1]')).toMatchObject({ cause: 'unusable-order' });
  });
});

describe('orders that have to be read first', () => {
  const bare = (booked: Appointment, stored: readonly FhirResource[] = therapy): HookRequest =>
    readingFrom(ehr, booking({ appointments: [booked], chart: [] }), stored);
  const paths = () => ehr.requests.map(({ path }) => path);

  test('given nothing prefetched, then the service is read, its drug order, the context, the chart', async () => {
    const { decision, actions } = await answerTo(bare(appointment()));
    expect(decision).toMatchObject({ determination: 'not-met', site: { class: 'HOPD' } });
    expect(written(actions)).toEqual([S1]);
    expect(paths().slice(0, 2)).toEqual([S1, M1]);
  });

  test('given an unlisted drug, then only its order is read', async () => {
    const other = { ...drug, medicationCodeableConcept: drugs.pembrolizumab.ordered };
    const { cards, actions } = await answerTo(bare(appointment(), [other, visit, ...history]));
    expect([cards, actions]).toEqual([[], []]);
    expect(paths()).toEqual([S1, M1]);
  });

  test('given no order, then nothing is read', async () => {
    await answerTo(bare(without(appointment(), 'basedOn')));
    expect(paths()).toEqual([]);
  });

  test('given an order on another server, then it is not read', async () => {
    const basedOn = [{ reference: `https://other.example.org/fhir/${S1}` }];
    await answerTo(bare(appointment({ basedOn })));
    expect(paths()).toEqual([]);
  });

  test('keeps the numbers of a service that was read as they were written', async () => {
    const priced = { ...visit, quantityQuantity: { value: 12345.5 } };
    const request = bare(appointment(), [drug, priced, ...history]);
    ehr.fail(S1, { body: JSON.stringify(priced).replace('12345.5', '1.0') });
    expect((await app.call(request)).text).toContain('"quantityQuantity":{"value":1.0}');
  });

  test('given a server that refuses the order, then 412', async () => {
    const request = bare(appointment());
    ehr.fail('*', { status: 403 });
    const answer = await app.call(request);
    expect(answer.status).toBe(412);
    expect(answer.text).toContain('orders-unreachable');
  });
});

test('keeps the numbers of an appointment as they were written', async () => {
  const bare = without(appointment({ supportingInformation: [{ reference: M1 }] }), 'basedOn');
  const request = booking({ appointments: [{ ...bare, minutesDuration: 12345.5 }], chart: therapy });
  const text = JSON.stringify(request).replace('12345.5', '90.0');
  const answer = await app.call({ hook: 'appointment-book', text });
  expect(answer.status).toBe(200);
  expect(answer.text).toContain('"minutesDuration":90.0');
});
