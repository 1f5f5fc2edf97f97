/** Waits for something, but not for ever. What comes too late is ignored. */

/**
 * @param ms milliseconds
 * @throws Error when the time is over
 */
export async function withTimeLimit<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
    // Whoever stopped waiting must not be ended by a late failure.
    work.catch(() => undefined);
  }
}
