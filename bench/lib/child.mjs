/** A server as a process of its own on a free port. Its log goes to /dev/null, what it complains of to a file. */
import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { usageOf } from './usage.mjs';

const START_MS = 30_000;
const here = import.meta.dirname;

/**
 * @param args what Node runs
 * @param ready path that answers 200 once the server is ready
 * @param errors file for standard error
 * @returns pid, url, milliseconds from start to ready and memory then, and `stop`, which resolves to the exit status
 */
export async function startServer({ args, env = {}, ready, errors }) {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const log = openSync(errors, 'a');
  const from = performance.now();
  const child = spawn(process.execPath, args, {
    env: { PATH: process.env.PATH, HOST: '127.0.0.1', ...env, PORT: String(port) },
    stdio: ['ignore', 'ignore', log],
  });
  closeSync(log);
  let ended = false;
  const exited = new Promise((resolve) => child.once('exit', (status, signal) => resolve(status ?? signal)));
  void exited.then(() => (ended = true));
  while (!(await answers(`${url}${ready}`))) {
    if (ended || performance.now() - from > START_MS) {
      child.kill('SIGKILL');
      throw new Error(
        `${args.join(' ')} ${ended ? `ended with ${await exited}` : 'did not start'}; see ${errors}`,
      );
    }
    await sleep(4);
  }
  return {
    pid: child.pid,
    url,
    readyMs: performance.now() - from,
    readyBytes: usageOf(child.pid).rssBytes,
    exited,
    stop: () => {
      child.kill('SIGTERM');
      return exited;
    },
  };
}

/** node:http or Express without us, answering what stands in the file. */
export function startBaseline(kind, answerFile, errors) {
  return startServer({ args: [join(here, '../servers/baseline.mjs'), kind, answerFile], ready: '/', errors });
}

/** A FHIR server with the chart of the file that answers after so many milliseconds. */
export function startFhirServer(chartFile, latencyMs, errors) {
  const args = [join(here, '../servers/fhir.mjs'), chartFile, String(latencyMs)];
  return startServer({ args, ready: '/', errors });
}

/**
 * The service as an operator runs it: log lines written, decisions kept, own answers not checked. Calls without a token are answered
 * in a sandbox only, so that is the mode unless `env` says production.
 */
export function startService({ main, env, errors, nodeArgs = [] }) {
  return startServer({
    args: [...nodeArgs, main],
    env: {
      VALIDATE_RESPONSES: 'off',
      SANDBOX_FHIR: 'off',
      CORS_ORIGINS: 'https://ehr.example.org',
      ASSUME_COVERAGE: 'off',
      RATE_LIMIT: '0',
      RATE_LIMIT_ADDRESS: '0',
      ...env,
    },
    ready: '/readyz',
    errors,
  });
}

export async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function answers(url) {
  return new Promise((resolve) => {
    const asked = request(url, { agent: false, timeout: 2000 }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    asked.on('error', () => resolve(false));
    asked.on('timeout', () => asked.destroy());
    asked.end();
  });
}
