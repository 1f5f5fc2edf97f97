/** What the service tells of a call to a tracing system. Implemented by open-telemetry.ts, which is loaded only when traces are configured. */
import type { IncomingHttpHeaders } from 'node:http';

export interface Tracing {
  /** Runs the handling of a call inside a span, the child of the caller's when it sent a `traceparent`. */
  call(headers: IncomingHttpHeaders, handle: (span: CallSpan) => void): void;
  /** One request to a FHIR server, a child of the call it is made for. */
  read(of: { readonly resourceType: string; readonly host: string }): ReadSpan;
  /** Sends what is still to be sent, for two seconds at most. */
  shutdown(): Promise<void>;
}

export interface CallSpan {
  /** For the log, so that the two can be brought together. */
  readonly traceId: string;
  end(told: CallFacts): void;
}

/** Nothing in it tells of a patient: patterns, codes and counts. */
export interface CallFacts {
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly hook?: string;
  readonly client?: string;
  readonly code?: string;
  readonly determinations?: Readonly<Record<string, number>>;
}

export interface ReadSpan {
  end(told: { readonly outcome: ReadOutcome; readonly status?: number }): void;
}

/** How a request to a FHIR server went, for traces and metrics. */
export type ReadOutcome = 'ok' | 'redirected' | 'refused' | 'failed' | 'timed-out' | 'unreachable';
