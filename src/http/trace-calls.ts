/** One span for each call, named by its route; health checks and metrics are nobody's call. */
import type { RequestHandler } from 'express';
import type { Tracing } from '../telemetry/tracing.js';
import { callFacts } from './access-log.js';
import { noteTrace } from './call-notes.js';
import { OPERATORS_PATHS } from './health-routes.js';

export function traceCalls(tracing: Tracing): RequestHandler {
  return (request, response, next) => {
    if (OPERATORS_PATHS.has(request.path)) {
      next();
      return;
    }
    tracing.call(request.headers, (span) => {
      noteTrace(response, span.traceId);
      response.once('close', () => span.end(callFacts(request, response)));
      next();
    });
  };
}
