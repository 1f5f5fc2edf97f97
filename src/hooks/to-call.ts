/** A parsed request as the core sees it, and the resources its context brings along. */
import type { CallSubject, HookCall, HookName } from '../core/call.js';
import type { Obtained } from '../core/chart/chart.js';
import { spanOf } from '../core/dates.js';
import { draftEntries, draftResources } from '../core/orders/entries.js';
import type { HookContext, HookRequest } from './types.js';

export function callOf(request: HookRequest, receivedAt: Date): HookCall {
  const { context } = request;
  const evaluatedAt = receivedAt.toISOString();
  return {
    hook: request.hook as HookName,
    hookInstance: request.hookInstance,
    patientId: context.patientId,
    ...(context.userId !== undefined && { userId: context.userId }),
    ...(context.encounterId !== undefined && { encounterId: context.encounterId }),
    about: subjectOf(request.hook as HookName, context),
    today: spanOf(evaluatedAt)?.first ?? 0,
    evaluatedAt,
  };
}

function subjectOf(hook: HookName, context: HookContext): CallSubject {
  switch (hook) {
    case 'order-dispatch':
      return {
        kind: 'dispatch',
        orders: context.dispatchedOrders ?? [],
        performer: context.performer ?? '',
      };
    case 'appointment-book':
      return { kind: 'appointments', appointments: context.appointments };
    default:
      return {
        kind: 'draft',
        draftOrders: context.draftOrders,
        ...(context.selections && { selections: context.selections }),
      };
  }
}

/** The resources the call itself carries: drafts and appointments are newer than any stored copy. */
export function ownResources({ context }: HookRequest): readonly Obtained[] {
  return [context.draftOrders, context.appointments].flatMap((bundle) =>
    bundle === undefined ? [] : draftResources(draftEntries(bundle)),
  );
}
