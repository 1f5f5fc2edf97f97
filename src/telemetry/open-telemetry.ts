/**
 * Traces over OTLP. Nothing imports this file but serve.ts, and only when an address for traces is configured, so that
 * the SDK costs neither time nor memory otherwise. Sampling, headers and resource attributes come from the variables
 * that OpenTelemetry itself defines (OTEL_TRACES_SAMPLER, OTEL_EXPORTER_OTLP_HEADERS, OTEL_RESOURCE_ATTRIBUTES, …).
 */
import {
  context,
  diag,
  DiagLogLevel,
  propagation,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import type { Attributes, DiagLogger } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import type { Tracing } from './tracing.js';

export interface TracingOptions {
  /** Where spans are sent to. */
  readonly url: string;
  readonly version: string;
  /** Told that spans could not be sent; at most once a minute. */
  readonly failed: () => void;
}

const NAME = 'site-of-care-cds';
const SHUTDOWN_MS = 2000;
const QUIET_MS = 60_000;

export function startTracing({ url, version, failed }: TracingOptions): Tracing {
  diag.setLogger(failuresTo(failed), { logLevel: DiagLogLevel.ERROR, suppressOverrideMessage: true });
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ 'service.name': NAME, 'service.version': version }).merge(
      detectResources({ detectors: [envDetector] }),
    ),
    // The queue is bounded: a collector that is gone costs spans, never memory.
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter({ url }))],
  });
  provider.register();
  const tracer = provider.getTracer(NAME, version);

  return {
    call(headers, handle) {
      const parent = propagation.extract(context.active(), headers);
      const span = tracer.startSpan('call', { kind: SpanKind.SERVER }, parent);
      context.with(trace.setSpan(parent, span), () =>
        handle({
          traceId: span.spanContext().traceId,
          end: ({ method, route, status, ...told }) => {
            span.updateName(`${method} ${route}`);
            span.setAttributes({
              'http.request.method': method,
              'http.route': route,
              'http.response.status_code': status,
              ...ifKnown('cds.hook', told.hook),
              ...ifKnown('cds.client', told.client),
              ...ifKnown('error.type', told.code),
              ...counts(told.determinations),
            });
            if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
            span.end();
          },
        }),
      );
    },
    read({ resourceType, host }) {
      const span = tracer.startSpan(`read ${resourceType}`, {
        kind: SpanKind.CLIENT,
        attributes: {
          'http.request.method': 'GET',
          'fhir.resource_type': resourceType,
          'server.address': host,
        },
      });
      return {
        end: ({ outcome, status }) => {
          span.setAttribute('ehr.outcome', outcome);
          if (status !== undefined) span.setAttribute('http.response.status_code', status);
          if (outcome !== 'ok') span.setStatus({ code: SpanStatusCode.ERROR });
          span.end();
        },
      };
    },
    async shutdown() {
      const late = new Promise<void>((resolve) => setTimeout(resolve, SHUTDOWN_MS).unref());
      await Promise.race([provider.shutdown().catch(failed), late]);
      for (const api of [trace, context, propagation, diag]) api.disable();
    },
  };
}

function ifKnown(name: string, value: string | undefined): Attributes {
  return value === undefined ? {} : { [name]: value };
}

function counts(determinations: Readonly<Record<string, number>> = {}): Attributes {
  return Object.fromEntries(
    Object.entries(determinations).map(([determination, count]) => [
      `cds.determination.${determination}`,
      count,
    ]),
  );
}

/** The SDK's messages may hold an answer of the collector, so none of them is logged. */
function failuresTo(failed: () => void): DiagLogger {
  let told = -Infinity;
  const ignore = (): void => undefined;
  const error = (): void => {
    if (performance.now() - told < QUIET_MS) return;
    told = performance.now();
    failed();
  };
  return { error, warn: ignore, info: ignore, debug: ignore, verbose: ignore };
}
