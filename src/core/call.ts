/** The hook call, and the drug orders it is about. */
import type { Chart } from './chart/chart.js';
import { bookedOrders } from './orders/booked.js';
import { buildOrders } from './orders/build.js';
import { dispatchedOrders } from './orders/dispatched.js';
import type { FoundOrders } from './orders/types.js';

export type HookName = 'order-sign' | 'order-select' | 'order-dispatch' | 'appointment-book';

/** What a hook lays before the service, as it came: untrusted. */
export type CallSubject =
  /** order-sign and order-select. `selections` are the orders to comment on (`Type/id`); absent means all (HK-06). */
  | { readonly kind: 'draft'; readonly draftOrders: unknown; readonly selections?: readonly string[] }
  /** order-dispatch: references to orders that exist already, and to who is to carry them out (HK-08). */
  | { readonly kind: 'dispatch'; readonly orders: readonly string[]; readonly performer: string }
  /** appointment-book: a Bundle of Appointments. */
  | { readonly kind: 'appointments'; readonly appointments: unknown };

/** The hook call as the core sees it: no HTTP, no token, no CRD version. */
export interface HookCall {
  readonly hook: HookName;
  readonly hookInstance: string;
  /** Bare id, whatever prefix the EHR sent. */
  readonly patientId: string;
  /** Absent at order-dispatch, which has no user. */
  readonly userId?: string;
  readonly encounterId?: string;
  readonly about: CallSubject;
  /** The day of evaluation, days since 1970-01-01. */
  readonly today: number;
  /** ISO instant for the record. */
  readonly evaluatedAt: string;
}

/** The call's drug orders, read again whenever the chart has grown (a Medication they refer to may have come). */
export function ordersOf({ about, today, patientId }: HookCall, chart: Chart): FoundOrders {
  switch (about.kind) {
    case 'draft':
      return buildOrders(about.draftOrders, chart, today, patientId, about.selections);
    case 'dispatch':
      return dispatchedOrders(about, chart, today, patientId);
    case 'appointments':
      return bookedOrders(about.appointments, chart, today, patientId);
  }
}
