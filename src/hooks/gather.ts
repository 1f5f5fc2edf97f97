/** Brings together what a call may know: its context, its prefetch, then rounds of reads from the EHR. */
import type { HookCall } from '../core/call.js';
import { Chart, type Obtained, type ReadRequest, type ReadResult } from '../core/chart/chart.js';
import type { Knowledge } from '../core/knowledge.js';
import { maxRounds, nextReads } from '../core/reading-plan.js';
import type { ChartShelf } from '../ehr/chart-cache.js';
import type { ReadLimits } from '../ehr/limits.js';
import type { Send } from '../ehr/network.js';
import { prefetchResults } from '../ehr/prefetch.js';
import type { ServerProfiles } from '../ehr/profiles.js';
import { openSession, type EhrSession } from '../ehr/session.js';
import type { ServerPolicy } from '../ehr/url.js';
import type { HookRequest } from './types.js';

export interface GatherDeps {
  readonly limits: Partial<ReadLimits>;
  readonly serverPolicy: ServerPolicy;
  /** The way out to FHIR servers, and what is known of them. */
  readonly send: Send;
  readonly profiles: ServerProfiles;
}

export interface Gathering {
  readonly call: HookCall;
  readonly request: HookRequest;
  /** The resources of the call's context: they come first, being newer than any stored copy. */
  readonly own: readonly Obtained[];
  /** What discovery asked to be prefetched. */
  readonly templates: readonly ReadRequest[];
  readonly knowledge: Knowledge;
  /** What was read of this chart a moment ago; order-select leaves there what it reads. */
  readonly shelf?: ChartShelf | undefined;
  /** Told of what came of each read on the EHR. */
  readonly noteReads?: (results: readonly ReadResult[]) => void;
  readonly signal: AbortSignal;
}

/**
 * Prefetch first, then rounds of reads until the plan wants nothing more; a call whose drugs are on no list reads nothing. What could not be
 * read stays in the chart as unavailable.
 */
export async function gather(gathering: Gathering, deps: GatherDeps): Promise<Chart> {
  const { call, request, own, templates, knowledge } = gathering;
  const prefetched = prefetchResults(request.prefetch, templates, call.patientId);
  // What was not fully answered counts as data, and its key may still be read.
  const settled = prefetched.filter((result) => result.availability.state === 'complete');
  const unsettled = prefetched.filter((result) => result.availability.state !== 'complete');
  let chart = Chart.empty(request.fhirServer).withResources(own).with(settled);
  if (unsettled.length > 0) chart = chart.withResources(unsettled.flatMap((result) => result.obtained));
  const reads = new Reads(gathering, prefetched, deps);
  try {
    for (let round = 0; round < maxRounds(call); round += 1) {
      const wanted = nextReads(call, chart, knowledge);
      if (wanted.length === 0) break;
      chart = chart.with(await reads.of(wanted));
    }
  } finally {
    reads.close();
  }
  const left = unsettled.filter((result) => chart.availability(result.key) === undefined);
  return left.length > 0 ? chart.with(left) : chart;
}

/** The reads of one call: from the shelf where it has them, else from the EHR. The connection is opened when it is first needed. */
class Reads {
  readonly #gathering: Gathering;
  readonly #prefetched: readonly ReadResult[];
  readonly #deps: GatherDeps;
  #session: EhrSession | undefined;

  constructor(gathering: Gathering, prefetched: readonly ReadResult[], deps: GatherDeps) {
    this.#gathering = gathering;
    this.#prefetched = prefetched;
    this.#deps = deps;
  }

  async of(wanted: readonly ReadRequest[]): Promise<readonly ReadResult[]> {
    const { call, shelf, noteReads } = this.#gathering;
    const known = wanted.flatMap((request) => shelf?.take(request) ?? []);
    const missing = wanted.filter(({ key }) => !known.some((result) => result.key === key));
    if (missing.length === 0) return known;
    const read = await this.#open().gather(missing, this.#prefetched);
    noteReads?.(read);
    if (call.hook === 'order-select')
      for (const [index, result] of read.entries()) shelf?.keep(missing[index] as ReadRequest, result);
    return [...known, ...read];
  }

  close(): void {
    this.#session?.close();
  }

  #open(): EhrSession {
    const { request, call, signal } = this.#gathering;
    const { limits, serverPolicy: policy, send, profiles } = this.#deps;
    return (this.#session ??= openSession({
      fhirServer: request.fhirServer,
      authorization: request.fhirAuthorization,
      patientId: call.patientId,
      limits,
      signal,
      policy,
      send,
      profiles,
    }));
  }
}
