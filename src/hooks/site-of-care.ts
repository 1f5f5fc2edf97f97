/** The service behind every hook: a call in, what the policy says about each of its drug orders out. */
import { renderAnswer, type AnswerKnowledge } from '../crd/answer.js';
import { assertionIds } from '../crd/annotate.js';
import { readConfiguration } from '../crd/configuration.js';
import type { CrdDialect } from '../crd/dialect.js';
import { originalsOf, type Sources } from '../crd/lossless-order.js';
import type { HookName } from '../core/call.js';
import { Chart, type Obtained, type ReadResult } from '../core/chart/chart.js';
import { decide, type Decided } from '../core/decide.js';
import type { Decision } from '../core/decision.js';
import type { Knowledge } from '../core/knowledge.js';
import { subjectsOf } from '../core/subjects.js';
import type { ChartCache, ChartOwner } from '../ehr/chart-cache.js';
import { ServiceError } from '../errors.js';
import type { DrugCrossCheck } from '../terminology-server/cross-check.js';
import { callMetric } from './call-metric.js';
import { asObtained, completedForms, withForms, type FindForm } from './completed-forms.js';
import { definitionOf, readsOf } from './definition.js';
import { gather, type GatherDeps } from './gather.js';
import { underOwnKeys } from './prefetch-templates.js';
import { keptOf } from './records.js';
import { knowledgePerClient } from './payers-of-client.js';
import { refuseOtherPayers, refuseUnreachableOrders } from './refusals.js';
import { isSilent } from './silent-mode.js';
import type { AnswerContext, HookService } from './service.js';
import { callOf, ownResources } from './to-call.js';
import type { CardsTold, Listener } from './told.js';
import type { HookRequest } from './types.js';

export interface SiteOfCareDeps extends GatherDeps {
  readonly knowledge: Knowledge;
  readonly answers: AnswerKnowledge;
  readonly ids: () => string;
  /** A second opinion on drug codes; absent unless configured. */
  readonly crossCheck?: DrugCrossCheck | undefined;
  /** Which of these coverage-assertion-ids were given out by this service? */
  readonly knownIds: (assertionIds: readonly string[]) => Promise<ReadonlySet<string>>;
  /** What order-select read; absent when nothing is to be kept. */
  readonly charts?: ChartCache | undefined;
  /** Forms that were returned for earlier decisions; absent where none are kept. */
  readonly completedForm?: FindForm | undefined;
  /** What order-select told. */
  readonly told?: CardsTold | undefined;
}

export function createService(hook: HookName, dialect: CrdDialect, deps: SiteOfCareDeps): HookService {
  const { crossCheck, ids } = deps;
  const templates = readsOf(hook, deps.knowledge);
  const knowledgeOf = knowledgePerClient(deps.knowledge);
  const { options } = deps.answers.cards.templates;
  return {
    definition: definitionOf(hook, dialect, templates, options.options),
    dialect,
    answer: async (request, context) => {
      const call = callOf(request, context.receivedAt);
      const own = ownResources(request);
      const knowledge = knowledgeOf(context.caller?.client);
      crossCheck?.begin(call, Chart.empty().withResources(own));
      const who = callerOf(request, context);
      const shelf = deps.charts?.shelf(who);
      const reads: ReadResult[] = [];
      const noteReads = (results: readonly ReadResult[]) => void reads.push(...results);
      const prefetch = underOwnKeys(hook, dialect.version, request.prefetch ?? {});
      const keyed = { ...request, prefetch };
      const gathering = {
        call,
        request: keyed,
        own,
        templates,
        knowledge,
        shelf,
        noteReads,
        signal: context.signal,
      };
      const gathered = await gather(gathering, deps);
      const orders = subjectsOf(call, gathered, knowledge).subjects.map(({ subject }) => subject.order);
      const forms = await completedForms(orders, call.patientId, deps.completedForm);
      const chart = forms.size === 0 ? gathered : gathered.withResources(asObtained(forms));
      context.lap?.('read');
      const decided = await crossChecked(decide(call, chart, knowledge), deps, context.signal);
      if (decided.decisions.length === 0) refuseUnreachableOrders(call, chart, request);
      refuseBlindness(decided.decisions, request);
      refuseOtherPayers(decided.decisions, dialect);
      context.lap?.('decide');
      const known = await knownAssertions(decided.decisions, deps);
      const configuration = readConfiguration(request.extension, options);
      const told = deps.told?.to(who);
      const answer = renderAnswer({
        hook,
        decisions: decided.decisions,
        draft: own.map(({ resource }) => resource),
        configuration,
        dialect,
        originals: originalsOf(sourcesOf(request, context), storedCarriers(decided.decisions)),
        knowledge: deps.answers,
        ids,
        today: call.today,
        isOurs: (id) => known.has(id),
        // The user who chose the order signs it: what was said at the choice is said already.
        ...(told && hook === 'order-sign' && { isTold: told.has }),
      });
      // An answer that came late, or to a client in silent mode, may never have been shown.
      const isShown = !context.signal.aborted && !isSilent(context);
      if (hook === 'order-select' && isShown)
        for (const { card, orders } of answer.shown) told?.add(card, orders);
      context.lap?.('answer');
      return {
        response: answer.response,
        serialized: answer.serialized,
        ...withForms(keptOf(call, decided, answer, dialect.version, ids), forms),
        ignored: configuration.ignored.map(({ reason }) => reason),
        metric: callMetric({ call, request, chart, own, reads, decided, answer }, knowledge),
      };
    },
  };
}

/** Whose chart is read, and who is told. */
function callerOf(request: HookRequest, { caller }: AnswerContext): ChartOwner & Listener {
  const { fhirServer, fhirAuthorization: authorization, context } = request;
  return {
    fhirServer,
    patientId: context.patientId,
    userId: context.userId,
    client: caller?.client.id,
    authorization,
  };
}

function sourcesOf({ context, prefetch }: HookRequest, { rawText }: AnswerContext): Sources {
  return { rawText, context, prefetch };
}

/** Requests that the answer may be written on and that did not come as drafts. */
function storedCarriers(decisions: readonly Decision[]): readonly Obtained[] {
  const carriers = new Set(decisions.map(({ order }) => order.carrier));
  return [...carriers].filter(({ source }) => source !== 'draft');
}

/** What the second opinion on the drugs adds: doubts, never another outcome. */
async function crossChecked(
  decided: Decided,
  { crossCheck, knowledge }: SiteOfCareDeps,
  signal: AbortSignal,
): Promise<Decided> {
  if (!crossCheck) return decided;
  const tables = new Map(knowledge.policies.map((one) => [one.policy.id, one.tables]));
  const tablesOf = (policyId = '') => tables.get(policyId);
  const decisions = await crossCheck.complete(decided.decisions, tablesOf, signal);
  return { ...decided, decisions };
}

/** Most orders carry no assertion, and then nothing is asked. */
async function knownAssertions(
  decisions: readonly Decision[],
  { knownIds }: SiteOfCareDeps,
): Promise<ReadonlySet<string>> {
  const carried = decisions.flatMap(({ order }) => assertionIds(order.carrier.resource));
  return carried.length > 0 ? knownIds([...new Set(carried)]) : new Set();
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
