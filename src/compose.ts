/** What this process answers and publishes, made from its configuration: the one place where services are put together. */
import { MemoryReplayGuard, type ReplayGuard } from './auth/replay-guard.js';
import type { VerifyCaller } from './auth/verify-caller.js';
import { createCallers } from './callers.js';
import { ConfigError, type Config } from './config.js';
import type { HookName } from './core/call.js';
import type { Coding } from './core/fhir.js';
import type { Knowledge } from './core/knowledge.js';
import type { CompiledPolicy } from './core/policy/policy.js';
import type { AnswerKnowledge } from './crd/answer.js';
import { CRD_2_0 } from './crd/v2-0.js';
import { CRD_2_2 } from './crd/v2-2.js';
import { ChartCache } from './ehr/chart-cache.js';
import { createNetwork, type Send } from './ehr/network.js';
import { ServerProfiles } from './ehr/profiles.js';
import { createService, type SiteOfCareDeps } from './hooks/site-of-care.js';
import type { FindForm } from './hooks/completed-forms.js';
import type { OverrideCriterion } from './hooks/feedback.js';
import type { HookService } from './hooks/service.js';
import { CardsTold } from './hooks/told.js';
import type { Artifact } from './http/fhir-routes.js';
import type { PayerIdentifier } from './http/well-known.js';
import { loadKnowledge, projectRoot, type LoadedKnowledge } from './knowledge/load.js';
import { createConsole, type SandboxConsole } from './sandbox/console.js';
import { EmbeddedFhir } from './sandbox/embedded.js';
import { embeddedSend } from './sandbox/embedded-send.js';
import type { FreshServices } from './sandbox/in-process.js';
import { createCrossCheck } from './terminology-server/cross-check.js';

export interface Composition {
  readonly services: readonly HookService[];
  readonly artifacts: readonly Artifact[];
  /** What DTR fills its forms in by. */
  readonly knowledge: Knowledge;
  /** The first identifier of the first payer; HRex wants one. */
  readonly payer?: PayerIdentifier;
  /** FHIR servers that were read from lately. */
  readonly servers: ServerProfiles;
  /** Absent where no clients are registered. */
  readonly verify?: VerifyCaller;
  /** The embedded FHIR server, when it is on. */
  readonly fhir?: EmbeddedFhir;
  readonly overrideCriterion: OverrideCriterion;
  /** What the sandbox page asks for; absent in production. */
  readonly sandbox?: SandboxConsole;
  /** Services of their own that know nothing of earlier calls, for replayed cases. */
  readonly fresh: FreshServices;
  /** Lets go of connections to FHIR servers. */
  readonly close: () => void;
}

export interface ComposeDeps {
  readonly config: Config;
  /** Unguessable ids for decisions and cards. */
  readonly ids: () => string;
  /** Which of these coverage-assertion-ids were given out by this service? */
  readonly knownIds: (assertionIds: readonly string[]) => Promise<ReadonlySet<string>>;
  /** Forms that were returned for earlier decisions; none when absent. */
  readonly completedForm?: FindForm;
  /** Which tokens have been used; this process's own memory when absent. */
  readonly replay?: ReplayGuard;
  /** The real time when absent. */
  readonly clock?: () => Date;
  /** Wraps the way out to FHIR servers, to measure what is asked of them. */
  readonly observe?: (send: Send) => Send;
}

/** Each is served in every version of CRD. */
const HOOKS: readonly HookName[] = ['order-sign', 'order-select', 'order-dispatch', 'appointment-book'];

const ARTIFACT_BASE = 'https://site-of-care-cds.example.org/fhir';
const OVERRIDE_REASONS = `${ARTIFACT_BASE}/CodeSystem/site-of-care-override-reasons`;

/** How long a person in front of the sandbox page waits for a FHIR server, in milliseconds: for one read, for all of them. */
const SANDBOX_READING = { timeoutMs: 4000, budgetMs: 4500 };

/** @throws Error listing every fault of policies, cards, tables and value sets */
export function compose({
  config,
  ids,
  knownIds,
  completedForm,
  clock = () => new Date(),
  replay = new MemoryReplayGuard(clock),
  observe = (send) => send,
}: ComposeDeps): Composition {
  const knowledge = forPayers(loadKnowledge({ assumeCoverage: config.assumeCoverage }), config.payers);
  const network = createNetwork({ allowPrivate: config.allowPrivateNetworks });
  const verify =
    config.clientsFile === undefined
      ? undefined
      : createCallers({
          file: config.clientsFile,
          mode: config.mode,
          payers: new Set(knowledge.core.payers.map(({ id }) => id)),
          network,
          replay,
          now: clock,
        });
  const embedded = config.sandboxFhir
    ? { fhir: new EmbeddedFhir(clock), base: `${config.publicUrl}/sandbox/fhir` }
    : undefined;
  const send = observe(embedded ? embeddedSend(network.send, embedded.base, embedded.fhir) : network.send);
  const payer = knowledge.core.payers[0]?.identifiers[0];
  const servers = new ServerProfiles({ send, now: () => clock().getTime() });
  const deps: SiteOfCareDeps = {
    knowledge: knowledge.core,
    answers: answersFor(knowledge, config.publicUrl),
    limits: config.ehr,
    serverPolicy: {
      plainHttp: config.mode === 'sandbox' ? 'anywhere' : 'loopback',
      privateNetworks: config.allowPrivateNetworks,
    },
    send,
    profiles: servers,
    ids,
    knownIds,
    completedForm,
    ...(config.drugCrossCheck && { crossCheck: createCrossCheck(config.drugCrossCheck) }),
  };
  const now = () => clock().getTime();
  const { chartCacheSeconds: seconds } = config;
  const fresh: FreshServices = (needs) => {
    // Shared by the hooks: what order-select read and told, order-sign neither reads nor tells again.
    const memory = {
      told: new CardsTold(now),
      ...(seconds > 0 && { charts: new ChartCache(seconds, now) }),
    };
    return [CRD_2_0, CRD_2_2].flatMap((dialect) =>
      HOOKS.map((hook) => createService(hook, dialect, { ...deps, ...memory, ...needs })),
    );
  };
  const services = fresh({ ids, knownIds });
  return {
    services,
    fresh,
    artifacts: knowledge.artifacts,
    knowledge: knowledge.core,
    ...(payer && { payer }),
    servers,
    overrideCriterion: overrideCriterionOf(knowledge.core.policies.map(({ policy }) => policy)),
    ...(verify && { verify }),
    ...(embedded && { fhir: embedded.fhir }),
    ...(config.mode === 'sandbox' && {
      sandbox: createConsole({
        root: projectRoot,
        publicUrl: config.publicUrl,
        knowledge: knowledge.core,
        artifacts: knowledge.artifacts,
        services,
        fresh,
        knownIds,
        ...(embedded && { embedded }),
        source: { ...SANDBOX_READING, send, policy: deps.serverPolicy, maxBytes: config.ehr.maxBytes },
        clock,
      }),
    }),
    close: () => network.close(),
  };
}

/** @throws ConfigError for a payer that is not there */
function forPayers(knowledge: LoadedKnowledge, ids: readonly string[]): LoadedKnowledge {
  if (ids.length === 0) return knowledge;
  const { payers } = knowledge.core;
  const known = payers.map(({ id }) => id);
  const unknown = ids.filter((id) => !known.includes(id));
  if (unknown.length > 0)
    throw new ConfigError([`PAYER: there is no payer ${unknown.join(', ')}; there is ${known.join(', ')}.`]);
  return { ...knowledge, core: { ...knowledge.core, payers: payers.filter(({ id }) => ids.includes(id)) } };
}

function answersFor(
  { core, cards, answers, artifacts }: LoadedKnowledge,
  publicUrl: string,
): AnswerKnowledge {
  const policies = core.policies.map(({ policy }) => policy);
  return {
    cards: {
      templates: cards,
      source: { label: core.payers[0]?.name ?? 'Site of care' },
      policies: new Map(
        policies.map((policy) => {
          const url = urlOf(policy, artifacts, publicUrl);
          const formUrl = formUrlOf(policy, artifacts, publicUrl);
          const { shortApprovals } = policy;
          const overrideReasons = overrideReasonsOf(policy);
          const addresses = { ...(url !== undefined && { url }), ...(formUrl !== undefined && { formUrl }) };
          return [policy.id, { overrideReasons, shortApprovals, ...addresses }];
        }),
      ),
    },
    assertions: new Map(
      policies.flatMap((policy) => {
        const compiled = answers.get(policy.id);
        if (!compiled) return [];
        const questionnaire = questionnaireOf(policy, artifacts);
        // Only the payer's own page backs what an assertion says; the copy here is our reading of it.
        const page = policy.url === undefined ? {} : { policyUrl: policy.url };
        const knowledge = { answers: compiled, ...(questionnaire && { questionnaire }), ...page };
        return [[policy.id, knowledge] as const];
      }),
    ),
  };
}

function overrideReasonsOf(policy: CompiledPolicy): readonly Coding[] {
  return policy.exceptions.map(({ code, display }) => ({ system: OVERRIDE_REASONS, code, display }));
}

/** A code that means different criteria in two policies means none: feedback does not say which policy it is about. */
function overrideCriterionOf(policies: readonly CompiledPolicy[]): OverrideCriterion {
  const criteria = new Map<string, string | undefined>();
  for (const { code, criterion } of policies.flatMap(({ exceptions }) => exceptions))
    criteria.set(code, criteria.has(code) && criteria.get(code) !== criterion ? undefined : criterion);
  return (code, system) =>
    system === undefined || system === OVERRIDE_REASONS ? criteria.get(code) : undefined;
}

/** Where the policy can be read: the payer's own page, else the copy published here. */
function urlOf(
  policy: CompiledPolicy,
  artifacts: LoadedKnowledge['artifacts'],
  publicUrl: string,
): string | undefined {
  const id = artifactId(policy);
  const isPublished = artifacts.some((one) => one.resourceType === 'PlanDefinition' && one.id === id);
  return policy.url ?? (isPublished ? `${publicUrl}/fhir/PlanDefinition/${id}` : undefined);
}

/** The form of a policy as a page: a browser that asks for it gets its narrative. */
function formUrlOf(
  { form }: CompiledPolicy,
  artifacts: LoadedKnowledge['artifacts'],
  publicUrl: string,
): string | undefined {
  const isPublished = artifacts.some((one) => one.resourceType === 'Questionnaire' && one.id === form?.id);
  return form && isPublished ? `${publicUrl}/fhir/Questionnaire/${form.id}` : undefined;
}

/** The published form of a policy, by its name: `GA.PMN.34` → `ga-pmn-34-site-of-care`. */
function questionnaireOf(
  policy: CompiledPolicy,
  artifacts: LoadedKnowledge['artifacts'],
): string | undefined {
  const id = `${artifactId(policy)}-site-of-care`;
  const form = artifacts.find((artifact) => artifact.resourceType === 'Questionnaire' && artifact.id === id);
  if (form?.resourceType !== 'Questionnaire' || form.url === undefined) return undefined;
  return form.version === undefined ? form.url : `${form.url}|${form.version}`;
}

/** `GA.PMN.34` → `ga-pmn-34` */
function artifactId({ id }: CompiledPolicy): string {
  return id.toLowerCase().replaceAll('.', '-');
}
