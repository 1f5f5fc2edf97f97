/**
 * Requests and responses that are Express's from the start. Express gives each of node:http's its own prototype when it comes; engines make
 * such objects slow for all their life, which costs more than everything else Express does (docs/performance.md). Where the prototype is
 * right already, nothing has to be changed.
 */
import { IncomingMessage, ServerResponse, type RequestListener, type ServerOptions } from 'node:http';
import type { Express } from 'express';

/** Options of `createServer` for a server whose requests go to this application; none for another listener. */
export function messagesFor(
  handler: RequestListener,
): Pick<ServerOptions, 'IncomingMessage' | 'ServerResponse'> {
  if (!isExpress(handler)) return {};
  class ExpressRequest extends IncomingMessage {}
  class ExpressResponse<Request extends IncomingMessage> extends ServerResponse<Request> {}
  Object.setPrototypeOf(ExpressRequest.prototype, handler.request);
  Object.setPrototypeOf(ExpressResponse.prototype, handler.response);
  handler.request = ExpressRequest.prototype as unknown as Express['request'];
  handler.response = ExpressResponse.prototype as unknown as Express['response'];
  return { IncomingMessage: ExpressRequest, ServerResponse: ExpressResponse };
}

function isExpress(handler: RequestListener): handler is Express {
  return 'request' in handler && 'response' in handler;
}
