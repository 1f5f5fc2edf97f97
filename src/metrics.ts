/** What the service counts, for Prometheus. Labels are few and fixed: routes and codes, never identifiers. */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { createStages, type Stages } from './stages.js';

export interface Metrics {
  readonly registry: Registry;
  readonly requests: Histogram<'method' | 'route' | 'status'>;
  readonly inFlight: Gauge;
  /** Calls and connections that were refused, or failed, by the code of errors.ts. */
  readonly failures: Counter<'code'>;
  /** How long the steps of a hook call take. */
  readonly stages: Stages;
  readonly ehrRequests: Histogram<'resource_type' | 'outcome'>;
  readonly certificateExpiry: Gauge;
  readonly decisions: Counter<'determination' | 'cause'>;
  readonly invalidAnswers: Counter;
  readonly feedback: Counter<'outcome'>;
  readonly recordFailures: Counter;
  readonly recordsDropped: Counter;
  readonly recordsRejected: Counter;
  readonly spoolFailures: Counter;
}

/** A registry of its own for each app, so that two apps in one process do not share counts. */
export function createMetrics(options: {
  /** Memory, CPU, garbage collection and the delay of the event loop too. */
  readonly processMetrics: boolean;
  /** Of this program. */
  readonly version?: string;
}): Metrics {
  const registry = new Registry();
  const registers = [registry];
  if (options.processMetrics) collectDefaultMetrics({ register: registry });
  new Gauge({
    name: 'cds_build_info',
    help: 'Always 1; the labels say what is running.',
    labelNames: ['version'],
    aggregator: 'first',
    registers,
  }).set({ version: options.version ?? 'unknown' }, 1);
  return {
    registry,
    requests: new Histogram({
      name: 'http_request_duration_seconds',
      help: 'Time from the first byte of a request to the end of its answer.',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 1, 2, 4, 5, 10],
      registers,
    }),
    inFlight: new Gauge({
      name: 'http_requests_in_flight',
      help: 'Requests that have come and are not answered yet.',
      registers,
    }),
    failures: new Counter({
      name: 'http_failures_total',
      help: 'Requests refused or failed, and connections not taken, by reason.',
      labelNames: ['code'],
      registers,
    }),
    stages: createStages(registry),
    ehrRequests: new Histogram({
      name: 'ehr_request_duration_seconds',
      help: 'Time until a FHIR server has answered one request, or failed to.',
      labelNames: ['resource_type', 'outcome'],
      buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 1.5, 2.5, 5],
      registers,
    }),
    certificateExpiry: new Gauge({
      name: 'tls_certificate_expiry_timestamp_seconds',
      help: 'When the certificate in use expires, as Unix time; 0 when this process speaks no TLS.',
      aggregator: 'min',
      registers,
    }),
    decisions: new Counter({
      name: 'cds_decisions_total',
      help: 'Decisions, one for each order looked at.',
      labelNames: ['determination', 'cause'],
      registers,
    }),
    invalidAnswers: new Counter({
      name: 'cds_invalid_answers_total',
      help: 'Own answers that break CDS Hooks.',
      registers,
    }),
    feedback: new Counter({
      name: 'cds_feedback_total',
      help: 'Feedback entries by outcome.',
      labelNames: ['outcome'],
      registers,
    }),
    recordFailures: new Counter({
      name: 'decision_store_failures_total',
      help: 'Writes to the decision store, and questions to it, that failed; writes are tried again.',
      registers,
    }),
    recordsDropped: new Counter({
      name: 'decision_records_dropped_total',
      help: 'Entries lost: neither the spool nor the memory could take them.',
      registers,
    }),
    recordsRejected: new Counter({
      name: 'decision_records_rejected_total',
      help: 'Entries set aside because the store does not take them although it works.',
      registers,
    }),
    spoolFailures: new Counter({
      name: 'decision_spool_failures_total',
      help: 'Entries that could not be written to the spool.',
      registers,
    }),
  };
}

/** What is not counted but looked at, whenever somebody asks. */
export function measureRecords(
  { registry }: Pick<Metrics, 'registry'>,
  records: { readonly waiting: number; readonly spoolBytes: number },
): void {
  const registers = [registry];
  new Gauge({
    name: 'decision_records_pending',
    help: 'Calls, feedback and audit entries that are accepted but not stored yet.',
    registers,
    collect() {
      this.set(records.waiting);
    },
  });
  new Gauge({
    name: 'decision_spool_bytes',
    help: 'Size of the spool: entries that are not stored yet, and some that have just been.',
    registers,
    collect() {
      this.set(records.spoolBytes);
    },
  });
}
