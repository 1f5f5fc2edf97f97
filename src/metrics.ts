/** What the service counts, for Prometheus. Labels are few and fixed: routes and codes, never identifiers. */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

export interface Metrics {
  readonly registry: Registry;
  readonly requests: Histogram<'method' | 'route' | 'status'>;
  readonly decisions: Counter<'determination' | 'cause'>;
  readonly invalidAnswers: Counter;
  readonly feedback: Counter<'outcome'>;
  readonly recordsPending: Gauge;
  readonly recordFailures: Counter;
  readonly recordsDropped: Counter;
}

/** A registry of its own for each app, so that two apps in one process do not share counts. */
export function createMetrics(options: { readonly processMetrics: boolean }): Metrics {
  const registry = new Registry();
  const registers = [registry];
  if (options.processMetrics) collectDefaultMetrics({ register: registry });
  return {
    registry,
    requests: new Histogram({
      name: 'http_request_duration_seconds',
      help: 'Time from the first byte of a request to the end of its answer.',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 1, 2, 4, 5, 10],
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
    recordsPending: new Gauge({
      name: 'decision_records_pending',
      help: 'Records sent but not stored yet.',
      registers,
    }),
    recordFailures: new Counter({
      name: 'decision_store_failures_total',
      help: 'Failed writes of decision records.',
      registers,
    }),
    recordsDropped: new Counter({
      name: 'decision_records_dropped_total',
      help: 'Records lost because the store failed for too long.',
      registers,
    }),
  };
}
