/** One log line and one measurement for each call: route, never address; no token, no body, no patient. */
import type { RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import type { Metrics } from '../metrics.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const NO_ROUTE = '(none)';
/** Any method can be sent; a label of a metric needs a short list. */
const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'OPTIONS']);

/** What handlers tell the access log about a call. */
interface CallNotes {
  route?: string;
  hookInstance?: string;
}

export function accessLog(logger: Logger, metrics: Metrics): RequestHandler {
  return (request, response, next) => {
    const begun = performance.now();
    response.once('close', () => {
      const ms = performance.now() - begun;
      const { route = NO_ROUTE, hookInstance } = response.locals as CallNotes;
      const method = METHODS.has(request.method) ? request.method : 'other';
      const status = response.writableFinished ? response.statusCode : 499;
      metrics.requests.observe({ method, route, status }, ms / 1000);
      logger.info({
        method,
        route,
        status,
        ms: Math.round(ms * 10) / 10,
        ...(hookInstance && { hookInstance }),
      });
    });
    next();
  };
}

/** The pattern that was matched, such as `/decisions/:id`. */
export function noteRoute(response: Response, route: string): void {
  (response.locals as CallNotes).route = route;
}

/** Only a UUID is logged: CDS Hooks asks for one, and anything else could be anything. */
export function noteHookInstance(response: Response, hookInstance: string): void {
  (response.locals as CallNotes).hookInstance = UUID.test(hookInstance) ? hookInstance : '(not a UUID)';
}
