/**
 * The context of order-dispatch, under the names of version 1.1, whichever of its spellings came (HK-08): `order` and `task` of
 * version 1.0, `dispatchedOrders` and `fulfillmentTasks` of 1.1, and the hyphens of the hook's own example.
 */
import { list, text } from '../core/chart/read.js';
import { typeAndId } from '../core/chart/references.js';
import type { Fault } from '../errors.js';
import type { HookContext } from './types.js';

/** As the schema leaves it. */
export interface ReceivedDispatch {
  readonly order?: string | null;
  readonly dispatchedOrders?: readonly unknown[] | null;
  readonly 'dispatched-orders'?: readonly unknown[] | null;
  readonly performer?: string | null;
  readonly task?: object | null;
  readonly fulfillmentTasks?: readonly unknown[] | null;
  readonly 'fulfillment-tasks'?: readonly unknown[] | null;
}

type Dispatched = Required<Pick<HookContext, 'dispatchedOrders' | 'performer' | 'fulfillmentTasks'>>;

/** Nobody dispatches more at once. */
const MOST_ORDERS = 500;

interface Given {
  readonly value: unknown;
  readonly expression: string;
}

/** @param faults what is wrong with the call is added here */
export function dispatchContext(received: ReceivedDispatch, faults: Fault[]): Dispatched {
  const tasks = [
    ...list(received.task),
    ...list(received.fulfillmentTasks),
    ...list(received['fulfillment-tasks']),
  ];
  const orders = givenOrders(received, tasks);
  const performer = text(received.performer)?.trim() ?? taskReference(tasks, 'owner');
  const dispatchedOrders = checkedOrders(orders, faults);
  if (performer === undefined) {
    faults.push({ expression: 'context.performer', diagnostics: 'context.performer is missing.' });
  } else if (typeAndId(performer) === undefined) {
    faults.push(noReference('context.performer', 'Organization/1'));
  }
  return { dispatchedOrders, performer: performer ?? '', fulfillmentTasks: tasks };
}

/** All spellings together; a Task only says what nothing else does. */
function givenOrders(received: ReceivedDispatch, tasks: readonly unknown[]): readonly Given[] {
  const names = ['dispatchedOrders', 'dispatched-orders'] as const;
  const listed = names.flatMap((name) =>
    (received[name] ?? []).map((value, index) => ({ value, expression: `context.${name}[${index}]` })),
  );
  const single = text(received.order);
  const given = [
    ...listed,
    ...(single === undefined ? [] : [{ value: single, expression: 'context.order' }]),
  ];
  const focus = given.length > 0 ? undefined : taskReference(tasks, 'focus');
  return focus === undefined ? given : [{ value: focus, expression: 'context.task.focus' }];
}

/** One that is no reference spoils only itself, unless there is no other. */
function checkedOrders(given: readonly Given[], faults: Fault[]): readonly string[] {
  if (given.length === 0) {
    faults.push({
      expression: 'context.dispatchedOrders',
      diagnostics: 'context.dispatchedOrders (order in version 1.0 of the hook) is missing or empty.',
    });
  } else if (given.length > MOST_ORDERS) {
    faults.push({
      expression: 'context.dispatchedOrders',
      diagnostics: `context.dispatchedOrders holds more than ${MOST_ORDERS} orders.`,
    });
  }
  const mistyped = given.find(({ value }) => text(value) === undefined);
  if (mistyped) {
    faults.push({
      expression: mistyped.expression,
      diagnostics: `${mistyped.expression} has to be a string.`,
    });
  }
  const orders = given.flatMap(({ value }) => text(value)?.trim() ?? []);
  const [first] = given;
  if (first && !mistyped && orders.every((order) => typeAndId(order) === undefined))
    faults.push(noReference(first.expression, 'ServiceRequest/1'));
  return [...new Set(orders)];
}

function noReference(expression: string, example: string): Fault {
  return { expression, diagnostics: `${expression} has to be a reference such as ${example}.` };
}

function taskReference(tasks: readonly unknown[], element: 'focus' | 'owner'): string | undefined {
  for (const task of tasks) {
    const reference = (task as Readonly<Record<string, { reference?: unknown } | null | undefined>>)[element];
    const given = text(reference?.reference)?.trim();
    if (given !== undefined) return given;
  }
  return undefined;
}
