import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Chart } from '../../../src/core/chart/chart.js';
import { buildOrders } from '../../../src/core/orders/build.js';
import {
  bundle,
  chartOf,
  COMPLETE,
  medicationRequest,
  orderIn,
  serviceRequest,
  TODAY,
} from '../../support/draft.js';

function build(draft: unknown) {
  return buildOrders(draft, Chart.empty(), TODAY, 'p1');
}

describe('what counts as an order', () => {
  test('every MedicationRequest of the patient, in the order of the draft', () => {
    const { orders, unusable } = build(
      bundle(medicationRequest(), serviceRequest(), medicationRequest({ id: 'm2' })),
    );
    expect(orders.map((order) => order.reference)).toEqual(['MedicationRequest/m1', 'MedicationRequest/m2']);
    expect(orders[0]?.obtained.source).toBe('draft');
    expect(unusable).toEqual([]);
  });

  test('an order without a drug stays an order', () => {
    const order = orderIn([medicationRequest({ medicationCodeableConcept: undefined })]);
    expect(order.concepts).toEqual([]);
  });

  test('an id longer than 64 characters is fine (facts: quirk 22)', () => {
    const id = 'e'.repeat(194);
    expect(orderIn([medicationRequest({ id })]).reference).toBe(`MedicationRequest/${id}`);
  });

  test('a subject that names nobody is taken as the patient of the call', () => {
    expect(build(bundle(medicationRequest({ subject: { display: 'Jane' } }))).orders).toHaveLength(1);
    expect(build(bundle(medicationRequest({ subject: undefined }))).orders).toHaveLength(1);
  });
});

describe('what cannot be used is told with its place in the Bundle', () => {
  test('null entries and entries without a resource', () => {
    const draft = {
      resourceType: 'Bundle',
      entry: [null, {}, { resource: null }, { resource: {} }, { resource: medicationRequest() }],
    };
    const { orders, unusable } = build(draft);
    expect(orders).toHaveLength(1);
    expect(unusable.map((entry) => entry.index)).toEqual([0, 1, 2, 3]);
  });

  test.each([
    ['another patient', { subject: { reference: 'Patient/p12' } }, 'another subject'],
    ['a group', { subject: { reference: 'Group/g1' } }, 'another subject'],
    ['doNotPerform', { doNotPerform: true }, 'not to give'],
    ['a cancelled order', { status: 'cancelled' }, 'cancelled'],
  ])('%s', (_name, elements, words) => {
    const { orders, unusable } = build(bundle(medicationRequest(elements)));
    expect(orders).toEqual([]);
    expect(unusable).toEqual([
      { index: 0, reference: 'MedicationRequest/m1', reason: expect.stringContaining(words) },
    ]);
  });

  test('an order without id, even with a fullUrl', () => {
    const draft = {
      resourceType: 'Bundle',
      entry: [{ fullUrl: 'urn:uuid:1', resource: medicationRequest({ id: undefined }) }],
    };
    expect(build(draft).unusable).toEqual([{ index: 0, reason: expect.stringContaining('no id') }]);
  });

  test('the second of two entries with the same id says so', () => {
    const { orders, unusable } = build(
      bundle(medicationRequest({ note: 'first' }), medicationRequest({ note: 'second' })),
    );
    expect(orders.map((order) => order.request.note)).toEqual(['first']);
    expect(unusable).toEqual([
      { index: 1, reference: 'MedicationRequest/m1', reason: expect.stringContaining('twice') },
    ]);
  });

  test('a draft that is no Bundle has no orders', () => {
    for (const draft of [null, undefined, 'x', 7, [], {}, { resourceType: 'List', entry: [] }]) {
      expect(build(draft)).toEqual({ orders: [], unusable: [] });
    }
  });
});

describe('the drug', () => {
  const drug = { coding: [{ system: 'http://www.nlm.nih.gov/research/umls/rxnorm', code: '1' }] };
  const referring = (reference: unknown, more = {}) =>
    medicationRequest({ medicationCodeableConcept: undefined, medicationReference: reference, ...more });

  test('in a contained Medication', () => {
    const contained = [{ resourceType: 'Medication', id: 'med', code: drug }];
    const order = orderIn([referring({ reference: '#med' }, { contained })]);
    expect(order.concepts).toEqual([drug]);
    expect(order.medication?.id).toBe('med');
    expect(order.unreadMedication).toBeUndefined();
  });

  test('in a compounded Medication without a code, as its ingredients', () => {
    const contained = [
      {
        resourceType: 'Medication',
        id: 'med',
        ingredient: [{ itemCodeableConcept: drug }, { itemReference: { reference: '#sub' } }],
      },
      { resourceType: 'Substance', id: 'sub', code: { text: 'saline' } },
    ];
    const order = orderIn([referring({ reference: '#med' }, { contained })]);
    expect(order.concepts).toEqual([drug, { text: 'saline' }]);
  });

  test('in a Medication of the Bundle, by urn:uuid', () => {
    const draft = {
      resourceType: 'Bundle',
      entry: [
        { fullUrl: 'urn:uuid:med', resource: { resourceType: 'Medication', code: drug } },
        { resource: referring({ reference: 'urn:uuid:med' }) },
      ],
    };
    expect(build(draft).orders[0]?.concepts).toEqual([drug]);
  });

  test('in a prefetched Medication, whatever form the reference has', () => {
    const chart = chartOf([{ resourceType: 'Medication', id: 'x', code: drug }]);
    for (const reference of [
      'Medication/x',
      'https://ehr.example.org/fhir/Medication/x',
      'Medication/x/_history/2',
    ]) {
      expect(orderIn([referring({ reference })], chart).concepts).toEqual([drug]);
    }
  });

  test('only referred to: the display counts and the Medication is still to be read', () => {
    const order = orderIn([referring({ reference: 'Medication/x', display: 'infliximab' })]);
    expect(order.concepts).toEqual([{ text: 'infliximab' }]);
    expect(order.unreadMedication).toBe('Medication/x');
  });

  test('a Medication that was asked for in vain is not asked for again', () => {
    const chart = chartOf([], { 'Medication/x': { state: 'unavailable', reason: '403' } });
    expect(orderIn([referring({ reference: 'Medication/x' })], chart).unreadMedication).toBeUndefined();
  });

  test('a reference to something that is no Medication names no drug', () => {
    const chart = chartOf([{ resourceType: 'Substance', id: 'x', code: drug }]);
    expect(orderIn([referring({ reference: 'Substance/x' })], chart).concepts).toEqual([]);
  });

  test('a concept that says nothing is none', () => {
    expect(
      orderIn([medicationRequest({ medicationCodeableConcept: { coding: [{}, null], text: ' ' } })]).concepts,
    ).toEqual([]);
  });
});

test('the draft being in the chart already changes nothing', () => {
  const order = medicationRequest();
  const service = serviceRequest();
  const chart = chartOf([order, service], { draft: COMPLETE }, 'draft');
  const twice = buildOrders(bundle(order, service), chart, TODAY, 'p1');
  expect(twice).toEqual(build(bundle(order, service)));
  expect(twice.orders[0]?.companions).toHaveLength(1);
});

test('nothing in a draft can make it throw', () => {
  const name = fc.constantFrom(
    'resourceType',
    'id',
    'subject',
    'medicationReference',
    'medicationCodeableConcept',
    'supportingInformation',
    'basedOn',
    'dosageInstruction',
    'dispenseRequest',
    'reference',
    'coding',
    'code',
    'timing',
    'repeat',
    'boundsPeriod',
    'performer',
    'groupIdentifier',
    'requisition',
    'occurrencePeriod',
    'start',
    'end',
    'contained',
    'insurance',
    'extension',
    'status',
  );
  const value: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
    node: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constantFrom(
        null,
        0,
        '',
        true,
        'MedicationRequest',
        'ServiceRequest',
        'Patient/p1',
        '#x',
        '2025-10',
        'draft',
        'm1',
      ),
      fc.array(tie('node'), { maxLength: 3 }),
      fc.dictionary(name, tie('node'), { maxKeys: 6 }),
    ),
  })).node;
  const resource = fc
    .tuple(fc.constantFrom('MedicationRequest', 'ServiceRequest', 'Medication'), fc.dictionary(name, value))
    .map(([resourceType, elements]) => ({ id: 'm1', ...elements, resourceType }));
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.record({ resource }), value)), (entry) => {
      build({ resourceType: 'Bundle', entry });
    }),
  );
});
