/** Asks the service itself, without HTTP and without keeping a record: for the gallery and for replayed cases. */
import { randomUUID } from 'node:crypto';
import type { CrdVersion } from '../crd/dialect.js';
import type { CdsResponse } from '../cards/types.js';
import type { DecisionRecord } from '../decisions/record.js';
import { ServiceError } from '../errors.js';
import { serveHooks } from '../hooks/serve-hook.js';
import type { HookService } from '../hooks/service.js';

export interface ServiceNeeds {
  readonly ids: () => string;
  readonly knownIds: (assertionIds: readonly string[]) => Promise<ReadonlySet<string>>;
}

/** Services that know nothing of earlier calls. */
export type FreshServices = (needs: ServiceNeeds) => readonly HookService[];

export interface Evaluated {
  readonly response: CdsResponse;
  readonly decisions: readonly DecisionRecord[];
}

/** @throws ServiceError as the endpoint would */
export type AskService = (endpoint: string, request: unknown, at: Date) => Promise<Evaluated>;

const ENDPOINT = /^(|\/crd\/2\.2)\/cds-services\/([a-z-]+)$/;
/** Reading from a server is bounded by its own limits; this only ends a call that hangs. */
const LONGEST_MS = 10_000;

/** @param knownIds coverage-assertion-ids that count as given out by this service before */
export function askFresh(fresh: FreshServices, knownIds: ReadonlySet<string> = new Set()): AskService {
  const services = fresh({
    ids: randomUUID,
    knownIds: (ids) => Promise.resolve(new Set(ids.filter((id) => knownIds.has(id)))),
  });
  const find = serveHooks(services, { validateResponses: 'off', onInvalidAnswer: () => undefined });
  return async (endpoint, request, at) => {
    const [, base, id = ''] = ENDPOINT.exec(endpoint) ?? [];
    if (base === undefined) throw new ServiceError('unknown-service');
    const service = find(id, versionAt(base));
    const rawText = JSON.stringify(request);
    const signal = AbortSignal.timeout(LONGEST_MS);
    const { text, answer } = await service.answer(service.parse(JSON.parse(rawText)), {
      rawText,
      signal,
      receivedAt: at,
    });
    return { response: JSON.parse(text) as CdsResponse, decisions: answer.records };
  };
}

export function versionAt(base: string): CrdVersion {
  return base === '' ? '2.0' : '2.2';
}
