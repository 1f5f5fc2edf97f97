/** The service's addresses as a table: mounting it gives each route its handler, and each address its 405. */
import type { Express, RequestHandler } from 'express';
import { ServiceError } from '../errors.js';
import { noteRoute } from './call-notes.js';
import { answerPreflight } from './cors.js';

export interface Route {
  readonly method: 'get' | 'post';
  /** Express pattern */
  readonly path: string;
  readonly handler: RequestHandler;
}

/** Mounts the routes in their order, the busiest first, then preflights and 405 for known addresses and 404 for the rest. */
export function mount(app: Express, routes: readonly Route[]): void {
  const methods = new Map<string, string[]>();
  for (const { method, path, handler } of routes) {
    app[method](path, (request, response, next) => {
      noteRoute(response, path);
      return handler(request, response, next);
    });
    const names = method === 'get' ? ['GET', 'HEAD'] : ['POST'];
    methods.set(path, [...(methods.get(path) ?? []), ...names]);
  }
  for (const [path, allowed] of methods) {
    const allow = [...allowed, 'OPTIONS'].join(', ');
    app.all(path, (request, response) => {
      noteRoute(response, path);
      if (request.method === 'OPTIONS') {
        answerPreflight(response, allow);
        return;
      }
      response.setHeader('Allow', allow);
      throw new ServiceError('method-not-allowed', [{ diagnostics: `It takes ${allow}.` }]);
    });
  }
  app.use(() => {
    throw new ServiceError('not-found');
  });
}
