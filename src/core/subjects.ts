/** The orders of a call as subjects of questions, worked out once for a chart: the reading plan and the decision ask about the same ones. */
import { ordersOf, type HookCall } from './call.js';
import type { Chart } from './chart/chart.js';
import { Facts } from './chart/facts.js';
import type { FhirResource } from './fhir.js';
import { governing } from './governing.js';
import { keptWith } from './kept-with.js';
import type { Knowledge } from './knowledge.js';
import type { Order, UnusableEntry } from './orders/types.js';
import { OrderSubject } from './policy/order-subject.js';
import type { CompiledPolicy } from './policy/policy.js';

export interface GovernedSubject {
  readonly subject: OrderSubject;
  readonly policy: CompiledPolicy;
  /** False: the drug is on no list, so nothing else about the order matters. */
  readonly mayBeListed: boolean;
}

export interface Subjects {
  readonly subjects: readonly GovernedSubject[];
  /** Entries that could not be read as orders, and why. */
  readonly unusable: readonly UnusableEntry[];
}

interface Known {
  readonly call: HookCall;
  readonly knowledge: Knowledge;
  readonly subjects: Subjects;
}

// A chart never changes, so what was worked out for it stays true as long as it lives.
const known = keptWith<Chart, Known>();

export function subjectsOf(call: HookCall, chart: Chart, knowledge: Knowledge): Subjects {
  const before = known.get(chart);
  if (before?.call === call && before.knowledge === knowledge) return before.subjects;
  const { orders, unusable } = ordersOf(call, chart);
  const facts = new Facts(chart, call.patientId, knowledge.statusFilters, inHand(orders));
  const subjects = orders.map((order) => {
    const { drug, policy, tables, mayBeListed } = governing(order, call, chart, knowledge);
    return {
      subject: new OrderSubject(call, knowledge, facts, { order, drug, tables }),
      policy,
      mayBeListed,
    };
  });
  const found = { subjects, unusable };
  known.set(chart, { call, knowledge, subjects: found });
  return found;
}

/** The orders being asked about: dispatched or booked ones stand in the chart too, and are no history there. */
function inHand(orders: readonly Order[]): ReadonlySet<FhirResource> {
  const resources = new Set<FhirResource>();
  for (const { obtained, carrier } of orders) resources.add(obtained.resource).add(carrier.resource);
  return resources;
}
