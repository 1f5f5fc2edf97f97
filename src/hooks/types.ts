/** A CDS Hooks request after schema validation; unknown members are kept and ignored. */
import type { Bundle } from '../core/fhir.js';

export interface FhirAuthorization {
  readonly access_token: string;
  readonly token_type: string;
  readonly expires_in: number;
  readonly scope?: string;
  readonly subject?: string;
  readonly patient?: string;
}

export interface HookRequest {
  readonly hook: string;
  readonly hookInstance: string;
  readonly fhirServer?: string;
  readonly fhirAuthorization?: FhirAuthorization;
  readonly context: HookContext;
  readonly prefetch?: Readonly<Record<string, unknown>>;
  readonly extension?: Readonly<Record<string, unknown>>;
}

/**
 * Context of any of the hooks served, under the names of the newest version of each hook; a hook has the members its
 * specification gives it (CDS Hooks library).
 */
export interface HookContext {
  /** Absent at order-dispatch. */
  readonly userId?: string;
  /** Bare id. */
  readonly patientId: string;
  /** Bare id. */
  readonly encounterId?: string;
  /** order-sign, order-select */
  readonly draftOrders?: Bundle;
  /** order-select: `Type/id` */
  readonly selections?: readonly string[];
  /** order-dispatch: `Type/id` */
  readonly dispatchedOrders?: readonly string[];
  /** order-dispatch: who is to carry the orders out, `Organization/x` */
  readonly performer?: string;
  /** order-dispatch */
  readonly fulfillmentTasks?: readonly unknown[];
  /** appointment-book */
  readonly appointments?: Bundle;
}

/** A call that brings draft orders: order-sign, order-select. */
export interface DraftRequest extends HookRequest {
  readonly context: HookContext & { readonly draftOrders: Bundle };
}
