/** Orders a call only refers to: what is read to find them, and what a service stands for. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ordersOf, type CallSubject, type HookCall } from '../../../src/core/call.js';
import type { Chart } from '../../../src/core/chart/chart.js';
import { orderReads, unreachableOrders } from '../../../src/core/orders/reads.js';
import { orderKey } from '../../../src/core/orders/key.js';
import {
  bundle,
  chartOf,
  COMPLETE,
  concept,
  CPT,
  medicationRequest,
  serviceRequest,
  TODAY,
  type Elements,
} from '../../support/draft.js';

const HCPCS = 'http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets';
const M1 = { reference: 'MedicationRequest/m1' };
const S1 = { reference: 'ServiceRequest/s1' };

function callOf(about: CallSubject): HookCall {
  const hook = about.kind === 'dispatch' ? 'order-dispatch' : 'appointment-book';
  return {
    hook,
    hookInstance: 'h',
    patientId: 'p1',
    about,
    today: TODAY,
    evaluatedAt: '2025-10-01T12:00:00Z',
  };
}
const dispatch = (...orders: readonly string[]): HookCall =>
  callOf({ kind: 'dispatch', orders, performer: 'Organization/o1' });
const book = (...appointments: readonly Elements[]): HookCall =>
  callOf({ kind: 'appointments', appointments: bundle(...appointments) });
const appointment = (elements: Elements = {}): Elements => ({
  resourceType: 'Appointment',
  id: 'a1',
  status: 'booked',
  basedOn: [S1],
  participant: [{ actor: { reference: 'Patient/p1' } }],
  ...elements,
});
const unlinked = medicationRequest({ supportingInformation: undefined });
const ANSWERED = { medicationRequests: COMPLETE };

const readsOf = (call: HookCall, chart: Chart) => orderReads(call, chart).map(({ key }) => key);
const carriersOf = (call: HookCall, chart: Chart) => ordersOf(call, chart).orders.map(orderKey);

describe('what is read', () => {
  test.each<[string, HookCall, readonly Elements[], readonly string[]]>([
    [
      'dispatched orders',
      dispatch('MedicationRequest/m1', 'ServiceRequest/s1'),
      [],
      [M1.reference, S1.reference],
    ],
    [
      'only what may be for a drug',
      dispatch('DeviceRequest/d1', 'nonsense', 'ServiceRequest/s1'),
      [],
      [S1.reference],
    ],
    ['nothing that is there', dispatch('MedicationRequest/m1'), [unlinked], []],
    [
      'the drug order a service is based on',
      dispatch('ServiceRequest/s1'),
      [serviceRequest({ basedOn: [M1] })],
      [M1.reference],
    ],
    [
      'the drug order an infusion names for information',
      dispatch('ServiceRequest/s1'),
      [serviceRequest({ supportingInfo: [M1] })],
      [M1.reference],
    ],
    [
      'not the drugs another service names for information',
      dispatch('ServiceRequest/s1'),
      [serviceRequest({ code: concept(CPT, '97110'), supportingInfo: [M1] })],
      [],
    ],
    [
      'drug orders that may name the infusion',
      dispatch('ServiceRequest/s1'),
      [serviceRequest()],
      ['medicationRequests'],
    ],
    [
      'no drug orders for a service that gives none',
      dispatch('ServiceRequest/s1'),
      [serviceRequest({ code: concept(CPT, '97110') })],
      [],
    ],
    [
      'no drug orders when one names it',
      dispatch('ServiceRequest/s1'),
      [serviceRequest(), medicationRequest()],
      [],
    ],
    [
      'no drug orders beside a dispatched one',
      dispatch('ServiceRequest/s1', 'MedicationRequest/m1'),
      [serviceRequest(), unlinked],
      [],
    ],
    [
      'no drug orders for a service coded as a drug',
      dispatch('ServiceRequest/s1'),
      [serviceRequest({ code: concept(HCPCS, 'J1745') })],
      [],
    ],
    [
      'the orders of an appointment',
      book(appointment({ supportingInformation: [M1] })),
      [],
      [S1.reference, M1.reference],
    ],
    ['none of a cancelled appointment', book(appointment({ status: 'cancelled' })), [], []],
    [
      "none of another patient's",
      book(appointment({ participant: [{ actor: { reference: 'Patient/p2' } }] })),
      [],
      [],
    ],
    ['nothing of a draft', callOf({ kind: 'draft', draftOrders: bundle(medicationRequest()) }), [], []],
  ])('%s', (_what, call, known, reads) => {
    expect(readsOf(call, chartOf(known))).toEqual(reads);
  });

  test('what could not be read is not asked for again', () => {
    const refused = chartOf([], { [S1.reference]: { state: 'unavailable', reason: '403' } });
    expect(readsOf(dispatch(S1.reference), refused)).toEqual([]);
  });
});

describe('orders out of reach', () => {
  const unavailable = (reason: string) => chartOf([], { [S1.reference]: { state: 'unavailable', reason } });
  test.each([
    ['403', true],
    ['timed out after 1500 ms', true],
    ['no FHIR server given', true],
    ['404', false],
    ['410', false],
    ['left out 1 resource of another patient', false],
  ])('%s: %s', (reason, expected) => {
    expect(unreachableOrders(dispatch(S1.reference), unavailable(reason))).toBe(expected);
  });

  test('one that is there is enough', () => {
    const call = dispatch(S1.reference, M1.reference);
    const chart = chartOf([unlinked], { [S1.reference]: { state: 'unavailable', reason: '403' } });
    expect(unreachableOrders(call, chart)).toBe(false);
  });

  test('devices alone are not', () => {
    expect(unreachableOrders(dispatch('DeviceRequest/d1'), chartOf())).toBe(false);
  });
});

describe('what carries the answer', () => {
  test.each<[string, HookCall, readonly Elements[], readonly string[]]>([
    ['the dispatched drug order', dispatch(M1.reference), [unlinked], ['MedicationRequest/m1']],
    [
      'the dispatched service',
      dispatch(S1.reference),
      [serviceRequest(), medicationRequest()],
      ['MedicationRequest/m1 ServiceRequest/s1'],
    ],
    [
      'the drug order where both are dispatched',
      dispatch(S1.reference, M1.reference),
      [serviceRequest(), medicationRequest()],
      ['MedicationRequest/m1'],
    ],
    ['a drug order once', dispatch(M1.reference, M1.reference), [unlinked], ['MedicationRequest/m1']],
    [
      'each of two services for one drug',
      dispatch(S1.reference, 'ServiceRequest/s2'),
      [unlinked, serviceRequest({ basedOn: [M1] }), serviceRequest({ id: 's2', basedOn: [M1] })],
      ['MedicationRequest/m1 ServiceRequest/s1', 'MedicationRequest/m1 ServiceRequest/s2'],
    ],
    [
      'a service that names the drug itself',
      dispatch(S1.reference),
      [serviceRequest({ code: concept(HCPCS, 'J1745') })],
      ['ServiceRequest/s1'],
    ],
    [
      'the drug order behind a service that names the drug',
      dispatch(S1.reference),
      [serviceRequest({ code: concept(HCPCS, 'J1745') }), medicationRequest()],
      ['MedicationRequest/m1 ServiceRequest/s1'],
    ],
    [
      'no order that has ended',
      dispatch(S1.reference),
      [serviceRequest(), medicationRequest({ status: 'stopped' })],
      [],
    ],
    [
      "no order of another patient's",
      dispatch(S1.reference),
      [serviceRequest(), medicationRequest({ subject: { reference: 'Patient/p2' } })],
      [],
    ],
    [
      'the service of an appointment',
      book(appointment()),
      [serviceRequest(), medicationRequest()],
      ['MedicationRequest/m1 ServiceRequest/s1'],
    ],
    [
      'the appointment without a service',
      book(appointment({ basedOn: undefined, supportingInformation: [M1] })),
      [unlinked],
      ['MedicationRequest/m1 Appointment/a1'],
    ],
    [
      'the service for a drug the appointment names',
      book(appointment({ supportingInformation: [M1] })),
      [serviceRequest({ code: { text: 'visit' } }), unlinked],
      ['MedicationRequest/m1 ServiceRequest/s1'],
    ],
    [
      'nothing for a drug that is background of another service',
      book(appointment({ supportingInformation: [M1] })),
      [serviceRequest({ code: concept(CPT, '97110') }), unlinked],
      [],
    ],
  ])('%s', (_what, call, known, carriers) => {
    expect(carriersOf(call, chartOf(known, ANSWERED))).toEqual(carriers);
  });

  test('the service that carries the answer says where the drug is given, however it was linked', () => {
    const service = serviceRequest({ supportingInfo: [M1] });
    const [order] = ordersOf(dispatch(S1.reference), chartOf([service, unlinked])).orders;
    expect(order?.companions.map(({ reference, link }) => [reference, link])).toEqual([
      ['ServiceRequest/s1', 'basedOn'],
    ]);
    expect(order?.planned.path).toBe('ServiceRequest/s1 occurrenceDateTime');
  });

  test('an appointment without a usable start leaves the date to the order', () => {
    const [order] = ordersOf(
      book(appointment({ start: '1900-01-01T00:00:00Z' })),
      chartOf([serviceRequest(), medicationRequest()]),
    ).orders;
    expect(order?.planned.path).toBe('ServiceRequest/s1 occurrenceDateTime');
  });
});

describe('services and orders that all name each other', () => {
  const group = { value: 'g' };
  const count = 60;
  const all = Array.from({ length: count }, (_, index) => [
    medicationRequest({ id: `m${index}`, supportingInformation: undefined, groupIdentifier: group }),
    serviceRequest({ id: `s${index}`, requisition: group }),
  ]).flat();
  const named = Array.from({ length: count }, (_, index) => `ServiceRequest/s${index}`);

  test('when they are dispatched, then not every pair is an order, and the rest is told', () => {
    const { orders, unusable } = ordersOf(dispatch(...named), chartOf(all, ANSWERED));
    expect(orders).toHaveLength(500);
    expect(unusable).toContainEqual(
      expect.objectContaining({ reference: 'ServiceRequest/s59', reason: expect.stringContaining('500') }),
    );
  });

  test('when they are booked one by one, neither', () => {
    const visits = named.map((reference, index) =>
      appointment({ id: `a${index}`, basedOn: [{ reference }] }),
    );
    const { orders, unusable } = ordersOf(book(...visits), chartOf(all, ANSWERED));
    expect(orders).toHaveLength(500);
    expect(unusable).toContainEqual(
      expect.objectContaining({ reference: 'Appointment/a59', reason: expect.stringContaining('500') }),
    );
  });
});

test('orders that nobody asked for, because there were too many, could not be had either', () => {
  const call = dispatch(...Array.from({ length: 60 }, (_, index) => `MedicationRequest/x${index}`));
  const refused = { state: 'unavailable', reason: '403' } as const;
  const answers = Object.fromEntries(orderReads(call, chartOf([])).map(({ key }) => [key, refused]));
  expect(Object.keys(answers)).toHaveLength(50);
  expect(unreachableOrders(call, chartOf([], answers))).toBe(true);
});

test('whatever the resources hold, nothing throws', () => {
  const names = [
    'basedOn',
    'supportingInformation',
    'supportingInfo',
    'participant',
    'code',
    'status',
    'subject',
    'start',
    'requestedPeriod',
    'requisition',
    'groupIdentifier',
    'occurrenceTiming',
    'note',
  ];
  const junk = fc.oneof(
    fc.jsonValue(),
    fc.array(fc.jsonValue()),
    fc.constant([{ reference: 'ServiceRequest/s1' }, null, 7]),
  );
  const elements = fc.dictionary(fc.constantFrom(...names), junk, { maxKeys: 3 });
  fc.assert(
    fc.property(elements, elements, elements, (booked, ordered, served) => {
      const chart = chartOf([medicationRequest(ordered), serviceRequest(served)], ANSWERED);
      for (const call of [
        book(appointment(booked)),
        dispatch(S1.reference, M1.reference),
        dispatch(S1.reference),
      ]) {
        ordersOf(call, chart);
        orderReads(call, chart);
        unreachableOrders(call, chart);
      }
    }),
  );
});
