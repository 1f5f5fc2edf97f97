/** The service as a process of its own, so that a test can end it in any way. */
import { spawn, type ChildProcess } from 'node:child_process';
import { builtMain } from './built-service.js';
import { NO_HURRY } from './no-hurry.js';

const START_MS = 60_000;

export interface ServiceProcess {
  readonly url: string;
  /** Everything it has written. */
  output(): string;
  signal(signal: NodeJS.Signals): void;
  /** Ends it on the spot: nothing of the process runs any more. */
  kill(): Promise<void>;
  /** As an operator does; resolves to the exit status. */
  stop(): Promise<number | null>;
}

/** @throws Error with what the process wrote when it does not start */
export async function startService(environment: Readonly<Record<string, string>>): Promise<ServiceProcess> {
  const child = spawnService([], environment);
  let output = '';
  const url = await new Promise<string>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`the service did not start\n${output}`)), START_MS);
    child.once('exit', (status) => reject(new Error(`the service ended with ${status}\n${output}`)));
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        output += chunk.toString();
        const address = /(https?:\/\/\S+)\/cds-services/.exec(output)?.[1];
        if (address === undefined) return;
        clearTimeout(late);
        resolve(address);
      });
    }
  }).catch((error: unknown) => {
    child.kill('SIGKILL');
    throw error;
  });
  return {
    url,
    output: () => output,
    signal: (signal) => void child.kill(signal),
    kill: async () => void (await ended(child, 'SIGKILL')),
    stop: () => ended(child, 'SIGTERM'),
  };
}

/** Runs a command to its end. */
export async function runCommand(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<{ readonly status: number | null; readonly out: string; readonly error: string }> {
  const child = spawnService(args, environment);
  let out = '';
  let error = '';
  child.stdout?.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (error += chunk.toString()));
  const status = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { status, out, error };
}

function spawnService(args: readonly string[], environment: Readonly<Record<string, string>>): ChildProcess {
  return spawn(process.execPath, [builtMain(), ...args], {
    env: {
      PATH: process.env['PATH'],
      HOST: '127.0.0.1',
      PORT: '0',
      LOG_LEVEL: 'warn',
      ...NO_HURRY,
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((resolve) => {
    child.once('exit', resolve);
    child.kill(signal);
  });
}
