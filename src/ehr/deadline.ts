/** Work that ends in time, also when what it waits for does not listen to its signal. */
import { setMaxListeners } from 'node:events';
import { ReadFailure } from './failure.js';

export interface Deadline {
  readonly signal: AbortSignal;
  /** Stops the clock; to be called when the work is done. */
  clear(): void;
}

/** A signal that aborts with `ReadFailure(reason)` after `ms`, or together with `parent`. */
export function deadline(ms: number, reason: string, parent: AbortSignal | undefined): Deadline {
  const controller = new AbortController();
  // As many reads as may be in flight listen to the one signal of their call.
  setMaxListeners(0, controller.signal);
  const onTime = (): void => controller.abort(new ReadFailure(reason));
  const onParent = (): void => {
    controller.abort(parent?.reason instanceof ReadFailure ? parent.reason : new ReadFailure('call ended'));
  };
  if (parent?.aborted) onParent();
  else if (ms <= 0) onTime();
  const timer = controller.signal.aborted ? undefined : setTimeout(onTime, ms);
  parent?.addEventListener('abort', onParent, { once: true });
  return {
    signal: controller.signal,
    clear() {
      clearTimeout(timer);
      parent?.removeEventListener('abort', onParent);
    },
  };
}

/** Runs `work` under a deadline and rejects as soon as that is over, whatever the work still waits for. */
export async function within<T>(
  ms: number,
  reason: string,
  parent: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const own = deadline(ms, reason, parent);
  try {
    own.signal.throwIfAborted();
    return await Promise.race([work(own.signal), aborted(own.signal)]);
  } finally {
    own.clear();
  }
}

/** Waits; rejects with the signal's reason when that aborts first. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const waited = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  try {
    signal.throwIfAborted();
    await Promise.race([waited, aborted(signal)]);
  } finally {
    clearTimeout(timer);
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}
