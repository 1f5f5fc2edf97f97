#!/usr/bin/env node
/**
 * Starts the service: in this process, or in several that share its address (WORKERS). With a command (`site-of-care-cds drug …`) it
 * answers that instead. What is not needed is not loaded.
 */
import cluster from 'node:cluster';
import { announce } from './announce.js';
import { ConfigError, loadConfig } from './config.js';
import { KnowledgeError } from './knowledge/faults.js';
import { boundHeap } from './server/heap.js';

/** Exit status of a process that could not start: EX_CONFIG of sysexits.h. */
const CANNOT_START = 78;

async function main(): Promise<void> {
  const config = loadConfig(process.env);
  const announced = (address: string) => announce(address, config);
  if (config.workers > 1 && cluster.isPrimary) {
    const { superviseWorkers } = await import('./server/workers.js');
    const { createLogger } = await import('./logger.js');
    superviseWorkers({ count: config.workers, ...createLogger(config.logLevel), ready: announced });
    return;
  }
  boundHeap();
  const { serve } = await import('./serve.js');
  if (cluster.isPrimary) return serve(config, undefined, announced);
  const { workerSide } = await import('./server/worker-side.js');
  const worker = workerSide();
  await serve(config, worker, worker.listening);
}

async function command(args: readonly string[]): Promise<number> {
  const { run } = await import('./cli/run.js');
  return run(args, {
    out: (text) => void process.stdout.write(text),
    error: (text) => void process.stderr.write(text),
  });
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

const args = process.argv.slice(2);
if (args.length === 0) main().catch(refuse);
else process.exitCode = await command(args);
