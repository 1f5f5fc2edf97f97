/** The hook call, and the drug orders of its draft. */
import type { Chart } from './chart/chart.js';
import { buildOrders } from './orders/build.js';
import type { Order, UnusableEntry } from './orders/types.js';

/** The hook call as the core sees it: no HTTP, no token, no CRD version. */
export interface HookCall {
  readonly hook: 'order-sign' | 'order-select' | 'order-dispatch' | 'appointment-book';
  readonly hookInstance: string;
  /** Bare id, whatever prefix the EHR sent. */
  readonly patientId: string;
  readonly userId: string;
  readonly encounterId?: string;
  /** The draft as it came: untrusted. */
  readonly draftOrders: unknown;
  /** The day of evaluation, days since 1970-01-01. */
  readonly today: number;
  /** ISO instant for the record. */
  readonly evaluatedAt: string;
}

/** The draft's drug orders, read again whenever the chart has grown (a Medication they refer to may have come). */
export function ordersOf(
  call: HookCall,
  chart: Chart,
): { readonly orders: readonly Order[]; readonly unusable: readonly UnusableEntry[] } {
  return buildOrders(call.draftOrders, chart, call.today, call.patientId);
}
