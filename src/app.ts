/** Puts the Express application together from what it is given; reads no environment, starts nothing. */
import { createHash, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import express, { type Express } from 'express';
import type { Logger } from 'pino';
import { AccessTokens } from './auth/access-token.js';
import type { VerifyCaller } from './auth/verify-caller.js';
import type { Config } from './config.js';
import type { Knowledge } from './core/knowledge.js';
import { CRD_2_0 } from './crd/v2-0.js';
import { keepForm } from './decisions/completed-form.js';
import type { DecisionLog } from './decisions/decision-log.js';
import { shelfOf } from './dtr/shelf.js';
import type { ServerView } from './ehr/profiles.js';
import type { OverrideCriterion } from './hooks/feedback.js';
import type { HookService, ServiceDefinition } from './hooks/service.js';
import { accessLog } from './http/access-log.js';
import { adminRoutes } from './http/admin-routes.js';
import { BodyMemory } from './http/body-memory.js';
import { requireClientCertificate } from './http/client-certificate.js';
import { noteClient } from './http/call-notes.js';
import { callerGate } from './http/caller-gate.js';
import { DTR_OPERATIONS } from './http/capability-statement.js';
import { cors } from './http/cors.js';
import { decisionRoutes } from './http/decision-routes.js';
import { dtrRoutes, type DtrRouteDeps } from './http/dtr-routes.js';
import { errorHandler } from './http/errors.js';
import { fhirRoutes, type Artifact } from './http/fhir-routes.js';
import { healthRoutes, type Readiness } from './http/health-routes.js';
import { hookRoutes } from './http/hook-routes.js';
import { inTurn } from './http/in-turn.js';
import { operatorGuard } from './http/operator-guard.js';
import { RateLimits } from './http/rate-limit.js';
import { sandboxApi } from './http/sandbox-api.js';
import { sandboxFhir } from './http/sandbox-fhir.js';
import { sandboxPage } from './http/sandbox-page.js';
import { scopeGate, type ScopeGateDeps } from './http/scope-gate.js';
import { securityHeaders } from './http/security-headers.js';
import { tokenRoutes } from './http/token-routes.js';
import { traceCalls } from './http/trace-calls.js';
import { mount, type Route } from './http/url-table.js';
import { wellKnownRoutes, type PayerIdentifier } from './http/well-known.js';
import { projectRoot } from './knowledge/load.js';
import { measureRecords, type Metrics } from './metrics.js';
import type { SandboxConsole } from './sandbox/console.js';
import type { EmbeddedFhir } from './sandbox/embedded.js';
import type { Tracing } from './telemetry/tracing.js';

export interface AppDeps {
  readonly config: Config;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly services: readonly HookService[];
  readonly decisions: DecisionLog;
  /** Resources published under /fhir. */
  readonly artifacts: readonly Artifact[];
  /** What DTR fills its forms in by; without it there is no DTR. */
  readonly knowledge?: Knowledge;
  /** Whose endpoints /.well-known/davinci-configuration tells; without one it is not there. */
  readonly payer?: PayerIdentifier;
  readonly clock: () => Date;
  /** FHIR servers that were read from lately. */
  readonly servers?: { list(): readonly ServerView[] };
  /** Absent where no clients are registered: a sandbox then trusts everybody, production nobody. */
  readonly verify?: VerifyCaller;
  /** The embedded FHIR server; absent when it is off. */
  readonly fhir?: EmbeddedFhir;
  /** What the sandbox page asks for; absent in production. */
  readonly sandbox?: SandboxConsole;
  /** Folder of the built sandbox page; dist/page when absent. */
  readonly page?: string;
  /** Absent when no traces are sent. */
  readonly tracing?: Tracing | undefined;
  /** Why no call should be sent here, besides an unreachable store; for a process that is being stopped. */
  readonly readiness?: () => readonly string[];
  /** The metrics of all processes where there are several; those of this one when absent. */
  readonly scrape?: () => Promise<string>;
  /** What the reasons for overriding our cards stand for. */
  readonly overrideCriterion?: OverrideCriterion;
}

/** @throws Error for services that cannot be served: a doubled id, a hook without schema, an illegal prefetch token */
export function createApp(deps: AppDeps): Express {
  const { config, logger, metrics, services, decisions, artifacts, clock } = deps;
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');

  // Only the limits and the log look at forwarded addresses.
  app.set('trust proxy', config.edge.trustProxy);
  const limits = new RateLimits(config.edge.rateLimit);
  const bodies = new BodyMemory(config.edge.bodyMemory);

  app.use(
    inTurn(
      accessLog(logger, metrics),
      securityHeaders(config.publicUrl.startsWith('https:')),
      cors(config.corsOrigins),
    ),
  );
  if (deps.tracing) app.use(traceCalls(deps.tracing));
  if (config.edge.tls?.clientCa !== undefined) app.use(requireClientCertificate());
  if (config.edge.rateLimit.perAddress > 0) app.use(limits.addresses());
  if (deps.fhir) {
    const base = `${config.publicUrl}/sandbox/fhir`;
    app.use('/sandbox/fhir', sandboxFhir({ api: deps.fhir, base, bodyLimit: config.bodyLimit, bodies }));
  }
  const gate = callerGate({
    mode: config.mode,
    verify: deps.verify,
    logger,
    registry: metrics.registry,
    countClient: (response, client) => {
      noteClient(response, client.id);
      return limits.countClient(response, client);
    },
    limitStranger: (response) => limits.limitStranger(response),
  });
  const { token, metricsToken } = config.operator;
  const guard = operatorGuard(token, config.mode === 'sandbox');
  const readiness: Readiness = async () => [...(deps.readiness?.() ?? []), ...(await decisions.problems())];
  measureRecords(metrics, decisions);
  const scrape = deps.scrape ?? (() => metrics.registry.metrics());
  const { verify } = deps;
  const issuer = config.publicUrl;
  const tokens = verify && new AccessTokens({ issuer, now: clock, secret: () => tokenSecret(decisions) });
  const countBearer: ScopeGateDeps['countClient'] = (response, client) => {
    noteClient(response, client.id);
    return limits.countClient(response, client);
  };
  const limitStranger: ScopeGateDeps['limitStranger'] = (response) => limits.limitStranger(response);
  const scopes = scopeGate({ mode: config.mode, tokens, countClient: countBearer, limitStranger });
  const criterionOf = deps.overrideCriterion ?? (() => undefined);
  mount(app, [
    ...hookRoutes(services, { config, logger, metrics, decisions, clock, gate, bodies, criterionOf }),
    ...decisionRoutes({ decisions, guard, clock }),
    ...(deps.knowledge ? dtrRoutes(dtrDeps(deps, deps.knowledge, { gate: scopes, bodies })) : []),
    ...(verify && tokens && deps.knowledge
      ? tokenRoutes({ publicUrl: config.publicUrl, verify, tokens, limitStranger })
      : []),
    ...fhirRoutes({
      artifacts,
      publicUrl: config.publicUrl,
      templates: templatesOf(services),
      clock,
      operations: deps.knowledge && DTR_OPERATIONS,
    }),
    ...wellKnownRoutes({ publicUrl: config.publicUrl, payer: deps.payer, dtr: deps.knowledge !== undefined }),
    ...healthRoutes({ readiness, metrics, scrape, metricsGuard: operatorGuard(metricsToken, true) }),
    ...adminRoutes({ servers: deps.servers ?? { list: () => [] }, guard }),
    ...sandboxRoutes(deps, bodies),
  ]);
  app.use(errorHandler(logger, metrics));
  return app;
}

/**
 * What access tokens are signed with: made of the key that all instances with the same records share, so that a token of one is good at
 * another. No patient's id has a null character in it.
 */
function tokenSecret(decisions: DecisionLog): Uint8Array {
  return createHash('sha256').update(decisions.patientHash('\u0000access tokens')).digest();
}

function dtrDeps(
  { config, logger, decisions, artifacts, clock }: AppDeps,
  knowledge: Knowledge,
  shared: Pick<DtrRouteDeps, 'gate' | 'bodies'>,
): DtrRouteDeps {
  return {
    ...shared,
    config,
    logger,
    clock,
    knowledge,
    shelf: shelfOf(artifacts),
    decisionOf: (id) => decisions.byId(id),
    patientHash: decisions.patientHash,
    ids: randomUUID,
    keep: (record, form, received) => keepForm(decisions, record, form, received),
  };
}

/** None of these addresses exists in production. */
function sandboxRoutes(deps: AppDeps, bodies: BodyMemory): readonly Route[] {
  const { config, services, sandbox, page = join(projectRoot, 'dist/page') } = deps;
  if (config.mode !== 'sandbox') return [];
  return [
    ...sandboxPage(definitionsAt('', services), page),
    ...(sandbox ? sandboxApi({ ...config, sandbox, bodies }) : []),
  ];
}

/** Every service is listed once under each base. */
function definitionsAt(base: string, services: readonly HookService[]): readonly ServiceDefinition[] {
  return services.flatMap(({ definition, dialect = CRD_2_0 }) => (dialect.base === base ? definition : []));
}

function templatesOf(services: readonly HookService[]): readonly string[] {
  return services.flatMap(({ definition }) => Object.values(definition.prefetch ?? {}));
}
