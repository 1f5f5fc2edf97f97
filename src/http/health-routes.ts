/** For whoever runs the service: is the process alive, can it take calls, what does it count. */
import type { Metrics } from '../metrics.js';
import type { OperatorGuard } from './operator-guard.js';
import { JSON_TYPE, sendJson, sendText } from './reply.js';
import type { Route } from './url-table.js';

/** What a supervisor asks; open to whoever can connect. */
export const PROBES: ReadonlySet<string> = new Set(['/healthz', '/readyz']);
/** Never limited: whoever runs the service asks most when it is flooded. */
export const OPERATORS_PATHS: ReadonlySet<string> = new Set([...PROBES, '/metrics']);

/** Why the service cannot take calls right now; empty when it can. */
export type Readiness = () => Promise<readonly string[]>;

export interface HealthRouteDeps {
  readonly readiness: Readiness;
  readonly metrics: Metrics;
  /** The metrics of all processes that serve this address. */
  readonly scrape: () => Promise<string>;
  readonly metricsGuard: OperatorGuard;
}

export function healthRoutes(deps: HealthRouteDeps): readonly Route[] {
  const { readiness, metrics, scrape, metricsGuard } = deps;
  return [
    {
      method: 'get',
      path: '/healthz',
      handler: (_request, response) => sendJson(response, { status: 'alive' }),
    },
    {
      method: 'get',
      path: '/readyz',
      handler: async (_request, response) => {
        const problems = await readiness();
        if (problems.length === 0) sendJson(response, { status: 'ready' });
        else sendText(response, 503, JSON_TYPE, JSON.stringify({ status: 'not ready', problems }));
      },
    },
    {
      method: 'get',
      path: '/metrics',
      handler: async (request, response) => {
        metricsGuard(request, response);
        sendText(response, 200, metrics.registry.contentType, await scrape());
      },
    },
  ];
}
