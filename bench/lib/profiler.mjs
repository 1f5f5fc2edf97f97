/**
 * Loaded into the service before its own code: profiles its main thread from one SIGUSR2 to the next, so that neither the start nor the warming
 * up is in the profile, and writes it to PROFILE_FILE.
 */
import { renameSync, writeFileSync } from 'node:fs';
import { Session } from 'node:inspector';
import { isMainThread } from 'node:worker_threads';

if (isMainThread) {
  const file = process.env.PROFILE_FILE;
  const session = new Session();
  let running = false;
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.setSamplingInterval', { interval: 250 });
  process.on('SIGUSR2', () => {
    running = !running;
    if (running) session.post('Profiler.start');
    else
      session.post('Profiler.stop', (error, { profile } = {}) => {
        // Renamed once it is whole: whoever waits for the file may read it.
        writeFileSync(`${file}.part`, error ? JSON.stringify(error) : JSON.stringify(profile));
        renameSync(`${file}.part`, file);
      });
  });
}
