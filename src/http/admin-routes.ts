/** GET /admin/servers: what this process has learned of the FHIR servers it read from. No tokens, no patients, no parameter values. */
import type { RequestHandler } from 'express';
import type { ServerView } from '../ehr/profiles.js';
import { ServiceError } from '../errors.js';
import { sendJson } from './reply.js';
import type { Route } from './url-table.js';

export interface AdminRouteDeps {
  readonly servers: { list(): readonly ServerView[] };
  /** Open to every caller, as everything is in a sandbox; else to this machine alone. */
  readonly open: boolean;
}

export function adminRoutes({ servers, open }: AdminRouteDeps): readonly Route[] {
  const handler: RequestHandler = (request, response) => {
    // The peer of the connection: a forwarded address can be made up, and a proxy on this machine must not open the door.
    const direct =
      request.headers['x-forwarded-for'] === undefined && request.headers['forwarded'] === undefined;
    if (!open && !(direct && isLoopback(request.socket.remoteAddress))) throw new ServiceError('not-found');
    sendJson(response, { servers: servers.list() });
  };
  return [{ method: 'get', path: '/admin/servers', handler }];
}

function isLoopback(address: string | undefined): boolean {
  return address !== undefined && /^(?:::ffff:)?127\.|^::1$/.test(address);
}
