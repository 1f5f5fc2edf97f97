/** Several handlers as one: the router takes longer from one layer to the next than each of them for its work. */
import type { RequestHandler } from 'express';

/** @param handlers none of them asynchronous: what they return is not looked at */
export function inTurn(...handlers: readonly RequestHandler[]): RequestHandler {
  return handlers.reduceRight<RequestHandler>(
    (rest, handler) => (request, response, next) =>
      handler(request, response, (fault?: unknown) => {
        if (fault === undefined) rest(request, response, next);
        else next(fault);
      }),
    (_request, _response, next) => next(),
  );
}
