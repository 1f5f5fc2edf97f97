#!/usr/bin/env node
/**
 * Starts the service: configuration → knowledge → store → app → listen; stops it on SIGTERM or Ctrl-C.
 * With a command (`site-of-care-cds drug …`) it answers that instead.
 */
import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { createApp } from './app.js';
import { run } from './cli/run.js';
import { compose } from './compose.js';
import { ConfigError, loadConfig, type Config } from './config.js';
import { DecisionLog } from './decisions/pending.js';
import { openSqliteStore } from './decisions/sqlite-store.js';
import { createLogger, describeError } from './logger.js';
import { createMetrics, type Metrics } from './metrics.js';
import { listen } from './server.js';

/** Exit status of a process that could not start: EX_CONFIG of sysexits.h. */
const CANNOT_START = 78;

async function main(): Promise<void> {
  const config = loadConfig(process.env);
  const { logger, flush } = createLogger(config.logLevel);
  const metrics = createMetrics({ processMetrics: true });
  const clock = () => new Date();

  endOnUnhandled(logger, flush);
  const decisions = openDecisions(config, logger, metrics);
  const isOurs = (id: string) => decisions.byId(id) !== undefined;
  const composition = compose({ config, ids: randomUUID, isOurs, clock });
  let stopping = false;
  const readiness = () => (stopping ? ['the process is being stopped'] : []);
  const app = createApp({ config, logger, metrics, decisions, clock, readiness, ...composition });
  const server = await listen(app, config.host, config.port);
  announce(server.address, config);

  const stop = async (): Promise<void> => {
    // A second Ctrl-C means "now".
    if (stopping) process.exit(130);
    stopping = true;
    await server.stop();
    composition.close();
    decisions.close();
    flush();
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop());
}

function openDecisions(config: Config, logger: Logger, metrics: Metrics): DecisionLog {
  return new DecisionLog(openSqliteStore(config.database), {
    failed: (error, waiting) => {
      metrics.recordFailures.inc();
      logger.error({ waiting, error: describeError(error) }, 'decision records could not be stored');
    },
    dropped: (count) => {
      metrics.recordsDropped.inc(count);
      logger.error({ count }, 'decision records were lost');
    },
  });
}

function announce(address: string, config: Config): void {
  const lines = [
    `Site-of-care CDS, ${config.mode} mode`,
    `  start here   ${address}/`,
    `  discovery    ${address}/cds-services`,
    `  artifacts    ${address}/fhir/metadata`,
  ];
  if (config.sandboxFhir) lines.push(`  FHIR server  ${address}/sandbox/fhir`);
  if (config.mode === 'sandbox') {
    lines.push('Sandbox mode trusts every caller without authentication: use made-up patients only.');
    if (!/^(127\.|\[?::1|localhost)/.test(config.host)) {
      lines.push(`WARNING: HOST=${config.host} lets other machines reach this unauthenticated service.`);
    }
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
  const known = error instanceof ConfigError || !(error instanceof Error);
  process.stderr.write(
    `The service did not start.\n${known ? String(error) : (error.stack ?? error.message)}\n`,
  );
  process.exit(CANNOT_START);
}

const command = process.argv.slice(2);
if (command.length === 0) main().catch(refuse);
else {
  process.exitCode = run(command, {
    out: (text) => void process.stdout.write(text),
    error: (text) => void process.stderr.write(text),
  });
}
