/** GET /decisions: why the service said what it said. */
import type { DecisionLog } from '../decisions/pending.js';
import { ServiceError } from '../errors.js';
import { sendJson } from './reply.js';
import type { Route } from './url-table.js';

export function decisionRoutes(decisions: DecisionLog): readonly Route[] {
  return [
    {
      method: 'get',
      path: '/decisions/:id',
      handler: (request, response) => {
        const record = decisions.byId(String(request.params['id']));
        if (!record) throw new ServiceError('unknown-decision');
        sendJson(response, record);
      },
    },
    {
      method: 'get',
      path: '/decisions',
      handler: (request, response) => {
        const { hookInstance } = request.query;
        if (typeof hookInstance !== 'string' || hookInstance === '') {
          throw new ServiceError('missing-parameter', [
            { expression: 'hookInstance', diagnostics: 'The parameter hookInstance is needed.' },
          ]);
        }
        const records = decisions.byHookInstance(hookInstance);
        if (records.length === 0) throw new ServiceError('unknown-decision');
        sendJson(response, records);
      },
    },
  ];
}
