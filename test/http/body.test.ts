import { connect } from 'node:net';
import type { Transform } from 'node:stream';
import { createGunzip, createUnzip, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { OperationOutcome } from 'fhir/r4.js';
import { startApp, type TestApp } from '../support/app.js';
import { fakeService, orderSign } from '../support/hook-call.js';

let app: TestApp;
let rawText = '';

beforeAll(async () => {
  app = await startApp([
    fakeService((request, context) => {
      rawText = context.rawText;
      // What any walk through the orders does: run out of stack when they nest without end.
      JSON.stringify(request);
      return Promise.resolve({ response: { cards: [], systemActions: [] }, records: [] });
    }),
  ]);
});
afterAll(() => app.close());

function padded(bytes: number): string {
  const text = JSON.stringify(orderSign({ extension: { padding: '' } }));
  return text.replace('"padding":""', `"padding":"${'x'.repeat(bytes - text.length)}"`);
}

describe('the size of a body', () => {
  test('2 MB are answered', async () => {
    expect((await app.call(padded(2 * 1024 * 1024))).status).toBe(200);
  });

  test('10 MB are answered, one byte more is 413 with an OperationOutcome', async () => {
    expect((await app.call(padded(10 * 1024 * 1024))).status).toBe(200);
    const response = await app.call(padded(10 * 1024 * 1024 + 1));
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({
      resourceType: 'OperationOutcome',
      issue: [{ code: 'too-costly' }],
    });
  });

  test('a body without Content-Length is counted as it comes', async () => {
    const small = await startApp([fakeService()], { config: { bodyLimit: 2048 } });
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        for (let part = 0; part < 5; part += 1) controller.enqueue(new Uint8Array(1000));
        controller.close();
      },
    });
    const response = await fetch(`${small.url}/cds-services/site-of-care-order-sign`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: stream,
      duplex: 'half',
    });
    expect(response.status).toBe(413);
    await small.close();
  });

  test('a body announced far over the limit is refused before it is sent', async () => {
    const text = await exchange(
      'POST /cds-services/site-of-care-order-sign HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 999999999\r\n\r\n',
    );
    expect(text).toMatch(/^HTTP\/1\.1 413 /);
    expect(text).toMatch(/connection: close/i);
  });
});

describe('a body that is no JSON is 400', () => {
  test.each([
    ['empty', ''],
    ['cut off', '{"hook":"order-sign"'],
    ['a stray comma', '{"hook":"order-sign",}'],
    ['HTML', '<html></html>'],
    ['a form', 'hook=order-sign'],
    ['NaN', '{"x":NaN}'],
  ])('%s', async (_, text) => {
    const response = await app.call(text);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      issue: [{ details: { coding: [{ code: 'invalid-json' }] } }],
    });
  });

  test('and the answer quotes nothing of it', async () => {
    const text = await (await app.call('{"name":"Jane Doe" oops')).text();
    expect(text).not.toContain('Jane');
    expect(text).toMatch(/character \d+/);
  });

  test('bytes that are not UTF-8', async () => {
    const response = await fetch(`${app.url}/cds-services/site-of-care-order-sign`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: Buffer.concat([Buffer.from('{"hook":"'), Buffer.from([0xc3, 0x28]), Buffer.from('"}')]),
    });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('UTF-8');
  });
});

test('text beyond ASCII arrives as it was sent, and a byte order mark is no part of it', async () => {
  const text = JSON.stringify(orderSign({ extension: { note: 'Überempfindlichkeit 薬 💉' } }));
  expect((await app.call(`\uFEFF${text}`)).status).toBe(200);
  expect(rawText).toBe(text);
});

describe('deep nesting is 400 and kills nothing', () => {
  const deep = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;

  test.each([
    ['as the body', deep(100_000)],
    ['never closed', '['.repeat(100_000)],
    ['in the draft orders', JSON.stringify(orderSign()).replace('"entry":[]', `"entry":${deep(200_000)}`)],
    [
      'as objects in prefetch',
      JSON.stringify(orderSign({ prefetch: {} })).replace(
        '"prefetch":{}',
        `"prefetch":{"a":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}}`,
      ),
    ],
  ])('%s', async (_, text) => {
    expect((await app.call(text)).status).toBe(400);
    expect((await app.call(orderSign())).status).toBe(200);
  });
});

describe('the media type', () => {
  test.each([
    'application/json',
    'application/json; charset=utf-8',
    'application/fhir+json',
    'Application/JSON;charset="UTF-8"',
    'application/json;fhirVersion=4.0',
  ])('%s is taken', async (type) => {
    expect((await app.call(orderSign(), { headers: { 'Content-Type': type } })).status).toBe(200);
  });

  test.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/jsonx',
    'application/json; charset=latin1',
    'text/html',
    '',
  ])('"%s" is 415', async (type) => {
    const response = await app.call(orderSign(), { headers: { 'Content-Type': type } });
    expect(response.status).toBe(415);
    expect(await response.json()).toMatchObject({ resourceType: 'OperationOutcome' });
  });

  test.each(['gzip', 'GZIP', 'br', 'deflate', 'zstd', 'gzip, gzip', 'identity, gzip', 'x-unheard-of'])(
    'a body compressed with %s is 415',
    async (encoding) => {
      expect((await app.call(orderSign(), { headers: { 'Content-Encoding': encoding } })).status).toBe(415);
    },
  );

  test('a body said to be compressed with nothing is taken', async () => {
    expect((await app.call(orderSign(), { headers: { 'Content-Encoding': 'Identity' } })).status).toBe(200);
  });
});

describe('a compression bomb (1 MB that unpack to 1 GB) is never unpacked', () => {
  const UNPACKED = 1024 ** 3;
  const member = gzipSync(Buffer.alloc(1024 ** 2));
  const bomb = Buffer.concat(Array<Buffer>(UNPACKED / 1024 ** 2).fill(member));

  async function send(headers: string): Promise<{ readonly answer: string; readonly unpacked: number }> {
    const decoders = [createGunzip(), createUnzip()].map((decoder) =>
      jest.spyOn(Object.getPrototypeOf(decoder) as Transform, '_transform'),
    );
    const answer = await exchange(
      Buffer.concat([
        Buffer.from(`POST /cds-services/site-of-care-order-sign HTTP/1.1\r\nHost: x\r\n${headers}\r\n\r\n`),
        bomb,
        Buffer.from('\r\n0\r\n\r\n'),
      ]),
    );
    const unpacked = decoders.reduce((sum, { mock }) => sum + mock.calls.length, 0);
    for (const decoder of decoders) decoder.mockRestore();
    return { answer, unpacked };
  }

  test('as the content encoding: 415', async () => {
    const { answer, unpacked } = await send(
      `Content-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: ${bomb.length}`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 415 /);
    expect(unpacked).toBe(0);
  });

  test('as the transfer encoding: 400', async () => {
    const { answer, unpacked } = await send(
      `Content-Type: application/json\r\nTransfer-Encoding: gzip, chunked\r\n\r\n${bomb.length.toString(16)}`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(unpacked).toBe(0);
    expect((await app.call(orderSign())).status).toBe(200);
  });
});

describe('a large body made to cost much', () => {
  const MB = 1024 ** 2;

  test.each([
    ['10 MB of brackets', () => '['.repeat(10 * MB)],
    ['brackets that close', () => '['.repeat(5 * MB) + ']'.repeat(5 * MB)],
    ['objects in objects', () => '{"a":'.repeat(2 * MB)],
    ['nesting behind a long string', () => `{"a":"${'\\"['.repeat(100_000)}","b":${'['.repeat(MB)}`],
    [
      'nesting under the limit of the parser',
      () => `{"a":"${'x'.repeat(MB)}","b":${'['.repeat(500)}${']'.repeat(500)}}`,
    ],
  ])('%s: is refused before it is parsed', async (_, text) => {
    const parse = jest.spyOn(JSON, 'parse');
    const response = await app.call(text());
    const parsed = parse.mock.calls.filter(([given]) => given.length > MB).length;
    parse.mockRestore();
    expect(await codeOf(response)).toBe('nested-too-deep');
    expect(parsed).toBe(0);
  });

  test('brackets in strings are text', async () => {
    const text = JSON.stringify(orderSign({ extension: { note: `\\"${'[{'.repeat(MB / 4)}` } }));
    expect((await app.call(text)).status).toBe(200);
  });

  test.each([
    ['a million names', () => `{${Array.from({ length: 700_000 }, (_, at) => `"k${at}":1`).join(',')}}`],
    [
      'a million numbers for names',
      () => `{${Array.from({ length: 700_000 }, (_, at) => `"${at * 4099}":1`).join(',')}}`,
    ],
    ['the same name again and again', () => `{${'"hook":1,'.repeat(MB)}"hook":2}`],
    [
      'a name that would change all objects',
      () => JSON.stringify(orderSign()).replace('{', '{"__proto__":{"hook":"x"},'),
    ],
    ['a string of 10 MB', () => `"${'x'.repeat(10 * MB - 2)}"`],
    ['numbers without end', () => `[${'1e999,'.repeat(MB)}1]`],
    ['blanks', () => `${' '.repeat(10 * MB - 2)}{}`],
  ])('%s: is answered like any other wrong call, and the next one is right', async (_, text) => {
    expect((await app.call(text())).status).toBeLessThan(500);
    expect((await app.call(orderSign())).status).toBe(200);
    expect(({} as { hook?: unknown }).hook).toBeUndefined();
  });
});

describe('given room for 3 MB of bodies at the same time', () => {
  const MB = 1024 ** 2;

  test('then a body that does not fit is told to come again, and fits once another call is answered', async () => {
    let answerFirst: () => void = () => undefined;
    let begin: () => void = () => undefined;
    const begun = new Promise<void>((resolve) => (begin = resolve));
    const small = await startApp(
      [
        fakeService(async (request) => {
          if (request.context.userId === 'slow') {
            begin();
            await new Promise<void>((resolve) => (answerFirst = resolve));
          }
          return { response: { cards: [], systemActions: [] }, records: [] };
        }),
      ],
      { edge: { bodyMemory: 3 * MB } },
    );
    const held = small.call(orderSign({ extension: { padding: 'x'.repeat(2 * MB) } }, { userId: 'slow' }));
    await begun;
    const refused = await small.call(padded(2 * MB));
    expect([refused.status, await codeOf(refused)]).toEqual([503, 'busy']);
    expect((await small.call(orderSign())).status).toBe(200);
    answerFirst();
    expect((await held).status).toBe(200);
    expect((await small.call(padded(2 * MB))).status).toBe(200);
    await small.close();
  });

  test('then room is given back by refused and unfinished bodies as well', async () => {
    const small = await startApp([fakeService()], { edge: { bodyMemory: 3 * MB } });
    for (let time = 0; time < 4; time += 1) {
      expect((await small.call(`${padded(2 * MB)},`)).status).toBe(400);
      expect((await small.call(padded(2 * MB))).status).toBe(200);
    }
    await small.close();
  });
});

test('a client that goes away in the middle of its body harms nobody', async () => {
  const { port, hostname } = new URL(app.url);
  await new Promise<void>((resolve) => {
    const socket = connect(Number(port), hostname, () => {
      socket.write(
        'POST /cds-services/site-of-care-order-sign HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{"hook":',
        () => socket.destroy(),
      );
    });
    socket.on('close', () => resolve());
  });
  expect((await app.call(orderSign())).status).toBe(200);
});

async function codeOf(response: Response): Promise<string | undefined> {
  const outcome = (await response.json()) as OperationOutcome;
  return outcome.issue[0]?.details?.coding?.[0]?.code;
}

/** What the server answers to bytes written by hand. */
function exchange(request: string | Buffer): Promise<string> {
  const { port, hostname } = new URL(app.url);
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(Number(port), hostname, () => socket.write(request));
    socket.on('data', (chunk) => (text += chunk.toString()));
    socket.on('close', () => resolve(text));
    socket.on('error', reject);
  });
}
