/** GET /admin/servers: what this process has learned of the FHIR servers it read from. No tokens, no patients, no parameter values. */
import type { ServerView } from '../ehr/profiles.js';
import type { OperatorGuard } from './operator-guard.js';
import { sendJson } from './reply.js';
import type { Route } from './url-table.js';

export interface AdminRouteDeps {
  readonly servers: { list(): readonly ServerView[] };
  readonly guard: OperatorGuard;
}

export function adminRoutes({ servers, guard }: AdminRouteDeps): readonly Route[] {
  return [
    {
      method: 'get',
      path: '/admin/servers',
      handler: (request, response) => {
        guard(request, response);
        sendJson(response, { servers: servers.list() });
      },
    },
  ];
}
