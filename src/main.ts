#!/usr/bin/env node
/**
 * Starts the service: configuration → knowledge → store → app → listen; stops it on SIGTERM or Ctrl-C.
 * With a command (`site-of-care-cds drug …`) it answers that instead.
 */
import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { createApp } from './app.js';
import type { ReplayGuard } from './auth/replay-guard.js';
import { run } from './cli/run.js';
import { compose } from './compose.js';
import { ConfigError, loadConfig, type Config } from './config.js';
import { completedFormOf } from './decisions/completed-form.js';
import type { Send } from './ehr/network.js';
import type { FindForm } from './hooks/completed-forms.js';
import { KnowledgeError } from './knowledge/faults.js';
import { createLogger, describeError } from './logger.js';
import { createMetrics } from './metrics.js';
import { openRecords } from './records.js';
import { listen, type RunningServer } from './server.js';
import type { TlsFiles } from './server/certificate.js';
import { watchCertificate } from './server/certificate-watch.js';
import { Shutdown } from './shutdown.js';
import { withTheRest } from './start-faults.js';
import { observedSend } from './telemetry/ehr-requests.js';
import type { Tracing } from './telemetry/tracing.js';
import { programVersion } from './version.js';

/** Exit status of a process that could not start: EX_CONFIG of sysexits.h. */
const CANNOT_START = 78;

async function main(): Promise<void> {
  const config = loadConfig(process.env);
  try {
    await start(config);
  } catch (error) {
    throw error instanceof ConfigError ? withTheRest(error, config) : error;
  }
}

async function start(config: Config): Promise<void> {
  const { logger, flush } = createLogger(config.logLevel);
  const metrics = createMetrics({ processMetrics: true, version: programVersion() });
  const clock = () => new Date();

  endOnUnhandled(logger, flush);
  const shutdown = new Shutdown({
    delayMs: config.edge.shutdownDelayMs,
    exit: (status) => process.exit(status),
    failed: (error) => logger.error({ error: describeError(error) }, 'stopping was not clean'),
  });
  shutdown.onSignals(process);
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
  const deps = { config, logger, metrics, decisions, clock, readiness, tracing };
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
  announce(server.address, config);
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

function announce(address: string, config: Config): void {
  const lines = [
    `Site-of-care CDS, ${config.mode} mode`,
    ...(config.mode === 'sandbox' ? [`  start here   ${address}/`] : []),
    `  discovery    ${address}/cds-services, ${address}/crd/2.2/cds-services`,
    `  artifacts    ${address}/fhir/metadata`,
  ];
  if (config.sandboxFhir) lines.push(`  FHIR server  ${address}/sandbox/fhir`);
  if (config.mode === 'sandbox') {
    lines.push('Sandbox mode trusts every caller without authentication: use made-up patients only.');
    if (!/^(127\.|\[?::1|localhost)/.test(config.host)) {
      lines.push(`WARNING: HOST=${config.host} lets other machines reach this unauthenticated service.`);
    }
  }
  if (config.mode === 'production' && !config.edge.tls && config.edge.trustProxy === 0) {
    lines.push(
      'This process speaks plain http: a proxy in front has to speak TLS, and TRUST_PROXY has to name it.',
    );
  }
  process.stdout.write(`${lines.join('\n')}\n`);
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

function refuse(error: unknown): never {
  // What an operator wrote wrongly is told in words; anything else is a fault of the program, and needs its place.
  const known = error instanceof ConfigError || error instanceof KnowledgeError || !(error instanceof Error);
  process.stderr.write(
    `The service did not start.\n${known ? String(error) : (error.stack ?? error.message)}\n`,
  );
  process.exit(CANNOT_START);
}

// What is written, reports too, is about patients: files are for this user alone.
process.umask(0o077);

const command = process.argv.slice(2);
if (command.length === 0) main().catch(refuse);
else {
  process.exitCode = await run(command, {
    out: (text) => void process.stdout.write(text),
    error: (text) => void process.stderr.write(text),
  });
}
