/** The service on a free port, with services of the test's choosing, an in-memory store and a log that can be read back. */
import pino from 'pino';
import { createApp, type AppDeps } from '../../src/app.js';
import { loadConfig, type Config } from '../../src/config.js';
import { DecisionLog } from '../../src/decisions/pending.js';
import { openSqliteStore } from '../../src/decisions/sqlite-store.js';
import type { HookService } from '../../src/hooks/service.js';
import { createMetrics } from '../../src/metrics.js';
import { listen } from '../../src/server.js';

export interface TestApp {
  readonly url: string;
  readonly decisions: DecisionLog;
  /** Every log line so far, as text. */
  log(): string;
  /** POST of a JSON value (or text as it is) to a service. */
  call(body: unknown, options?: { service?: string; headers?: Record<string, string> }): Promise<Response>;
  close(): Promise<void>;
}

/** Own answers are refused here when they break CDS Hooks, so that no test passes with one. */
export async function startApp(
  services: readonly HookService[],
  options: { config?: Partial<Config>; deps?: Partial<AppDeps> } = {},
): Promise<TestApp> {
  const lines: string[] = [];
  const logger = pino({ level: 'trace', base: null }, { write: (line: string) => void lines.push(line) });
  const metrics = createMetrics({ processMetrics: false });
  const decisions = new DecisionLog(openSqliteStore(':memory:'), {
    failed: () => undefined,
    dropped: () => undefined,
  });
  const config: Config = {
    ...loadConfig({
      DATABASE: ':memory:',
      VALIDATE_RESPONSES: 'refuse',
      PUBLIC_URL: 'https://cds.example.org',
    }),
    ...options.config,
  };
  const clock = () => new Date('2025-10-01T12:00:00Z');
  const app = createApp({
    config,
    logger,
    metrics,
    services,
    decisions,
    artifacts: [],
    clock,
    ...options.deps,
  });
  const server = await listen(app, '127.0.0.1', 0);

  return {
    url: server.address,
    decisions,
    log: () => lines.join(''),
    call: (body, { service = services[0]?.definition.id ?? '', headers } = {}) =>
      fetch(`${server.address}/cds-services/${service}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    close: async () => {
      await server.stop();
      decisions.close();
    },
  };
}
