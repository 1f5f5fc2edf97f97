/**
 * CRDMetricData: what CRD wants to be counted of every call (CRD 2.2 "Metrics", CR-86). Made from facts that are at hand anyway; it names
 * no patient and holds no free text of the EHR. What is not known is left out, also where the model has it as 1..1.
 */
import { extended } from '../core/extended.js';
import type { HookCall } from '../core/call.js';
import type { Chart, ReadResult } from '../core/chart/chart.js';
import { groupOf, providerOf, type MetricIdentifier } from './metric-parties.js';
import type { RequestMetric } from './metric-requests.js';

export type TokenUse = 'used' | 'not-used' | 'rejected';

export interface ResourceMetric {
  readonly type: string;
  readonly count: number;
  readonly prefetch: boolean;
}

/** What is known before the answer is on its way. */
export interface MetricDraft {
  readonly source: 'payer-src';
  readonly hookInstance: string;
  readonly hookType: string;
  /** NPI of the user. */
  readonly providerId?: MetricIdentifier | undefined;
  /** NPI of the user's organisation. */
  readonly groupId?: MetricIdentifier | undefined;
  readonly payerId?: MetricIdentifier | undefined;
  /** ISO instants */
  readonly requestTime: string;
  readonly tokenUse: TokenUse;
  /** What was looked at besides the orders themselves, by how it was obtained. */
  readonly resources?: readonly ResourceMetric[] | undefined;
  readonly request?: readonly RequestMetric[] | undefined;
}

/** Of a failed call nobody may know how its token was used. */
export interface MetricData extends Omit<MetricDraft, 'tokenUse'>, Partial<Pick<MetricDraft, 'tokenUse'>> {
  readonly responseTime: string;
  readonly httpResponse: number;
  /** Of the OperationOutcome of a failure. */
  readonly issue?: readonly MetricIssue[];
}

export interface MetricIssue {
  readonly code: string;
  readonly details?: unknown;
}

export interface MetricFacts {
  readonly call: HookCall;
  readonly chart: Chart;
  /** Did the call bring an access token? */
  readonly hasToken: boolean;
  /** Results of the reads on the EHR, prefetch not among them. */
  readonly reads: readonly ReadResult[];
  /** The payer asked, when it has an identifier. */
  readonly payer?: MetricIdentifier | undefined;
  readonly requests: readonly RequestMetric[];
}

export function metricDraft(facts: MetricFacts): MetricDraft {
  const { call, chart, payer, requests } = facts;
  const provider = providerOf(call, chart);
  const group = groupOf(call, chart);
  const resources = resourcesOf(chart);
  return {
    source: 'payer-src',
    hookInstance: call.hookInstance,
    hookType: call.hook,
    providerId: provider,
    groupId: group,
    payerId: payer && { system: payer.system, value: payer.value },
    requestTime: call.evaluatedAt,
    tokenUse: tokenUseOf(facts),
    resources: resources.length > 0 ? resources : undefined,
    request: requests.length > 0 ? requests : undefined,
  };
}

/** The draft with what only the end of the call tells. */
export function completeMetric(
  draft: Omit<MetricDraft, 'tokenUse'>,
  end: { readonly status: number; readonly at: Date; readonly issues?: readonly MetricIssue[] },
): MetricData {
  const { status, at, issues = [] } = end;
  const metric = extended(draft, { responseTime: at.toISOString(), httpResponse: status });
  if (issues.length === 0) return metric;
  const issue = issues.map(({ code, details }) => (details === undefined ? { code } : { code, details }));
  return extended(metric, { issue });
}

/** `rejected` only when the EHR refused and gave nothing at all: a token without one of many scopes was still of use (CH-34). */
function tokenUseOf({ hasToken, reads }: MetricFacts): TokenUse {
  if (!hasToken || reads.length === 0) return 'not-used';
  if (reads.some(({ availability }) => availability.state !== 'unavailable')) return 'used';
  const refused = reads.some(
    ({ availability }) => availability.state === 'unavailable' && /\b40[13]\b/.test(availability.reason),
  );
  return refused ? 'rejected' : 'used';
}

/** Orders, appointments and the like come with the call and are not counted. */
function resourcesOf(chart: Chart): readonly ResourceMetric[] {
  const counts: { type: string; count: number; prefetch: boolean }[] = [];
  // The resources of a type follow each other, so the count is mostly the one before.
  let counted: (typeof counts)[number] | undefined;
  for (const { resource, source } of chart.resources()) {
    if (source !== 'prefetch' && source !== 'read') continue;
    const type = resource.resourceType;
    const prefetch = source === 'prefetch';
    if (counted?.type !== type || counted.prefetch !== prefetch) {
      counted = counts.find((one) => one.type === type && one.prefetch === prefetch);
      if (!counted) counts.push((counted = { type, count: 0, prefetch }));
    }
    counted.count += 1;
  }
  return counts.sort((a, b) => (a.type < b.type ? -1 : a.type > b.type ? 1 : 0));
}
