/** What an operator is told when the service cannot listen: one sentence that names the variable. */
import { describe, expect, test } from '@jest/globals';
import { ConfigError } from '../src/config.js';
import { listen } from '../src/server.js';

async function faultOf(host: string, port: number): Promise<string> {
  const failure = await listen(() => undefined, host, port).then(
    async (server) => {
      await server.stop();
      return undefined;
    },
    (error: unknown) => error,
  );
  if (!(failure instanceof ConfigError)) throw new Error(`no ConfigError but ${String(failure)}`);
  expect(failure.faults).toHaveLength(1);
  return failure.faults[0] ?? '';
}

describe('given an address that cannot be listened on', () => {
  test('then a port that is taken is named', async () => {
    const other = await listen(() => undefined, '127.0.0.1', 0);
    const port = Number(new URL(other.address).port);
    expect(await faultOf('127.0.0.1', port)).toMatch(`PORT: ${port} on 127.0.0.1 is taken`);
    await other.stop();
  });

  test.each(['203.0.113.77', 'host with blanks', '2001:db8::77'])('then HOST=%s is named', async (host) => {
    expect(await faultOf(host, 0)).toMatch(/^HOST: .*is no address of this machine/);
  });
});

test('an IPv6 address is printed as one can open it', async () => {
  const server = await listen(() => undefined, '::1', 0).catch((error: unknown) => error);
  // A machine without IPv6 says so in the same words.
  if (server instanceof ConfigError) return expect(server.faults[0]).toMatch(/^HOST: /);
  const running = server as Awaited<ReturnType<typeof listen>>;
  expect(running.address).toMatch(/^http:\/\/\[::1\]:\d+$/);
  return running.stop();
});
