/** The thread's other side is played by small scripts; test/decisions/kill.test.ts has the real one. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, test } from '@jest/globals';
import { openThreadedStore } from '../../src/decisions/threaded-store.js';

const folder = mkdtempSync(join(tmpdir(), 'thread-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let scripts = 0;
/** A thread that opens as told, and does as told with each message. */
function open(onMessage: string, opening = 'parentPort.postMessage({ id: 0 });') {
  scripts += 1;
  const file = join(folder, `${scripts}.mjs`);
  writeFileSync(
    file,
    `import { parentPort, threadId } from 'node:worker_threads';
     ${opening}
     parentPort.on('message', ({ id, method, args }) => { ${onMessage} });`,
  );
  return openThreadedStore({ database: ':memory:' }, pathToFileURL(file));
}

test('calls and their answers find each other, whatever the order they come in', async () => {
  const store = await open(`
    const ms = method === 'byId' ? 20 : 0;
    setTimeout(() => parentPort.postMessage({ id, value: method === 'close' ? undefined : new Set([method, ...args]) }), ms);
  `);
  const [first, second] = await Promise.all([store.byId('a'), store.knownIds(['b'])]);
  expect(first).toEqual(new Set(['byId', 'a']));
  expect(second).toEqual(new Set(['knownIds', ['b']]));
  await store.close();
});

test('a failure keeps its code', async () => {
  const store = await open(
    `parentPort.postMessage(method === 'close' ? { id } : { id, failure: { message: 'disk full', code: 'SQLITE_FULL' } });`,
  );
  await expect(store.save([])).rejects.toMatchObject({ code: 'SQLITE_FULL' });
  await store.close();
});

test('a thread that ends fails the calls that wait, and the next ones get one new thread', async () => {
  const store = await open(`
    if (method === 'check') process.exit(1);
    parentPort.postMessage({ id, value: threadId });
  `);
  const before = (await store.byId('')) as unknown;
  const waiting = [store.check(), store.check()];
  for (const call of waiting) await expect(call).rejects.toMatchObject({ code: 'THREAD' });
  const after = (await Promise.all([store.byId(''), store.byId('')])) as unknown[];
  expect(new Set(after).size).toBe(1);
  expect(after[0]).not.toBe(before);
  await store.close();
  await expect(store.check()).rejects.toMatchObject({ code: 'CLOSED' });
});

test('a store that cannot be opened is told as it was told in the thread', async () => {
  const opening = `parentPort.postMessage({ id: 0, failure: { message: 'DATABASE: no.' } }); parentPort.close();`;
  await expect(open('', opening)).rejects.toThrow('DATABASE: no.');
  await expect(open('', 'throw new Error("at once");')).rejects.toMatchObject({ code: 'THREAD' });
});
