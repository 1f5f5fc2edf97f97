/** The process's log: JSON lines on standard output, written in batches so that a call never waits for the terminal. */
import pino, { type Logger } from 'pino';

/** Bytes in which lines are written together. */
const BATCH = { minLength: 4096 };
/** Up to 4096 bytes (POSIX's PIPE_BUF) no process gets into the middle of what another one writes to the same pipe. */
const BATCH_OF_SEVERAL = { minLength: 3584, maxWrite: 4096 };

/**
 * A logger and the function that writes what is still buffered; call it before the process ends.
 *
 * @param worker number of the process when there are several
 */
export function createLogger(level: string, worker?: number): { logger: Logger; flush: () => void } {
  const destination = pino.destination({
    dest: 1,
    sync: false,
    periodicFlush: 500,
    ...(worker === undefined ? BATCH : BATCH_OF_SEVERAL),
  });
  const base = worker === undefined ? null : { worker };
  const logger = pino({ level, base, timestamp: pino.stdTimeFunctions.isoTime }, destination);
  return {
    logger,
    flush: () => {
      try {
        destination.flushSync();
      } catch {
        // Standard output is closed or not open yet: there is nowhere left to write.
      }
    },
  };
}

/**
 * What may be logged of a thrown value. A message can quote the input (JSON.parse does), so only those the engine
 * makes from identifiers, and our own, are kept; the frames tell the rest.
 */
export function describeError(thrown: unknown): Record<string, unknown> {
  if (!(thrown instanceof Error)) return { name: typeof thrown };
  const { name, stack, cause } = thrown;
  const code = (thrown as { code?: unknown }).code;
  const frames = stack
    ?.split('\n')
    .filter((line) => line.startsWith('    at '))
    .slice(0, 12);
  return {
    name,
    ...(typeof code === 'string' && { code }),
    ...(isSafe(name, code) && { message: thrown.message.slice(0, 300) }),
    ...(frames && { frames: frames.map((line) => line.trim()) }),
    ...(cause !== undefined && { cause: describeError(cause) }),
  };
}

/** Ours, and the database's, which name tables. */
const OWN_WORDS: ReadonlySet<string> = new Set(['ServiceError', 'SqliteError']);
const ENGINE_WORDS: ReadonlySet<string> = new Set(['TypeError', 'RangeError', 'ReferenceError']);

/** The engine names identifiers only. Node's own errors carry a code, and say what they were given: `Received 'Jane'`. */
function isSafe(name: string, code: unknown): boolean {
  return OWN_WORDS.has(name) || (ENGINE_WORDS.has(name) && code === undefined);
}
