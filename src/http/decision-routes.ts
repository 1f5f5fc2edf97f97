/** GET /decisions: why the service said what it said. For operators; every reading is audited (CR-83). */
import type { RequestHandler } from 'express';
import type { DecisionLog } from '../decisions/decision-log.js';
import { ServiceError } from '../errors.js';
import type { OperatorGuard } from './operator-guard.js';
import { sendJson } from './reply.js';
import type { Route } from './url-table.js';

export interface DecisionRouteDeps {
  readonly decisions: DecisionLog;
  readonly guard: OperatorGuard;
  readonly clock: () => Date;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export function decisionRoutes({ decisions, guard, clock }: DecisionRouteDeps): readonly Route[] {
  const audit = (who: string, target: string, found: boolean): void => {
    decisions.audit({
      at: clock().toISOString(),
      who,
      what: 'decision-read',
      // What is no UUID could be anything, and the audit outlives an erasure.
      ...(UUID.test(target) && { target }),
      outcome: found ? 'found' : 'not-found',
    });
  };

  const byId: RequestHandler = async (request, response) => {
    const who = guard(request, response);
    const id = String(request.params['id']);
    const record = await asked(decisions.byId(id));
    audit(who, id, record !== undefined);
    if (!record) throw new ServiceError('unknown-decision');
    sendJson(response, record);
  };

  const byHookInstance: RequestHandler = async (request, response) => {
    const who = guard(request, response);
    const { hookInstance } = request.query;
    if (typeof hookInstance !== 'string' || hookInstance === '') {
      throw new ServiceError('missing-parameter', [
        { expression: 'hookInstance', diagnostics: 'The parameter hookInstance is needed.' },
      ]);
    }
    const records = await asked(decisions.byHookInstance(hookInstance));
    audit(who, hookInstance, records.length > 0);
    if (records.length === 0) throw new ServiceError('unknown-decision');
    sendJson(response, records);
  };

  return [
    { method: 'get', path: '/decisions/:id', handler: byId },
    { method: 'get', path: '/decisions', handler: byHookInstance },
  ];
}

async function asked<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (cause) {
    throw new ServiceError('store-unreachable', [], { cause });
  }
}
