/** Every hook call is answered in time, also when the service behind it is not done (CR-80). */
import type { ServerResponse } from 'node:http';
import { ServiceError } from '../errors.js';

/** Part of the deadline kept for making an answer of what is known once the signal has fired. */
const SHARE_FOR_ANSWERING = 0.08;

/**
 * Runs the work with a signal that aborts shortly before the deadline, or when the client goes away.
 *
 * @param deadlineMs milliseconds from now
 * @throws ServiceError `deadline` when the work has not ended by then; its late result is ignored
 */
export async function withDeadline<T>(
  response: ServerResponse,
  deadlineMs: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const reserve = Math.ceil(deadlineMs * SHARE_FOR_ANSWERING);
  const stop = () => controller.abort();
  response.on('close', stop);

  let timer: NodeJS.Timeout | undefined;
  const expired = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      stop();
      timer = setTimeout(() => reject(new ServiceError('deadline')), reserve);
    }, deadlineMs - reserve);
  });
  try {
    return await Promise.race([work(controller.signal), expired]);
  } finally {
    clearTimeout(timer);
    response.off('close', stop);
  }
}
