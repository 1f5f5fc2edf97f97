/** Ends the process in order when it is told to: not ready, wait, let calls end, close what was opened, exit. */
import { setTimeout as wait } from 'node:timers/promises';

export interface ShutdownOptions {
  /** Milliseconds between "not ready" and closing, in which load balancers stop sending calls (Kubernetes: a few seconds). */
  readonly delayMs: number;
  readonly exit: (status: number) => void;
  /** Told of a step that failed; the others are taken nevertheless. */
  readonly failed: (error: unknown) => void;
}

interface Signals {
  on(signal: NodeJS.Signals, listener: (signal: NodeJS.Signals) => void): unknown;
}

/** What a shell reports for a process that a signal ended. */
const STATUS: Partial<Record<NodeJS.Signals, number>> = { SIGINT: 130, SIGTERM: 143 };

export class Shutdown {
  readonly #options: ShutdownOptions;
  readonly #steps: (() => unknown)[] = [];
  #serving = false;
  #begun = false;

  constructor(options: ShutdownOptions) {
    this.#options = options;
  }

  /**
   * Call it first thing: as process 1 of a container, a process without listener would not even be ended by SIGTERM.
   * The second signal means "now", unless somebody else decides that: a terminal and a supervisor may both send theirs.
   */
  onSignals(process: Signals, { secondMeansNow = true } = {}): void {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.on(signal, () => {
        if (!this.#begun) void this.begin();
        else if (secondMeansNow) this.#options.exit(STATUS[signal] ?? 1);
      });
    }
  }

  /** Steps are taken in the reverse of the order they are added in: what was opened last is closed first. */
  add(step: () => unknown): void {
    this.#steps.unshift(step);
  }

  /** From now on calls come in, and the delay has a meaning. */
  serving(): void {
    this.#serving = true;
  }

  get begun(): boolean {
    return this.#begun;
  }

  async begin(): Promise<void> {
    this.#begun = true;
    // The server that still listens keeps the process alive, not this timer.
    if (this.#serving) await wait(this.#options.delayMs, undefined, { ref: false });
    let status = 0;
    for (const step of this.#steps) {
      try {
        await step();
      } catch (error) {
        this.#options.failed(error);
        status = 1;
      }
    }
    this.#options.exit(status);
  }
}
