/**
 * Several processes that serve one address (WORKERS): the first is started alone, because it brings the database up to date and finds the
 * faults of a start; one that dies is replaced; all are stopped together. This process answers no call itself.
 */
import cluster, { type Worker } from 'node:cluster';
import type { Logger } from 'pino';
import { AggregatorRegistry } from 'prom-client';
import { describeError } from '../logger.js';
import type { Scraped, ToPrimary } from './worker-side.js';

export interface WorkersOptions {
  readonly count: number;
  readonly logger: Logger;
  /** Writes what is still buffered of the log. */
  readonly flush: () => void;
  /** Told once, when calls can come. */
  readonly ready: (address: string) => void;
}

/** Milliseconds before a process that died is replaced: doubled each time, until one has lived for a while. */
const PAUSE = { least: 250, most: 30_000, steadyAfter: 60_000 };
/** What a shell reports for a process that a signal ended. */
const ENDED_BY = { SIGINT: 130, SIGTERM: 143 } as const;

export function superviseWorkers({ count, logger, flush, ready }: WorkersOptions): void {
  const registry = new AggregatorRegistry();
  const alive = new Set<Worker>();
  let state: 'starting' | 'serving' | 'stopping' = 'starting';
  let pause = PAUSE.least;
  let status = 0;

  const exit = (code: number): never => {
    flush();
    process.exit(code);
  };

  const begin = (): void => {
    if (state === 'stopping') return;
    const worker = cluster.fork();
    const begun = performance.now();
    alive.add(worker);
    worker.on('message', (message: ToPrimary) => {
      if (message.kind === 'listening') listening(worker, message.address);
      else if (message.kind === 'scrape') void scrape(worker, message.id);
    });
    const over = (code: number, signal: string | null): void => {
      if (!alive.delete(worker)) return;
      if (performance.now() - begun > PAUSE.steadyAfter) pause = PAUSE.least;
      ended(worker, code, signal);
    };
    worker.once('exit', over);
    worker.on('error', (error) => {
      logger.error({ worker: worker.id, error: describeError(error) }, 'a process cannot be reached');
      // One that could not even be started never exits.
      if (worker.process.pid === undefined) over(1, null);
    });
  };

  const listening = (worker: Worker, address: string): void => {
    logger.info({ worker: worker.id, pid: worker.process.pid }, 'a process takes calls');
    if (state !== 'starting') return;
    state = 'serving';
    ready(address);
    for (let more = 1; more < count; more += 1) begin();
  };

  const ended = (worker: Worker, code: number, signal: string | null): void => {
    if (state === 'stopping') {
      // A process that was still starting is ended by the signal itself, in good order.
      if (code !== 0 && !(signal !== null && signal in ENDED_BY)) status = 1;
      if (alive.size === 0) exit(status);
      return;
    }
    // It has said why.
    if (state === 'starting') exit(code || 1);
    logger.error({ worker: worker.id, status: code, signal }, 'a process ended; another one takes its place');
    setTimeout(begin, pause);
    pause = Math.min(pause * 2, PAUSE.most);
  };

  const scrape = async (worker: Worker, id: number): Promise<void> => {
    const text = await registry.clusterMetrics().catch(() => undefined);
    const answer: Scraped = { kind: 'scraped', id, ...(text !== undefined && { text }) };
    if (worker.isConnected()) worker.send(answer);
  };

  for (const name of ['SIGTERM', 'SIGINT'] as const) {
    process.on(name, () => {
      // What was answered is in the spools, so nothing is lost by the second signal.
      const again = state === 'stopping';
      state = 'stopping';
      // Not worker.kill(), which would cut the connection to it first.
      for (const { process: one } of alive) one.kill(again ? 'SIGKILL' : 'SIGTERM');
      if (again) exit(ENDED_BY[name]);
      if (alive.size === 0) exit(0);
    });
  }
  process.on('SIGHUP', () => {
    for (const { process: one } of alive) one.kill('SIGHUP');
  });
  begin();
}
