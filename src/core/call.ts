import type { Order, UnusableEntry } from './orders/types.js';

/** The hook call as the core sees it: no HTTP, no token, no CRD version. */
export interface HookCall {
  readonly hook: 'order-sign' | 'order-select' | 'order-dispatch' | 'appointment-book';
  readonly hookInstance: string;
  /** Bare id, whatever prefix the EHR sent. */
  readonly patientId: string;
  readonly userId: string;
  readonly encounterId?: string;
  readonly orders: readonly Order[];
  readonly unusable: readonly UnusableEntry[];
  /** The day of evaluation, days since 1970-01-01. */
  readonly today: number;
  /** ISO instant for the record. */
  readonly evaluatedAt: string;
}
