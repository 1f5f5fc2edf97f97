/**
 * The store in a thread of its own: writing one call's records takes SQLite 0.1 to 0.2 ms, which would otherwise hold up every other call.
 * It opens what `workerData` names, says so, and answers one message with one message.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { openStore, type StoreOptions } from './open-store.js';
import type { Reply, Request } from './threaded-store.js';

async function serve(): Promise<void> {
  const port = parentPort;
  if (!port) throw new Error('store-thread.ts runs in a thread');
  const store = await openStore(workerData as StoreOptions);
  port.postMessage({ id: 0 } satisfies Reply);
  port.on('message', ({ id, method, args }: Request) => {
    const methods = store as unknown as Record<string, (...values: readonly unknown[]) => Promise<unknown>>;
    const work = methods[method];
    if (!work) throw new Error('the store has no such method');
    work(...args).then(
      (value) => {
        port.postMessage({ id, value } satisfies Reply);
        if (method === 'close') port.close();
      },
      (error: unknown) => port.postMessage({ id, failure: failureOf(error) } satisfies Reply),
    );
  });
}

function failureOf(error: unknown): NonNullable<Reply['failure']> {
  const { message, code } = error as { message?: unknown; code?: unknown };
  return { message: String(message ?? error), ...(typeof code === 'string' && { code }) };
}

serve().catch((error: unknown) => {
  parentPort?.postMessage({ id: 0, failure: failureOf(error) } satisfies Reply);
  parentPort?.close();
});
