/** What this process answers and publishes, made from its configuration: the one place where services are put together. */
import type { Config } from './config.js';
import type { Coding } from './core/fhir.js';
import type { CompiledPolicy } from './core/policy/policy.js';
import type { AnswerKnowledge } from './crd/answer-v2-0.js';
import { CRD_TEMP } from './crd/v2-0.js';
import { createNetwork } from './ehr/network.js';
import { ServerProfiles } from './ehr/profiles.js';
import { createOrderSign } from './hooks/order-sign.js';
import type { HookService } from './hooks/service.js';
import type { Artifact } from './http/fhir-routes.js';
import { loadKnowledge, type LoadedKnowledge } from './knowledge/load.js';
import { embeddedFhir } from './sandbox/demo-patients.js';
import type { FhirApi } from './sandbox/fhir-api.js';
import { createCrossCheck } from './terminology-server/cross-check.js';

export interface Composition {
  readonly services: readonly HookService[];
  readonly artifacts: readonly Artifact[];
  /** FHIR servers that were read from lately. */
  readonly servers: ServerProfiles;
  /** The embedded FHIR server, when it is on. */
  readonly fhir?: FhirApi;
  /** Lets go of connections to FHIR servers. */
  readonly close: () => void;
}

export interface ComposeDeps {
  readonly config: Config;
  /** Unguessable ids for decisions and cards. */
  readonly ids: () => string;
  /** Was this coverage-assertion-id given out by this service? */
  readonly isOurs: (assertionId: string) => boolean;
  /** The real time when absent. */
  readonly clock?: () => Date;
}

const ARTIFACT_BASE = 'https://site-of-care-cds.example.org/fhir';
const OVERRIDE_REASONS = `${ARTIFACT_BASE}/CodeSystem/site-of-care-override-reasons`;

/** @throws Error listing every fault of policies, cards, tables and value sets */
export function compose({ config, ids, isOurs, clock = () => new Date() }: ComposeDeps): Composition {
  const knowledge = loadKnowledge({ assumeCoverage: config.assumeCoverage });
  const network = createNetwork({ allowPrivate: config.allowPrivateNetworks });
  const servers = new ServerProfiles({ send: network.send, now: () => clock().getTime() });
  const orderSign = createOrderSign({
    knowledge: knowledge.core,
    answers: answersFor(knowledge),
    limits: config.ehr,
    serverPolicy: {
      plainHttp: config.mode === 'sandbox' ? 'anywhere' : 'loopback',
      privateNetworks: config.allowPrivateNetworks,
    },
    send: network.send,
    profiles: servers,
    ids,
    isOurs,
    ...(config.drugCrossCheck && { crossCheck: createCrossCheck(config.drugCrossCheck) }),
  });
  return {
    services: [orderSign],
    artifacts: knowledge.artifacts,
    servers,
    ...(config.sandboxFhir && { fhir: embeddedFhir(clock()) }),
    close: () => network.close(),
  };
}

function answersFor({ core, cards, answers, artifacts }: LoadedKnowledge): AnswerKnowledge {
  const policies = core.policies.map(({ policy }) => policy);
  return {
    cards: {
      templates: cards,
      source: { label: core.payers[0]?.name ?? 'Site of care' },
      topicSystem: CRD_TEMP,
      policies: new Map(
        policies.map((policy) => [policy.id, { overrideReasons: overrideReasonsOf(policy) }]),
      ),
    },
    assertions: new Map(
      policies.flatMap((policy) => {
        const compiled = answers.get(policy.id);
        const questionnaire = questionnaireOf(policy, artifacts);
        return compiled
          ? [[policy.id, { answers: compiled, ...(questionnaire && { questionnaire }) }] as const]
          : [];
      }),
    ),
  };
}

function overrideReasonsOf(policy: CompiledPolicy): readonly Coding[] {
  return policy.exceptions.map(({ code, display }) => ({ system: OVERRIDE_REASONS, code, display }));
}

/** The published form of a policy, by its name: `GA.PMN.34` → `ga-pmn-34-site-of-care`. */
function questionnaireOf(
  policy: CompiledPolicy,
  artifacts: LoadedKnowledge['artifacts'],
): string | undefined {
  const id = `${policy.id.toLowerCase().replaceAll('.', '-')}-site-of-care`;
  const form = artifacts.find((artifact) => artifact.resourceType === 'Questionnaire' && artifact.id === id);
  if (form?.resourceType !== 'Questionnaire' || form.url === undefined) return undefined;
  return form.version === undefined ? form.url : `${form.url}|${form.version}`;
}
