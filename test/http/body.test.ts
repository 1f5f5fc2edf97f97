import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
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

  test('a compressed body is 415', async () => {
    expect((await app.call(orderSign(), { headers: { 'Content-Encoding': 'gzip' } })).status).toBe(415);
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

/** What the server answers to bytes written by hand. */
function exchange(request: string): Promise<string> {
  const { port, hostname } = new URL(app.url);
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(Number(port), hostname, () => socket.write(request));
    socket.on('data', (chunk) => (text += chunk.toString()));
    socket.on('close', () => resolve(text));
    socket.on('error', reject);
  });
}
