/** One log line and one measurement for each call: route, never address; no token, no body, no patient. */
import type { Request, RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import type { Metrics } from '../metrics.js';
import { notesOf, type CallNotes } from './call-notes.js';
import { plainAddress } from './network-of.js';

const NO_ROUTE = '(none)';
/** Any method can be sent; a label of a metric needs a short list. */
const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'OPTIONS']);
/** The client went away before it had its answer. */
const CLIENT_GONE = 499;
/** Refusals that an operator may have to trace to whoever sent the call; of others the address is nobody's business. */
const ADDRESS_LOGGED: ReadonlySet<number> = new Set([401, 403, 429]);

/** What can be said of a call that is over. */
export interface CallFacts extends Omit<CallNotes, 'route'> {
  readonly method: string;
  readonly route: string;
  readonly status: number;
}

export function accessLog(logger: Logger, metrics: Metrics): RequestHandler {
  return (request, response, next) => {
    const begun = performance.now();
    metrics.inFlight.inc();
    response.on('close', () => {
      const ms = performance.now() - begun;
      metrics.inFlight.dec();
      const { method, route, status, hookInstance, client, code, traceId } = callFacts(request, response);
      metrics.requests.observe({ method, route, status }, ms / 1000);
      // The logger leaves out what is undefined.
      const address = ADDRESS_LOGGED.has(status) ? plainAddress(request.ip) : undefined;
      logger.info({
        method,
        route,
        status,
        ms: Math.round(ms * 10) / 10,
        hookInstance,
        client,
        code,
        traceId,
        address,
      });
    });
    next();
  };
}

/** For when the response has closed. */
export function callFacts(request: Request, response: Response): CallFacts {
  return {
    route: NO_ROUTE,
    ...notesOf(response),
    method: METHODS.has(request.method) ? request.method : 'other',
    status: response.writableFinished ? response.statusCode : CLIENT_GONE,
  };
}
