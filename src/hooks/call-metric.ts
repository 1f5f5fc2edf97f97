/** What CRD's metrics are made of, gathered from one answered call (CR-86). */
import type { HookCall } from '../core/call.js';
import type { Chart, Obtained, ReadResult } from '../core/chart/chart.js';
import type { Decided } from '../core/decide.js';
import type { Knowledge } from '../core/knowledge.js';
import type { Answer } from '../crd/answer.js';
import { metricDraft, type MetricDraft } from '../crd/metric-data.js';
import { requestMetrics } from '../crd/metric-requests.js';
import type { HookRequest } from './types.js';

export interface AnsweredCall {
  readonly call: HookCall;
  readonly request: HookRequest;
  readonly chart: Chart;
  /** The resources of the call's context. */
  readonly own: readonly Obtained[];
  /** Results of the reads on the EHR. */
  readonly reads: readonly ReadResult[];
  readonly decided: Decided;
  readonly answer: Answer;
}

export function callMetric(answered: AnsweredCall, knowledge: Knowledge): MetricDraft {
  const { call, request, chart, own, reads, decided, answer } = answered;
  const payer = decided.decisions.find((decision) => decision.payer)?.payer ?? knowledge.payers[0];
  const focal = call.about.kind === 'dispatch' ? dispatched(call.about.orders, chart) : own;
  const ours = new Set(answer.assertions.values());
  return metricDraft({
    call,
    chart,
    hasToken: request.fhirAuthorization !== undefined,
    reads,
    payer: payer?.identifiers[0],
    requests: requestMetrics(focal, chart, answer.response, ours),
  });
}

function dispatched(orders: readonly string[], chart: Chart): readonly Obtained[] {
  return orders.flatMap((reference) => chart.get(reference) ?? []);
}
