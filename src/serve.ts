/** One process of the service: configuration → knowledge → store → app → listen; and the way back when it is stopped. */
import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { createApp } from './app.js';
import type { ReplayGuard } from './auth/replay-guard.js';
import { compose } from './compose.js';
import { ConfigError, type Config } from './config.js';
import { completedFormOf } from './decisions/completed-form.js';
import type { Send } from './ehr/network.js';
import type { FindForm } from './hooks/completed-forms.js';
import { createLogger, describeError } from './logger.js';
import { createMetrics } from './metrics.js';
import { openRecords } from './records.js';
import { listen, type RunningServer } from './server.js';
import type { TlsFiles } from './server/certificate.js';
import { watchCertificate } from './server/certificate-watch.js';
import type { WorkerSide } from './server/worker-side.js';
import { Shutdown } from './shutdown.js';
import { withTheRest } from './start-faults.js';
import { observedSend } from './telemetry/ehr-requests.js';
import type { Tracing } from './telemetry/tracing.js';
import { programVersion } from './version.js';

/**
 * Resolves when calls are taken.
 *
 * @param worker what this process has to do as one of several; absent when it is the only one
 * @param listening told of the address that is really listened on
 * @throws ConfigError with every fault of the start
 */
export async function serve(
  config: Config,
  worker: WorkerSide | undefined,
  listening: (address: string) => void,
): Promise<void> {
  try {
    await start(config, worker, listening);
  } catch (error) {
    throw error instanceof ConfigError ? withTheRest(error, config) : error;
  }
}

async function start(
  config: Config,
  worker: WorkerSide | undefined,
  listening: (address: string) => void,
): Promise<void> {
  const { logger, flush } = createLogger(config.logLevel, worker?.id);
  const metrics = createMetrics({ processMetrics: true, version: programVersion() });
  const clock = () => new Date();

  endOnUnhandled(logger, flush);
  const shutdown = new Shutdown({
    delayMs: config.edge.shutdownDelayMs,
    exit: (status) => process.exit(status),
    failed: (error) => logger.error({ error: describeError(error) }, 'stopping was not clean'),
  });
  // Of several processes the first one decides whether a second signal means "now" (server/workers.ts).
  shutdown.onSignals(process, { secondMeansNow: worker === undefined });
  shutdown.add(flush);
  const tracing = await tracingFor(config, logger);
  shutdown.add(() => tracing?.shutdown());
  // The records are opened in a thread of their own, while this one loads the knowledge.
  const opening = openRecords(config.records, { logger, metrics });
  opening.catch(() => undefined);
  const knownIds = async (ids: readonly string[]) => (await opening).knownIds(ids);
  const completedForm: FindForm = async (id, patientId) => completedFormOf(await opening, id, patientId);
  const replay: ReplayGuard = { claimToken: async (...claim) => (await opening).claimToken(...claim) };
  const observe = (send: Send) => observedSend(send, { metrics, ...(tracing && { tracing }) });
  const composition = compose({ config, ids: randomUUID, knownIds, completedForm, replay, clock, observe });
  const decisions = await opening;
  shutdown.add(() => decisions.close());
  shutdown.add(() => composition.close());
  const readiness = () => (shutdown.begun ? ['the process is being stopped'] : []);
  const scrape = worker?.scrape(metrics.registry);
  const deps = { config, logger, metrics, decisions, clock, readiness, tracing, ...(scrape && { scrape }) };
  const app = createApp({ ...deps, ...composition });
  const server = await listen(app, config.host, config.port, {
    ...config.edge,
    events: {
      refused: (code) => metrics.failures.inc({ code }),
      certificate: (validTo) => metrics.certificateExpiry.set(validTo.getTime() / 1000),
    },
  });
  shutdown.add(() => server.stop());
  shutdown.serving();
  if (config.edge.tls) renewCertificate(config.edge.tls, server, logger);
  listening(server.address);
}

/** The SDK is loaded only when there is somewhere to send traces to. */
async function tracingFor(config: Config, logger: Logger): Promise<Tracing | undefined> {
  const { traces: url } = config.edge;
  if (url === undefined) return undefined;
  const { startTracing } = await import('./telemetry/open-telemetry.js');
  return startTracing({
    url,
    version: programVersion(),
    failed: () => logger.warn('traces could not be sent'),
  });
}

function renewCertificate(files: TlsFiles, server: RunningServer, logger: Logger): void {
  const watch = watchCertificate({
    files,
    reload: () => server.reloadCertificate(),
    reloaded: () => logger.info('the certificate was read anew'),
    failed: (error) =>
      logger.error({ reason: String(error) }, 'the new certificate cannot be used; the old one stays'),
  });
  process.on('SIGHUP', () => watch.readNow());
}

/** A fault nobody caught leaves the process in an unknown state: say so and let the supervisor start a new one. */
function endOnUnhandled(logger: Logger, flush: () => void): void {
  const end = (error: unknown) => {
    logger.fatal({ error: describeError(error) }, 'a fault that nobody caught ends the process');
    flush();
    process.exit(1);
  };
  process.on('unhandledRejection', end);
  process.on('uncaughtException', end);
}
