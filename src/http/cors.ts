/** CORS (CH-87): preflights are answered without authentication, and every answer, errors too, carries the headers. */
import type { RequestHandler, Response } from 'express';
import type { Config } from '../config.js';

/** What a browser may read of an answer is left at the standard's own short list: nothing is exposed besides. */
const PREFLIGHT_HEADERS = {
  'Access-Control-Allow-Headers': 'Authorization, Content-Type',
  'Access-Control-Max-Age': '600',
} as const;

/** Says who may read the answer; the url table answers the preflight itself, because it knows the methods. */
export function cors(origins: Config['corsOrigins']): RequestHandler {
  const allowed = origins === '*' ? undefined : new Set(origins);
  return (request, response, next) => {
    if (allowed === undefined) {
      response.setHeader('Access-Control-Allow-Origin', '*');
    } else {
      response.setHeader('Vary', 'Origin');
      const { origin } = request.headers;
      if (origin !== undefined && allowed.has(origin))
        response.setHeader('Access-Control-Allow-Origin', origin);
    }
    next();
  };
}

/**
 * The answer to OPTIONS at an address that is there. Another origin learns nothing from it but the methods.
 *
 * @param methods such as `POST, OPTIONS`
 */
export function answerPreflight(response: Response, methods: string): void {
  response.setHeader('Allow', methods);
  if (response.hasHeader('Access-Control-Allow-Origin')) {
    response.setHeader('Access-Control-Allow-Methods', methods);
    for (const [name, value] of Object.entries(PREFLIGHT_HEADERS)) response.setHeader(name, value);
  }
  response.writeHead(204).end();
}
