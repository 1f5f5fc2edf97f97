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
const events = { refused: (code: string) => void refused.push(code) };
/** Cuts slow clients off soon. */
let strict: TestApp;
/** Waits for ever. */
let patient: TestApp;

beforeAll(async () => {
  const limits = { headersTimeoutMs: 400, requestTimeoutMs: 600, checkMs: 20, idleMs: 800, events };
  strict = await startApp([fakeService()], { listen: limits });
  patient = await startApp([fakeService()], {
    listen: { headersTimeoutMs: 600_000, requestTimeoutMs: 600_000, idleMs: 600_000, drainMs: 0, events },
  });
});
afterAll(() => Promise.all([strict.close(), patient.close()]));

interface Dripping {
  /** Everything it was answered, once its connection has ended. */
  readonly answer: Promise<string>;
  readonly end: () => void;
}

async function open(app: TestApp): Promise<Socket> {
  const { hostname, port } = new URL(app.url);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  return socket;
}

/** Sends the beginning, and then a byte now and again for as long as it is let. */
async function drip(app: TestApp, beginning: string, byte: string): Promise<Dripping> {
  const socket = await open(app);
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
  return { answer, end: () => socket.destroy() };
}

describe.each([
  ['headers', `${HEAD}X-Slow: `, 'x'],
  ['body', `${HEAD}Content-Length: 100000\r\n\r\n{"hook"`, ' '],
  ['body in chunks', `${HEAD}Transfer-Encoding: chunked\r\n\r\n`, '1\r\n \r\n'],
  ['request line', 'POST /cds-services/', 'x'],
])('given fifty clients that drip their %s', (_, beginning, byte) => {
  const fifty = (app: TestApp) => Promise.all(Array.from({ length: 50 }, () => drip(app, beginning, byte)));

  test('then others are answered meanwhile, and each of the fifty is cut off with 408', async () => {
    const waitedFor = await fifty(patient);
    expect((await patient.call(orderSign())).status).toBe(200);
    for (const { end } of waitedFor) end();
    expect(await Promise.all(waitedFor.map(({ answer }) => answer))).toEqual(Array(50).fill(''));

    const slow = await fifty(strict);
    for (const text of await Promise.all(slow.map(({ answer }) => answer))) {
      expect(text).toMatch(/^HTTP\/1\.1 408 /);
      const outcome = JSON.parse(text.slice(text.indexOf('\r\n\r\n'))) as object;
      expect(outcome).toMatchObject({ issue: [{ details: { coding: [{ code: 'request-timeout' }] } }] });
    }
    expect(refused.filter((code) => code === 'request-timeout').length).toBeGreaterThanOrEqual(50);
  });
});

test('a connection on which nothing is sent is closed', async () => {
  const socket = await open(strict);
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
      const socket = await open(patient);
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
    listen: { maxConnections: 2, events },
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
