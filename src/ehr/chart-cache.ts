/**
 * What was read of a chart for order-select, kept for the order-sign that follows within a minute. A shelf belongs to one patient on one
 * server as one user of one client may see it; the token itself is neither kept nor compared (CH-31).
 */
import { createHash } from 'node:crypto';
import type { ReadRequest, ReadResult } from '../core/chart/chart.js';
import { ExpiringMap } from '../expiring-map.js';

export interface ChartOwner {
  readonly fhirServer?: string | undefined;
  readonly patientId: string;
  readonly userId?: string | undefined;
  /** The registered client that calls; absent in a sandbox that trusts everybody. */
  readonly client?: string | undefined;
  /** What the token allows. One that allows less must not see what another one read. */
  readonly authorization?:
    | {
        readonly subject?: string | null;
        readonly scope?: string | null;
        readonly patient?: string | null;
      }
    | undefined;
}

export interface ChartShelf {
  /** What the same request gave lately. */
  take(request: ReadRequest): ReadResult | undefined;
  /** Keeps it if it can be of use: whole answers about what a prescriber does not change while ordering. */
  keep(request: ReadRequest, result: ReadResult): void;
}

const MAX_RESULTS = 5_000;
const MAX_BYTES = 8_000_000;

/** What changes while somebody orders: read anew each time, so that no answer rests on an order as it was. */
const CHANGING: ReadonlySet<string> = new Set([
  'Appointment',
  'MedicationRequest',
  'QuestionnaireResponse',
  'ServiceRequest',
  'Task',
]);

export class ChartCache {
  readonly #results: ExpiringMap<ReadResult>;

  /** @param seconds how long a result is of use, more than 0 */
  constructor(seconds: number, now: () => number) {
    const limits = { maxEntries: MAX_RESULTS, maxWeight: MAX_BYTES };
    this.#results = new ExpiringMap({ ttlMs: seconds * 1000, now, ...limits });
  }

  /** Undefined where the chart of one user cannot be told from another's, or where there is no server to read from. */
  shelf({ fhirServer, patientId, userId, client, authorization }: ChartOwner): ChartShelf | undefined {
    if (fhirServer === undefined || userId === undefined) return undefined;
    const rights = authorization && [authorization.subject, authorization.scope, authorization.patient];
    const owner = [fhirServer, patientId, userId, client, rights];
    const keyOf = (request: ReadRequest): string =>
      createHash('sha256')
        .update(JSON.stringify([owner, request]))
        .digest('base64');
    return {
      take: (request) => this.#results.get(keyOf(request)),
      keep: (request, result) => {
        if (CHANGING.has(request.resourceType) || result.availability.state !== 'complete') return;
        // Pages read on from a prefetched one: half of it is what that call brought along.
        if (result.obtained.some(({ source }) => source !== 'read')) return;
        const bytes = JSON.stringify(result.obtained.map(({ resource }) => resource)).length;
        this.#results.set(keyOf(request), result, bytes);
      },
    };
  }

  /** Results on all shelves. */
  get size(): number {
    return this.#results.size;
  }

  clear(): void {
    this.#results.clear();
  }
}
