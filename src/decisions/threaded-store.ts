/** A DecisionStore whose work is done in another thread (store-thread.ts). A thread that ended is started anew by the next call. */
import { Worker } from 'node:worker_threads';
import type { StoreOptions } from './open-store.js';
import { StoreError } from './sql/driver.js';
import type { DecisionStore } from './store.js';

type Method = keyof DecisionStore;

export interface Request {
  readonly id: number;
  readonly method: Method;
  readonly args: readonly unknown[];
}

/** Answers the request of that number; 0 says whether the store could be opened. */
export interface Reply {
  readonly id: number;
  readonly value?: unknown;
  readonly failure?: { readonly message: string; readonly code?: string };
}

/** A batch and its rows pass through it and are gone: it needs no more room for what is new than that. */
const YOUNG = { maxYoungGenerationSizeMb: 6 };
/** Milliseconds after which a call is given up; longer than any limit of the drivers. */
const PATIENCE = 30_000;

/**
 * @param script what runs in the thread
 * @throws Error in one sentence when the store cannot be opened
 */
export async function openThreadedStore(
  options: StoreOptions,
  script = new URL('./store-thread.js', import.meta.url),
): Promise<DecisionStore> {
  let thread = await startThread(script, options);
  let starting: Promise<StoreThread> | undefined;
  let closed = false;

  /** Calls that come while a thread is being started share it. */
  const restarted = (): Promise<StoreThread> =>
    (starting ??= startThread(script, options).finally(() => (starting = undefined)));
  const ask = async (method: Method, ...args: readonly unknown[]): Promise<unknown> => {
    if (closed) throw new StoreError('the store is closed', 'CLOSED');
    if (thread.ended) thread = await restarted();
    return thread.ask(method, args);
  };
  return {
    save: async (lines) => void (await ask('save', lines)),
    byId: (id) => ask('byId', id) as ReturnType<DecisionStore['byId']>,
    byHookInstance: (hookInstance) =>
      ask('byHookInstance', hookInstance) as ReturnType<DecisionStore['byHookInstance']>,
    knownIds: (ids) => ask('knownIds', ids) as ReturnType<DecisionStore['knownIds']>,
    claimToken: (...claim) => ask('claimToken', ...claim) as Promise<boolean>,
    claimTokens: (claims) => ask('claimTokens', claims) as Promise<readonly boolean[]>,
    report: (span) => ask('report', span) as ReturnType<DecisionStore['report']>,
    audit: (...query) => ask('audit', ...query) as ReturnType<DecisionStore['audit']>,
    deleteBefore: (limits) => ask('deleteBefore', limits) as Promise<number>,
    serversOf: (patient) => ask('serversOf', patient) as ReturnType<DecisionStore['serversOf']>,
    erasePatient: (...whom) => ask('erasePatient', ...whom) as ReturnType<DecisionStore['erasePatient']>,
    applyErasures: () => ask('applyErasures') as ReturnType<DecisionStore['applyErasures']>,
    patientKey: () => ask('patientKey') as Promise<string>,
    claimKey: (print) => ask('claimKey', print) as Promise<boolean>,
    check: async () => void (await ask('check')),
    close: async () => {
      if (closed) return;
      closed = true;
      await starting?.catch(() => undefined);
      if (!thread.ended) await thread.ask('close', []);
      await thread.end();
    },
  };
}

interface StoreThread {
  readonly ended: boolean;
  ask(method: Method, args: readonly unknown[]): Promise<unknown>;
  end(): Promise<void>;
}

/** A call that waits for its reply. */
interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly timer?: NodeJS.Timeout;
}

function startThread(script: URL, options: StoreOptions): Promise<StoreThread> {
  const worker = new Worker(script, { workerData: options, resourceLimits: YOUNG });
  const pending = new Map<number, Pending>();
  let last = 0;
  let ended = false;

  const settle = ({ id, value, failure }: Reply): void => {
    const waiter = pending.get(id);
    pending.delete(id);
    clearTimeout(waiter?.timer);
    if (failure) waiter?.reject(new StoreError(failure.message, failure.code ?? 'STORE'));
    else waiter?.resolve(value);
  };
  const end = (): void => {
    ended = true;
    const failure = { message: 'the thread of the store has ended', code: 'THREAD' };
    for (const id of [...pending.keys()]) settle({ id, failure });
  };
  worker.on('message', settle);
  worker.on('error', end);
  worker.on('exit', end);

  const thread: StoreThread = {
    get ended() {
      return ended;
    },
    ask: (method, args) =>
      new Promise((resolve, reject) => {
        if (ended) return reject(new StoreError('the store is closed', 'CLOSED'));
        last += 1;
        const id = last;
        const failure = { message: 'the store gave no answer in time', code: 'TIMEOUT' };
        const timer = setTimeout(() => settle({ id, failure }), PATIENCE);
        pending.set(id, { resolve, reject, timer });
        worker.postMessage({ id, method, args } satisfies Request);
      }),
    end: async () => void (await worker.terminate()),
  };
  return new Promise((resolve, reject) => pending.set(0, { resolve: () => resolve(thread), reject }));
}
