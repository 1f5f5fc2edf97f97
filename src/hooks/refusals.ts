/** Calls that are refused for what could not be seen, or for what is known of the patient's coverage (contract, "Status codes"). */
import type { HookCall } from '../core/call.js';
import type { Chart } from '../core/chart/chart.js';
import type { Decision } from '../core/decision.js';
import { unreachableOrders } from '../core/orders/reads.js';
import type { CrdDialect } from '../crd/dialect.js';
import { ServiceError } from '../errors.js';
import type { HookRequest } from './types.js';

/**
 * CRD 2.2 hook-13: a payer that is known and is not ours. Not for a payor that could not be read, nor for a call of which some order falls
 * under a coverage of ours.
 *
 * @throws ServiceError `other-payer`
 */
export function refuseOtherPayers(decisions: readonly Decision[], dialect: CrdDialect): void {
  const inScope = decisions.filter(({ coverage }) => coverage !== undefined);
  if (!dialect.refusesOtherPayers || inScope.length === 0) return;
  if (inScope.every(({ cause }) => cause === 'other-payer')) throw new ServiceError('other-payer');
}

/**
 * CH-25: at order-dispatch and appointment-book the orders themselves may be all that could not be had.
 *
 * @throws ServiceError `nothing-to-look-at`, `orders-unreachable`
 */
export function refuseUnreachableOrders(call: HookCall, chart: Chart, request: HookRequest): void {
  if (!unreachableOrders(call, chart)) return;
  const hasPrefetch = Object.keys(request.prefetch ?? {}).length > 0;
  const blind = !hasPrefetch && request.fhirServer === undefined;
  throw new ServiceError(blind ? 'nothing-to-look-at' : 'orders-unreachable');
}
