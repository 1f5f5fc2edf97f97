/** CORS (CH-87): preflights are answered without authentication, and every answer, errors too, carries the headers. */
import type { RequestHandler } from 'express';
import type { Config } from '../config.js';

const PREFLIGHT_HEADERS = {
  'Access-Control-Allow-Methods': 'GET, POST, OPTIONS',
  'Access-Control-Allow-Headers': 'Authorization, Content-Type',
  'Access-Control-Max-Age': '600',
} as const;

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
    if (request.method !== 'OPTIONS') {
      next();
      return;
    }
    response.writeHead(204, PREFLIGHT_HEADERS).end();
  };
}
