/** The order-sign service: a hook call in, what the policy says about each of its drug orders out. */
import type { AnswerKnowledge } from '../crd/answer-v2-0.js';
import { renderAnswer, type Answer } from '../crd/answer-v2-0.js';
import type { HookCall } from '../core/call.js';
import { Chart, type Obtained, type ReadRequest } from '../core/chart/chart.js';
import { spanOf } from '../core/dates.js';
import { decide, type Decided } from '../core/decide.js';
import type { Decision } from '../core/decision.js';
import type { Knowledge } from '../core/knowledge.js';
import { draftEntries, draftResources } from '../core/orders/entries.js';
import { mergeReads, searchOf } from '../core/policy/reads.js';
import { MAX_ROUNDS, nextReads } from '../core/reading-plan.js';
import { recordOf, recordOfNoOrder, recordOfUnusable, type RecordContext } from '../decisions/make-record.js';
import type { DecisionRecord } from '../decisions/record.js';
import type { ReadLimits } from '../ehr/limits.js';
import type { Send } from '../ehr/network.js';
import { prefetchResults } from '../ehr/prefetch.js';
import type { ServerProfiles } from '../ehr/profiles.js';
import { openSession, type EhrSession } from '../ehr/session.js';
import type { ServerPolicy } from '../ehr/url.js';
import { ServiceError } from '../errors.js';
import type { DrugCrossCheck } from '../terminology-server/cross-check.js';
import type { AnswerContext, HookAnswer, HookService, ServiceDefinition } from './service.js';
import type { HookRequest } from './types.js';

export interface OrderSignDeps {
  readonly knowledge: Knowledge;
  readonly answers: AnswerKnowledge;
  readonly limits: Partial<ReadLimits>;
  readonly serverPolicy: ServerPolicy;
  /** The way out to FHIR servers, and what is known of them. */
  readonly send: Send;
  readonly profiles: ServerProfiles;
  readonly ids: () => string;
  /** A second opinion on drug codes; absent unless configured. */
  readonly crossCheck?: DrugCrossCheck | undefined;
  /** Was this coverage-assertion-id given out by this service? */
  readonly isOurs: (assertionId: string) => boolean;
}

export function createOrderSign(deps: OrderSignDeps): HookService {
  const definition = definitionOf(deps.knowledge);
  const templates = readsOf(deps.knowledge);
  return {
    definition,
    answer: async (request, context) => {
      const call = callOf(request, context.receivedAt);
      deps.crossCheck?.begin(call, Chart.empty().withResources(draftOf(request)));
      const chart = await gather(call, request, templates, deps, context.signal);
      const decided = await crossChecked(decide(call, chart, deps.knowledge), deps, context.signal);
      refuseBlindness(decided.decisions, request);
      return answerOf(call, request, decided, context, deps);
    },
  };
}

/**
 * Prefetch first, then rounds of reads until the plan wants nothing more; a call whose drugs are on no list reads nothing. What could not be
 * read stays in the chart as unavailable.
 */
async function gather(
  call: HookCall,
  request: HookRequest,
  templates: readonly ReadRequest[],
  deps: OrderSignDeps,
  signal: AbortSignal,
): Promise<Chart> {
  const prefetched = prefetchResults(request.prefetch, templates, call.patientId);
  // What was not fully answered counts as data, and its key may still be read.
  const settled = prefetched.filter((result) => result.availability.state === 'complete');
  const unsettled = prefetched.filter((result) => result.availability.state !== 'complete');
  let chart = Chart.empty(request.fhirServer)
    .withResources(draftOf(request))
    .with(settled)
    .withResources(unsettled.flatMap((result) => result.obtained));
  let session: EhrSession | undefined;
  try {
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      const wanted = nextReads(call, chart, deps.knowledge);
      if (wanted.length === 0) break;
      session ??= openSession({
        fhirServer: request.fhirServer,
        authorization: request.fhirAuthorization,
        patientId: call.patientId,
        limits: deps.limits,
        signal,
        policy: deps.serverPolicy,
        send: deps.send,
        profiles: deps.profiles,
      });
      chart = chart.with(await session.gather(wanted, prefetched));
    }
  } finally {
    session?.close();
  }
  const left = unsettled.filter((result) => chart.availability(result.key) === undefined);
  return left.length > 0 ? chart.with(left) : chart;
}

/** The draft's own resources come first: they are newer than any stored copy. */
function draftOf({ context }: HookRequest): readonly Obtained[] {
  return draftResources(draftEntries(context.draftOrders));
}

/** What the second opinion on the drugs adds: doubts, never another outcome. */
async function crossChecked(
  decided: Decided,
  { crossCheck, knowledge }: OrderSignDeps,
  signal: AbortSignal,
): Promise<Decided> {
  if (!crossCheck) return decided;
  const tables = new Map(knowledge.policies.map((one) => [one.policy.id, one.tables]));
  const tablesOf = (policyId = '') => tables.get(policyId);
  const decisions = await crossCheck.complete(decided.decisions, tablesOf, signal);
  return { ...decided, decisions };
}

/** 412 only where an order may fall under the policy and nothing at all could be seen of the patient's coverage (contract, "Status codes"). */
function refuseBlindness(decisions: readonly Decision[], request: HookRequest): void {
  const inScope = decisions.filter((decision) => decision.coverage !== undefined);
  const isBlind = ({ cause, coverage }: Decision): boolean =>
    cause === 'technical-failure' && coverage?.status === 'unavailable';
  if (inScope.length === 0 || !inScope.every(isBlind)) return;
  const hasPrefetch = Object.keys(request.prefetch ?? {}).length > 0;
  const blind = !hasPrefetch && request.fhirServer === undefined;
  throw new ServiceError(blind ? 'nothing-to-look-at' : 'coverage-unreachable');
}

function answerOf(
  call: HookCall,
  request: HookRequest,
  decided: Decided,
  context: AnswerContext,
  deps: OrderSignDeps,
): HookAnswer {
  const answer = renderAnswer({
    decisions: decided.decisions,
    rawText: context.rawText,
    draftOrders: request.context.draftOrders,
    knowledge: deps.answers,
    ids: deps.ids,
    today: call.today,
    isOurs: deps.isOurs,
  });
  return {
    response: answer.response,
    serialized: answer.serialized,
    records: recordsOf(call, decided, answer, deps.ids),
  };
}

function recordsOf(
  call: HookCall,
  decided: Decided,
  answer: Answer,
  ids: () => string,
): readonly DecisionRecord[] {
  const said = JSON.stringify(answer.response.cards.map((card) => card.extension));
  const changed = new Set(
    answer.response.systemActions?.map((action) => `${action.resource?.resourceType}/${action.resource?.id}`),
  );
  const context = (id: string): RecordContext => ({ id, crdVersion: '2.0', call });
  if (decided.decisions.length + decided.unusable.length === 0) return [recordOfNoOrder(context(ids()))];
  const decisions = decided.decisions.map((decision) => {
    const { reference } = decision.order;
    const id = answer.assertions.get(reference) ?? ids();
    const silent = !changed.has(reference) && !said.includes(JSON.stringify(reference));
    return recordOf(decision, context(id), silent);
  });
  return [...decisions, ...decided.unusable.map((entry) => recordOfUnusable(entry, context(ids())))];
}

function callOf(request: HookRequest, receivedAt: Date): HookCall {
  const { context } = request;
  const evaluatedAt = receivedAt.toISOString();
  return {
    hook: 'order-sign',
    hookInstance: request.hookInstance,
    patientId: context.patientId,
    userId: context.userId,
    ...(context.encounterId !== undefined && { encounterId: context.encounterId }),
    draftOrders: context.draftOrders,
    today: spanOf(evaluatedAt)?.first ?? 0,
    evaluatedAt,
  };
}

/** Every read the service may want, which is what discovery asks to be prefetched. */
function readsOf(knowledge: Knowledge): readonly ReadRequest[] {
  const coverage = searchOf('Coverage');
  return [
    { kind: 'read', key: 'patient', resourceType: 'Patient', id: '{{context.patientId}}' },
    { kind: 'read', key: 'encounter', resourceType: 'Encounter', id: '{{context.encounterId}}' },
    ...(coverage ? [coverage] : []),
    ...mergeReads(knowledge.policies.flatMap(({ policy }) => policy.needs)),
  ];
}

function definitionOf(knowledge: Knowledge): ServiceDefinition {
  return {
    id: 'site-of-care-order-sign',
    hook: 'order-sign',
    title: 'Site of care for infused drugs',
    description:
      "Tells whether an infused or injected specialty drug may be given where it is ordered under the payer's site-of-care policy, where else, and what has to be documented.",
    usageRequirements:
      "Every prefetch key is optional; what is not prefetched is read from fhirServer with the call's token. An order of a drug that is on no list needs nothing.",
    prefetch: Object.fromEntries(readsOf(knowledge).map((read) => [read.key, templateOf(read)])),
  };
}

/** CDS Hooks 2.0 knows plain tokens only, so a template has no dates. */
function templateOf(read: ReadRequest): string {
  if (read.kind === 'read') return `${read.resourceType}/${read.id}`;
  const patient = read.patientParam === 'patient' ? '{{context.patientId}}' : 'Patient/{{context.patientId}}';
  const params = Object.entries(read.params).map(([name, value]) => `&${name}=${value}`);
  return `${read.resourceType}?${read.patientParam}=${patient}${params.join('')}`;
}
