/** The contexts of the hooks beside order-sign: what is refused and where the fault lies, and what their spellings become. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ServiceError } from '../../src/errors.js';
import { callParser } from '../../src/hooks/parse-call.js';
import { HOOK_INSTANCE } from '../support/hook-call.js';

type Members = Readonly<Record<string, unknown>>;

const BUNDLE = { resourceType: 'Bundle', type: 'collection', entry: [] };
const CONTEXTS = {
  'order-select': { userId: 'Practitioner/p1', patientId: 'x', draftOrders: BUNDLE, selections: [] },
  'order-dispatch': { patientId: 'x', dispatchedOrders: ['ServiceRequest/s1'], performer: 'Organization/o1' },
  'appointment-book': { userId: 'Practitioner/p1', patientId: 'x', appointments: BUNDLE },
} as const;
type Hook = keyof typeof CONTEXTS;
const HOOKS = Object.keys(CONTEXTS) as Hook[];
const parsers = new Map(HOOKS.map((hook) => [hook, callParser(hook)]));

function parse(hook: Hook, context: Members, without: readonly string[] = []) {
  const members = Object.entries({ ...CONTEXTS[hook], ...context }).filter(
    ([name]) => !without.includes(name),
  );
  const body = { hook, hookInstance: HOOK_INSTANCE, context: Object.fromEntries(members) };
  return parsers.get(hook)?.(body).context;
}

/** `status: expressions`, or 200. */
function outcome(hook: Hook, context: Members, without: readonly string[] = []): string {
  try {
    parse(hook, context, without);
    return '200';
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return `${error.status}: ${error.faults.map(({ expression }) => expression).join(', ')}`;
  }
}

describe('what is missing or of the wrong type is named', () => {
  test.each<[Hook, string]>([
    ['order-select', 'userId'],
    ['order-select', 'patientId'],
    ['order-select', 'draftOrders'],
    ['order-select', 'selections'],
    ['order-dispatch', 'patientId'],
    ['order-dispatch', 'dispatchedOrders'],
    ['order-dispatch', 'performer'],
    ['appointment-book', 'userId'],
    ['appointment-book', 'patientId'],
    ['appointment-book', 'appointments'],
  ])('%s without %s', (hook, name) => {
    expect(outcome(hook, {}, [name])).toBe(`400: context.${name}`);
  });

  test.each<[Hook, Members, string]>([
    ['order-select', { selections: 'MedicationRequest/m1' }, '400: context.selections'],
    ['order-select', { selections: ['MedicationRequest/m1', null] }, '400: context.selections[1]'],
    ['order-select', { selections: [{ toString: 1 }] }, '400: context.selections[0]'],
    ['order-select', { draftOrders: 'Bundle' }, '400: context.draftOrders'],
    ['order-select', { draftOrders: { resourceType: 'List' } }, '422: context.draftOrders.resourceType'],
    ['order-dispatch', { dispatchedOrders: 'ServiceRequest/s1' }, '400: context.dispatchedOrders'],
    ['order-dispatch', { dispatchedOrders: [] }, '400: context.dispatchedOrders'],
    ['order-dispatch', { dispatchedOrders: ['s1'] }, '400: context.dispatchedOrders[0]'],
    ['order-dispatch', { dispatchedOrders: ['ServiceRequest/s1', 7] }, '400: context.dispatchedOrders[1]'],
    ['order-dispatch', { dispatchedOrders: null, order: 's1' }, '400: context.order'],
    ['order-dispatch', { dispatchedOrders: null, order: 7 }, '400: context.order'],
    [
      'order-dispatch',
      { dispatchedOrders: null, 'dispatched-orders': [''] },
      '400: context.dispatched-orders[0]',
    ],
    ['order-dispatch', { performer: 'Dr Sample' }, '400: context.performer'],
    ['order-dispatch', { performer: {} }, '400: context.performer'],
    [
      'order-dispatch',
      { performer: 'o1', dispatchedOrders: ['s1'] },
      '400: context.dispatchedOrders[0], context.performer',
    ],
    ['order-dispatch', { fulfillmentTasks: {} }, '400: context.fulfillmentTasks'],
    ['order-dispatch', { task: 'Task/t1' }, '400: context.task'],
    ['appointment-book', { appointments: [] }, '400: context.appointments'],
    [
      'appointment-book',
      { appointments: { resourceType: 'Appointment' } },
      '422: context.appointments.resourceType',
    ],
    ['appointment-book', { appointments: { ...BUNDLE, entry: {} } }, '422: context.appointments.entry'],
  ])('%s with %j', (hook, context, expected) => {
    expect(outcome(hook, context)).toBe(expected);
  });

  test.each<[Hook, Members, string]>([
    [
      'appointment-book',
      { appointments: { ...BUNDLE, entry: new Array(501).fill({}) } },
      '422: context.appointments.entry',
    ],
    [
      'order-dispatch',
      { dispatchedOrders: Array.from({ length: 501 }, (_, index) => `ServiceRequest/${index}`) },
      '400: context.dispatchedOrders',
    ],
  ])('%s with more than anybody sends', (hook, context, expected) => {
    expect(outcome(hook, context)).toBe(expected);
  });
});

describe('the spellings of order-dispatch', () => {
  const task = {
    resourceType: 'Task',
    focus: { reference: 'MedicationRequest/t1' },
    owner: { reference: 'Organization/t2' },
  };

  test.each<[string, Members]>([
    ['1.0', { dispatchedOrders: undefined, order: 'ServiceRequest/s1', task }],
    ['1.1', { fulfillmentTasks: [task] }],
    [
      'hyphens',
      {
        dispatchedOrders: undefined,
        'dispatched-orders': ['ServiceRequest/s1'],
        'fulfillment-tasks': [task],
      },
    ],
  ])('%s become those of 1.1', (_version, context) => {
    expect(parse('order-dispatch', context)).toEqual({
      patientId: 'x',
      dispatchedOrders: ['ServiceRequest/s1'],
      performer: 'Organization/o1',
      fulfillmentTasks: [task],
    });
  });

  test('given several, then their orders are joined, each once', () => {
    const context = {
      dispatchedOrders: ['ServiceRequest/1', 'ServiceRequest/2'],
      order: ' ServiceRequest/1',
      'dispatched-orders': ['ServiceRequest/3'],
    };
    expect(parse('order-dispatch', context)?.dispatchedOrders).toEqual([
      'ServiceRequest/1',
      'ServiceRequest/2',
      'ServiceRequest/3',
    ]);
  });

  test('given a Task alone, then its focus and owner stand in', () => {
    const context = { dispatchedOrders: undefined, performer: null, task };
    expect(parse('order-dispatch', context)).toMatchObject({
      dispatchedOrders: ['MedicationRequest/t1'],
      performer: 'Organization/t2',
    });
  });

  test('given order and performer, then a Task adds nothing', () => {
    expect(parse('order-dispatch', { task })).toMatchObject({
      dispatchedOrders: ['ServiceRequest/s1'],
      performer: 'Organization/o1',
    });
  });
});

test('members of other hooks are dropped', () => {
  const context = { draftOrders: 7, selections: 7, order: 7, encounterId: 'Encounter/e1' };
  expect(Object.keys(parse('appointment-book', context) ?? {}).sort()).toEqual([
    'appointments',
    'encounterId',
    'patientId',
    'userId',
  ]);
});

test('any value in any member of a context never throws anything but a fault', () => {
  const names = [
    'userId',
    'patientId',
    'encounterId',
    'draftOrders',
    'selections',
    'appointments',
    'order',
    'dispatchedOrders',
  ];
  const more = ['dispatched-orders', 'performer', 'task', 'fulfillmentTasks', 'fulfillment-tasks'];
  const value = fc.oneof(fc.jsonValue(), fc.array(fc.jsonValue()));
  fc.assert(
    fc.property(fc.constantFrom(...HOOKS), fc.constantFrom(...names, ...more), value, (hook, name, given) =>
      /^(200|400: |422: )/.test(outcome(hook, { [name]: given })),
    ),
  );
});
