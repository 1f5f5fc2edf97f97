/** Clients that take their time: they are cut off, and the others are served meanwhile. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { listen } from '../../src/server.js';
import { startApp, type TestApp } from '../support/app.js';
import { fakeService, orderSign } from '../support/hook-call.js';

const HEAD =
  'POST /cds-services/site-of-care-order-sign HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';
const refused: string[] = [];
let app: TestApp;

beforeAll(async () => {
  app = await startApp([fakeService()], {
    listen: {
      headersTimeoutMs: 400,
      requestTimeoutMs: 600,
      checkMs: 20,
      idleMs: 800,
      maxConnections: 120,
      events: { refused: (code) => void refused.push(code) },
    },
  });
});
afterAll(() => app.close());

interface Dripping {
  /** Everything it was answered, once its connection has ended. */
  readonly answer: Promise<string>;
}

async function open(): Promise<Socket> {
  const { hostname, port } = new URL(app.url);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  return socket;
}

/** Sends the beginning, and then a byte now and again for as long as it is let. */
async function drip(beginning: string, byte: string): Promise<Dripping> {
  const socket = await open();
  let text = '';
  socket.on('data', (chunk) => (text += String(chunk)));
  // A byte that comes after the cut.
  socket.on('error', () => undefined);
  socket.write(beginning);
  const timer = setInterval(() => socket.write(byte), 20);
  const answer = once(socket, 'close').then(() => {
    clearInterval(timer);
    return text;
  });
  return { answer };
}

describe.each([
  ['headers', `${HEAD}X-Slow: `, 'x'],
  ['body', `${HEAD}Content-Length: 100000\r\n\r\n{"hook"`, ' '],
  ['body in chunks', `${HEAD}Transfer-Encoding: chunked\r\n\r\n`, '1\r\n \r\n'],
  ['request line', 'POST /cds-services/', 'x'],
])('given fifty clients that drip their %s', (_, beginning, byte) => {
  test('then others are answered meanwhile, and each of the fifty is cut off with 408', async () => {
    const slow = await Promise.all(Array.from({ length: 50 }, () => drip(beginning, byte)));
    let cut = 0;
    const answers = Promise.all(slow.map(({ answer }) => answer.finally(() => (cut += 1))));
    const answered = (await app.call(orderSign())).status;
    expect(answered).toBe(200);
    expect(cut).toBeLessThan(50);
    for (const text of await answers) {
      expect(text).toMatch(/^HTTP\/1\.1 408 /);
      const outcome = JSON.parse(text.slice(text.indexOf('\r\n\r\n'))) as object;
      expect(outcome).toMatchObject({ issue: [{ details: { coding: [{ code: 'request-timeout' }] } }] });
    }
    expect(refused.filter((code) => code === 'request-timeout').length).toBeGreaterThanOrEqual(50);
  });
});

test('a connection on which nothing is sent is closed', async () => {
  const socket = await open();
  socket.resume();
  await once(socket, 'close');
});

test('a client that takes no answer is let go', async () => {
  const chunk = Buffer.alloc(65_536);
  let gone: () => void = () => undefined;
  const closed = new Promise<void>((resolve) => (gone = resolve));
  const server = await listen(
    (_request, response) => {
      response.once('close', gone);
      const write = (): void => {
        while (response.write(chunk));
        response.once('drain', write);
      };
      write();
    },
    '127.0.0.1',
    0,
    { idleMs: 100 },
  );
  const { hostname, port } = new URL(server.address);
  const socket = connect(Number(port), hostname).pause();
  socket.on('error', () => undefined);
  socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  await closed;
  socket.destroy();
  await server.stop();
});

describe('what is no request', () => {
  test.each([
    ['no HTTP', 'hello\r\n\r\n', 400, 'malformed-request'],
    ['two lengths', `${HEAD}Content-Length: 1\r\nContent-Length: 2\r\n\r\nxx`, 400, 'malformed-request'],
    [
      'length and chunks',
      `${HEAD}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      400,
      'malformed-request',
    ],
    ['a line feed in a header', `GET / HTTP/1.1\r\nHost: x\r\nA: b\0c\r\n\r\n`, 400, 'malformed-request'],
    [
      'headers without end',
      `GET / HTTP/1.1\r\nHost: x\r\nA: ${'a'.repeat(40_000)}\r\n\r\n`,
      431,
      'headers-too-large',
    ],
  ])(
    '%s: is refused with an OperationOutcome, and nothing of it is repeated',
    async (_, text, status, code) => {
      const socket = await open();
      let answer = '';
      socket.on('data', (chunk) => (answer += String(chunk)));
      socket.on('error', () => undefined);
      socket.write(text);
      await once(socket, 'close');
      expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
      expect(answer).toContain(`"code":"${code}"`);
      expect(refused).toContain(code);
    },
  );
});

test('a connection over the limit is not taken, and those below it are served', async () => {
  const few = await startApp([fakeService()], {
    listen: { maxConnections: 2, events: { refused: (code) => void refused.push(code) } },
  });
  const { hostname, port } = new URL(few.url);
  const held = await Promise.all(
    [1, 2].map(async () => {
      const socket = connect(Number(port), hostname);
      await once(socket, 'connect');
      // An answer on it shows that it was taken.
      socket.write('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n');
      await once(socket, 'data');
      return socket;
    }),
  );
  const third = connect(Number(port), hostname);
  third.on('error', () => undefined);
  third.write('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n');
  let answer = '';
  third.on('data', (chunk) => (answer += String(chunk)));
  await once(third, 'close');
  expect(answer).toBe('');
  expect(refused).toContain('too-many-connections');

  held[0]?.write('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n');
  const [again] = (held[0] ? await once(held[0], 'data') : []) as [Buffer?];
  expect(String(again)).toMatch(/^HTTP\/1\.1 200 /);
  for (const socket of held) socket.destroy();
  await few.close();
});
