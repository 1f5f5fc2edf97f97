/** Starts the load generator's process and hands it jobs. */
import { fork } from 'node:child_process';
import { join } from 'node:path';

export function startLoad() {
  const child = fork(join(import.meta.dirname, 'load-process.mjs'));
  return {
    /** @returns what load-process.mjs measured; throws when calls failed or were refused */
    async run(job) {
      const { result, error } = await new Promise((resolve, reject) => {
        const ended = (status) => reject(new Error(`the load generator ended with ${status}`));
        child.once('exit', ended);
        child.once('message', (message) => {
          child.off('exit', ended);
          resolve(message);
        });
        child.send(job);
      });
      if (error !== undefined) throw new Error(`${job.url}: ${error}`);
      if (Object.keys(result.refused).length > 0)
        throw new Error(`${job.url} refused calls: ${JSON.stringify(result.refused)}`);
      return result;
    },
    stop: () => child.disconnect(),
  };
}
