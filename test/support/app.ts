/** The service on a free port, with services of the test's choosing, an in-memory store and a log that can be read back. */
import pino from 'pino';
import { createApp, type AppDeps } from '../../src/app.js';
import { loadConfig, type Config } from '../../src/config.js';
import { DecisionLog } from '../../src/decisions/decision-log.js';
import { openStore } from '../../src/decisions/open-store.js';
import { patientHash } from '../../src/decisions/patient-key.js';
import type { DecisionStore } from '../../src/decisions/store.js';
import type { HookService } from '../../src/hooks/service.js';
import { createMetrics } from '../../src/metrics.js';
import { checkedServices } from './checked-services.js';
import type { EdgeConfig } from '../../src/edge-config.js';
import { listen, type ListenOptions } from '../../src/server.js';
import { keepCall, keepOutput } from './output.js';
import { NO_HURRY, UNHURRIED_MS } from './no-hurry.js';
import { until } from './until.js';

export interface TestApp {
  readonly url: string;
  readonly decisions: DecisionLog;
  /** What the records are stored in, once all so far are. */
  stored(): Promise<DecisionStore>;
  /** Every log line so far, as text. */
  log(): string;
  /** POST of a JSON value (or text as it is) to a service. */
  call(body: unknown, options?: { service?: string; headers?: Record<string, string> }): Promise<Response>;
  close(): Promise<void>;
}

/** Own answers are refused here when they break CDS Hooks or an invariant of CRD, so that no test passes with one. */
export async function startApp(
  services: readonly HookService[],
  options: {
    config?: Partial<Config>;
    edge?: Partial<EdgeConfig>;
    deps?: Partial<AppDeps>;
    listen?: ListenOptions;
  } = {},
): Promise<TestApp> {
  const lines: string[] = [];
  const write = (line: string): void => {
    lines.push(line);
    keepOutput(line);
  };
  const logger = pino({ level: 'trace', base: null }, { write });
  const metrics = createMetrics({ processMetrics: false });
  const store = await openStore({ database: ':memory:' });
  const decisions = recordsIn(store);
  const defaults = loadConfig({
    DATABASE: ':memory:',
    VALIDATE_RESPONSES: 'refuse',
    PUBLIC_URL: 'https://cds.example.org',
    ...NO_HURRY,
  });
  const config: Config = {
    ...defaults,
    ...options.config,
    edge: { ...defaults.edge, ...options.config?.edge, ...options.edge },
  };
  const clock = () => new Date('2025-10-01T12:00:00Z');
  const checked = checkedServices(services);
  const app = createApp({
    config,
    logger,
    metrics,
    services: checked.services.map(watched),
    decisions,
    artifacts: [],
    clock,
    ...options.deps,
  });
  const server = await listen(app, '127.0.0.1', 0, options.listen);

  return {
    url: server.address,
    decisions,
    stored: async () => {
      await until('the records are stored', () => decisions.waiting === 0);
      return store;
    },
    log: () => lines.join(''),
    call: (body, { service = services[0]?.definition.id ?? '', headers } = {}) => {
      keepCall(body, headers?.['Authorization']);
      return fetch(`${server.address}/cds-services/${service}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      });
    },
    close: async () => {
      await server.stop();
      await decisions.close();
      checked.verify();
    },
  };
}

/** Whatever way a call came, its secrets are looked for in what the service writes (output.ts). */
function watched(service: HookService): HookService {
  return {
    ...service,
    answer: (request, context) => {
      keepCall(request);
      return service.answer(request, context);
    },
  };
}

function recordsIn(store: DecisionStore): DecisionLog {
  const ignore = (): void => undefined;
  return new DecisionLog({
    store,
    patientHash: patientHash('key of the tests'),
    events: { failed: ignore, dropped: ignore, spoolFailed: ignore, rejected: ignore },
    limits: { knownIdsMs: UNHURRIED_MS, patienceMs: UNHURRIED_MS },
  });
}
