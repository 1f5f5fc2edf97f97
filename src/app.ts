/** Puts the Express application together from what it is given; reads no environment, starts nothing. */
import express, { type Express } from 'express';
import type { Logger } from 'pino';
import type { Config } from './config.js';
import type { DecisionLog } from './decisions/pending.js';
import type { ServerView } from './ehr/profiles.js';
import type { HookService } from './hooks/service.js';
import { accessLog } from './http/access-log.js';
import { adminRoutes } from './http/admin-routes.js';
import { cors } from './http/cors.js';
import { decisionRoutes } from './http/decision-routes.js';
import { errorHandler } from './http/errors.js';
import { fhirRoutes, type Artifact } from './http/fhir-routes.js';
import { healthRoutes, type Readiness } from './http/health-routes.js';
import { hookRoutes } from './http/hook-routes.js';
import { sandboxFhir } from './http/sandbox-fhir.js';
import { sandboxPage } from './http/sandbox-page.js';
import { mount } from './http/url-table.js';
import type { Metrics } from './metrics.js';
import type { FhirApi } from './sandbox/fhir-api.js';

export interface AppDeps {
  readonly config: Config;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly services: readonly HookService[];
  readonly decisions: DecisionLog;
  /** Resources published under /fhir. */
  readonly artifacts: readonly Artifact[];
  readonly clock: () => Date;
  /** FHIR servers that were read from lately. */
  readonly servers?: { list(): readonly ServerView[] };
  /** The embedded FHIR server; absent when it is off. */
  readonly fhir?: FhirApi;
  /** Why no call should be sent here, besides an unreachable store; for a process that is being stopped. */
  readonly readiness?: Readiness;
}

/** @throws Error for services that cannot be served: a doubled id, a hook without schema, an illegal prefetch token */
export function createApp(deps: AppDeps): Express {
  const { config, logger, metrics, services, decisions, artifacts, clock } = deps;
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');

  app.use(accessLog(logger, metrics));
  app.use(cors(config.corsOrigins));
  if (deps.fhir) {
    const base = `${config.publicUrl}/sandbox/fhir`;
    app.use('/sandbox/fhir', sandboxFhir({ api: deps.fhir, base, bodyLimit: config.bodyLimit }));
  }
  mount(app, [
    ...hookRoutes('', services, { config, logger, metrics, decisions, clock }),
    ...decisionRoutes(decisions),
    ...fhirRoutes({ artifacts, publicUrl: config.publicUrl, clock }),
    ...healthRoutes(() => [...(deps.readiness?.() ?? []), ...storeProblems(decisions)], metrics, decisions),
    ...adminRoutes({ servers: deps.servers ?? { list: () => [] }, open: config.mode === 'sandbox' }),
    ...(config.mode === 'sandbox' ? [sandboxPage(services.map((service) => service.definition))] : []),
  ]);
  app.use(errorHandler(logger));
  return app;
}

function storeProblems(decisions: DecisionLog): readonly string[] {
  try {
    decisions.check();
    return [];
  } catch {
    return ['the decision store cannot be reached'];
  }
}
