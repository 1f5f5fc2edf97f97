import { EventEmitter, once } from 'node:events';
import { describe, expect, test } from '@jest/globals';
import { Shutdown } from '../src/shutdown.js';
import { startApp } from './support/app.js';
import { fakeService } from './support/hook-call.js';

function started(options: { delayMs?: number } = {}) {
  const process = new EventEmitter();
  const told: string[] = [];
  const events = new EventEmitter();
  const shutdown = new Shutdown({
    delayMs: options.delayMs ?? 0,
    exit: (status) => {
      told.push(`exit ${status}`);
      events.emit('exit');
    },
    failed: (error) => told.push(`failed: ${String(error)}`),
  });
  shutdown.onSignals(process);
  return { process, told, shutdown, ended: () => once(events, 'exit') };
}

describe('given SIGTERM', () => {
  test('then what was opened last is closed first, each after the one before, and the status is 0', async () => {
    const { process, told, shutdown, ended } = started();
    shutdown.add(() => told.push('log'));
    shutdown.add(async () => {
      await Promise.resolve();
      told.push('store');
    });
    shutdown.add(() => told.push('server'));
    const end = ended();
    process.emit('SIGTERM');
    await end;
    expect(told).toEqual(['server', 'store', 'log', 'exit 0']);
  });

  test('then the service is not ready at once, and answers on during the delay', async () => {
    const { process, told, shutdown } = started({ delayMs: 600_000 });
    const readiness = () => (shutdown.begun ? ['the process is being stopped'] : []);
    const app = await startApp([fakeService()], { deps: { readiness } });
    shutdown.add(() => told.push('closed'));
    shutdown.serving();
    expect((await fetch(`${app.url}/readyz`)).status).toBe(200);
    process.emit('SIGTERM');
    expect((await fetch(`${app.url}/readyz`)).status).toBe(503);
    expect((await fetch(`${app.url}/cds-services`)).status).toBe(200);
    expect(told).toEqual([]);
    await app.close();
  });

  test('then nothing is answered any more once the delay is over', async () => {
    const { process, shutdown, ended } = started({ delayMs: 50 });
    const app = await startApp([fakeService()]);
    shutdown.add(() => app.close());
    shutdown.serving();
    expect((await fetch(`${app.url}/healthz`)).status).toBe(200);
    const end = ended();
    process.emit('SIGTERM');
    await end;
    await expect(fetch(`${app.url}/healthz`)).rejects.toThrow();
  });

  test('then a process that does not serve yet waits for nobody', async () => {
    const { process, ended } = started({ delayMs: 600_000 });
    const end = ended();
    process.emit('SIGTERM');
    await end;
  });

  test('then a step that fails is told, the others are taken, and the status is 1', async () => {
    const { process, told, shutdown, ended } = started();
    shutdown.add(() => told.push('log'));
    shutdown.add(() => Promise.reject(new Error('store is gone')));
    const end = ended();
    process.emit('SIGTERM');
    await end;
    expect(told).toEqual(['failed: Error: store is gone', 'log', 'exit 1']);
  });
});

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
])('a second %s ends the process now', (signal, status) => {
  const { process, told, shutdown } = started({ delayMs: 600_000 });
  shutdown.serving();
  shutdown.add(() => told.push('never taken'));
  process.emit('SIGTERM');
  process.emit(signal);
  expect(told).toEqual([`exit ${status}`]);
});
