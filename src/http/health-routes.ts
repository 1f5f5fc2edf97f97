/** For whoever runs the service: is the process alive, can it take calls, what does it count. */
import type { DecisionLog } from '../decisions/pending.js';
import type { Metrics } from '../metrics.js';
import { JSON_TYPE, sendJson, sendText } from './reply.js';
import type { Route } from './url-table.js';

/** Why the service cannot take calls right now; empty when it can. */
export type Readiness = () => readonly string[];

export function healthRoutes(
  readiness: Readiness,
  metrics: Metrics,
  decisions: DecisionLog,
): readonly Route[] {
  return [
    {
      method: 'get',
      path: '/healthz',
      handler: (_request, response) => sendJson(response, { status: 'alive' }),
    },
    {
      method: 'get',
      path: '/readyz',
      handler: (_request, response) => {
        const problems = readiness();
        if (problems.length === 0) sendJson(response, { status: 'ready' });
        else sendText(response, 503, JSON_TYPE, JSON.stringify({ status: 'not ready', problems }));
      },
    },
    {
      method: 'get',
      path: '/metrics',
      handler: async (_request, response) => {
        metrics.recordsPending.set(decisions.waiting);
        sendText(response, 200, metrics.registry.contentType, await metrics.registry.metrics());
      },
    },
  ];
}
