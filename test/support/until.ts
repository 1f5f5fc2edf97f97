/** Waiting for what happens outside of a test's view: as long as it takes, so that no machine is too slow for a test. */

/** Less than Jest gives a test, so that the message is this one. */
const AT_MOST_MS = 50_000;
const PAUSE_MS = 5;

/** @throws Error naming `what` when it never comes true */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = performance.now() + AT_MOST_MS; performance.now() < end;) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  throw new Error(`waited in vain: ${what}`);
}
