/** What a process does as one of several: it tells the first process when it listens, and asks it for the metrics of all. */
import cluster from 'node:cluster';
import { AggregatorRegistry, type Registry } from 'prom-client';

/** What a worker says to the first process. */
export type ToPrimary =
  { readonly kind: 'listening'; readonly address: string } | { readonly kind: 'scrape'; readonly id: number };

/** And the answer; without text when a worker did not tell its metrics in time. */
export interface Scraped {
  readonly kind: 'scraped';
  readonly id: number;
  readonly text?: string;
}

export interface WorkerSide {
  readonly id: number;
  readonly listening: (address: string) => void;
  /** Tells this process's metrics to the first one when it asks; the function gets those of all, added up. */
  scrape(registry: Registry): () => Promise<string>;
}

/** Only for a process that `superviseWorkers` has started. */
export function workerSide(): WorkerSide {
  const id = cluster.worker?.id ?? 0;
  const send = (message: ToPrimary) => void process.send?.(message);
  return {
    id,
    listening: (address) => send({ kind: 'listening', address }),
    scrape: (registry) => {
      // Answers the questions of the first process from now on.
      new AggregatorRegistry();
      AggregatorRegistry.setRegistries(registry);
      return asker(send);
    },
  };
}

/** The first process answers every question, within the time limit of prom-client. */
function asker(send: (message: ToPrimary) => void): () => Promise<string> {
  const waiting = new Map<number, (text: string | undefined) => void>();
  let last = 0;
  process.on('message', (message: Scraped) => {
    if (message.kind !== 'scraped') return;
    waiting.get(message.id)?.(message.text);
    waiting.delete(message.id);
  });
  return async () => {
    last += 1;
    const text = await new Promise<string | undefined>((resolve) => {
      waiting.set(last, resolve);
      send({ kind: 'scrape', id: last });
    });
    if (text === undefined) throw new Error('a process did not tell its metrics in time');
    return text;
  };
}
