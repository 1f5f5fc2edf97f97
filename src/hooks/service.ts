/** What a CDS service is to the wire: its entry in discovery, and a function from a call to an answer. */
import type { Caller } from '../auth/client.js';
import type { CdsResponse } from '../cards/types.js';
import type { CrdDialect } from '../crd/dialect.js';
import type { MetricDraft } from '../crd/metric-data.js';
import type { ServedCard } from '../decisions/call-record.js';
import type { DecisionRecord } from '../decisions/record.js';
import type { Stage } from '../stages.js';
import type { HookRequest } from './types.js';

/** One entry of discovery (CDS Hooks 2.0, "Discovery"). */
export interface ServiceDefinition {
  readonly id: string;
  readonly hook: string;
  readonly title: string;
  readonly description: string;
  readonly usageRequirements?: string;
  /** Prefetch key → FHIR read or search with tokens. */
  readonly prefetch?: Readonly<Record<string, string>>;
  readonly extension?: Readonly<Record<string, unknown>>;
}

export interface AnswerContext {
  /** The body exactly as it came, for an answer that must keep `10.00` as `10.00`. */
  readonly rawText: string;
  /** Aborts shortly before the deadline, or when the client has gone: answer then with what is known. */
  readonly signal: AbortSignal;
  readonly receivedAt: Date;
  /** Whose token was verified; absent for a caller that a sandbox trusts without one. */
  readonly caller?: Caller;
  /** Told at the end of each step: `read`, `decide`, `answer`. */
  readonly lap?: (stage: Stage) => void;
}

export interface HookAnswer {
  readonly response: CdsResponse;
  /** The response as JSON text; sent as it is when present. */
  readonly serialized?: string;
  /** One for each order looked at, also for those the answer says nothing about. */
  readonly records: readonly DecisionRecord[];
  /** Its cards, each with the decisions and criteria behind it. */
  readonly served?: readonly ServedCard[];
  /** Why settings of the call were not followed, for the log: nothing of what was sent. */
  readonly ignored?: readonly string[];
  /** What CRD wants to be counted of the call (CR-86). */
  readonly metric?: MetricDraft;
}

export interface HookService {
  readonly definition: ServiceDefinition;
  /** Which CRD it speaks, and so under which address it is served; 2.0 when not said. */
  readonly dialect?: CrdDialect;
  /**
   * Business data that is missing is never an error (CR-42).
   *
   * @throws ServiceError for what the caller has to fix
   */
  answer(request: HookRequest, context: AnswerContext): Promise<HookAnswer>;
}
