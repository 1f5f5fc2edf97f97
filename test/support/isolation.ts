/** Cuts the process off: every address but one is refused at once, or swallows the connection. Below fetch and node:http, so both are held. */
import { Socket } from 'node:net';
import { jest } from '@jest/globals';

export interface Isolation {
  /** `host:port` of every connection that was tried and not let through. */
  readonly tried: readonly string[];
  /** From now on addresses refuse a connection, or never answer. */
  behave(how: 'refuse' | 'swallow'): void;
  end(): void;
}

/** @param allowed base URL that stays reachable */
export function isolate(allowed: string): Isolation {
  const tried: string[] = [];
  const { port } = new URL(allowed);
  let how: 'refuse' | 'swallow' = 'refuse';
  const connect = Reflect.get(Socket.prototype, 'connect') as (...given: unknown[]) => Socket;
  const spy = jest.spyOn(Socket.prototype, 'connect').mockImplementation(function (
    this: Socket,
    ...given: unknown[]
  ) {
    const to = targetOf(given);
    if (to.port === port) return connect.apply(this, given);
    tried.push(`${to.host}:${to.port}`);
    if (how === 'refuse') process.nextTick(() => this.destroy(new Error('connect ECONNREFUSED')));
    return this;
  });
  return { tried, behave: (next) => void (how = next), end: () => spy.mockRestore() };
}

/** Node calls connect with its options, or with them inside a list. */
function targetOf(given: readonly unknown[]): { readonly host: string; readonly port: string } {
  const { host, port } = given.flat()[0] as { host?: string; port?: number | string };
  return { host: host ?? 'localhost', port: String(port) };
}
