/** A good call (infliximab at the hospital in the middle of the therapy: not met) and what is said about it, to spoil and compare. */
import { expect } from '@jest/globals';
import type { FhirResource } from 'fhir/r4.js';
import { checkResponse } from '../../src/hooks/check-response.js';
import type { CdsResponse } from '../../src/cards/types.js';
import type { DecisionRecord } from '../../src/decisions/record.js';
import type { DraftRequest } from '../../src/hooks/types.js';
import type { PolicyApp } from './policy-app.js';
import { chartOf, given } from './scenarios/chart.js';
import { drugs } from './scenarios/drugs.js';
import { hospitalService, infusionOrder } from './scenarios/orders.js';
import { asPrefetch } from './scenarios/request.js';

/** The order of the good call. */
export const M1 = 'MedicationRequest/m1';
export const lastDose = given(drugs.infliximab, '2025-08-13');

/** Everything prefetched; `history` is added to the chart. */
export function goodCall(...history: readonly FhirResource[]): DraftRequest {
  return asPrefetch({
    draft: [infusionOrder(drugs.infliximab), hospitalService()],
    chart: chartOf(lastDose, ...history),
  });
}

/** The good call with these entries before the order and its service; they may be anything. */
export function goodCallBeside(...entries: readonly unknown[]): DraftRequest {
  const request = goodCall();
  const { draftOrders } = request.context;
  const entry = [...entries, ...(draftOrders.entry ?? [])] as NonNullable<typeof draftOrders.entry>;
  return { ...request, context: { ...request.context, draftOrders: { ...draftOrders, entry } } };
}

/** The good call with elements of its order replaced by anything. */
export function goodCallOrdering(elements: Readonly<Record<string, unknown>>): DraftRequest {
  const request = goodCall();
  const { draftOrders } = request.context;
  const [order, ...others] = draftOrders.entry ?? [];
  const entry = [{ resource: { ...order?.resource, ...elements } }, ...others];
  return {
    ...request,
    context: { ...request.context, draftOrders: { ...draftOrders, entry } as typeof draftOrders },
  };
}

/** The good call with prefetch keys set to anything; `undefined` takes a key away. */
export function goodCallPrefetching(
  keys: Readonly<Record<string, unknown>>,
  ...history: readonly FhirResource[]
): DraftRequest {
  const request = goodCall(...history);
  return { ...request, prefetch: { ...request.prefetch, ...keys } };
}

export interface Answered {
  readonly response: CdsResponse;
  /** By order reference. */
  readonly decisions: ReadonlyMap<string, DecisionRecord>;
  /** The decision about the order of the good call. */
  readonly decision: DecisionRecord;
}

/** The answer to a call that has to be answered with 200 and a valid response that decides on M1. */
export async function answerTo(app: PolicyApp, request: DraftRequest): Promise<Answered> {
  const { status, body } = await app.orderSign(request);
  expect({ status, body: status === 200 ? 'an answer' : body }).toEqual({ status: 200, body: 'an answer' });
  expect(checkResponse(body)).toEqual([]);
  const decisions = await app.decisions(request.hookInstance);
  const decision = decisions.get(M1);
  if (!decision) throw new Error(`no decision on ${M1}, only on: ${[...decisions.keys()].join(', ')}`);
  return { response: body, decisions, decision };
}

/** What is said about one order, without the ids that differ from call to call. */
export function gist(record: DecisionRecord | undefined): unknown {
  const criteria = record?.criteria.map(({ id, status, reason }) => `${id} ${status}: ${reason}`);
  return [record?.determination, record?.cause, criteria, record?.nonQualifying];
}

export function statusOf(record: DecisionRecord, criterion: string): string | undefined {
  return record.criteria.find(({ id }) => id === criterion)?.status;
}

/** A resource with elements of any kind; undefined takes an element away. */
export function odd(resource: FhirResource, elements: Readonly<Record<string, unknown>>): FhirResource {
  return { ...resource, ...elements };
}

/** Resources as a search would have found them. */
export function bundle(...resources: readonly object[]): object {
  return { resourceType: 'Bundle', type: 'searchset', entry: resources.map((resource) => ({ resource })) };
}
