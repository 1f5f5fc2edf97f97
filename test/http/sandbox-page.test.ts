/** GET / in sandbox mode: the built page with its files, or a plain one where nothing was built. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.js';
import { fakeService } from '../support/hook-call.js';

const outside = mkdtempSync(join(tmpdir(), 'site-of-care-page-'));
const folder = join(outside, 'page');
mkdirSync(join(folder, 'assets'), { recursive: true });
const files: Readonly<Record<string, string>> = {
  'index.html':
    '<!doctype html><title>Sandbox</title><script type="module" src="/assets/index-Ab12Cd34.js"></script>',
  'assets/index-Ab12Cd34.js': 'export {};',
  'assets/index-Ab12Cd34.css': 'body { color: black }',
  'assets/plain.js': 'export {};',
  'favicon.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
  'other.txt': 'not part of the page',
  '../secret.txt': 'not for anybody',
};
for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
afterAll(() => rmSync(outside, { recursive: true }));

let app: TestApp;
beforeAll(async () => {
  app = await startApp([fakeService()], { deps: { page: folder } });
});
afterAll(() => app.close());

describe('the built page', () => {
  test('is at / and may load from its own origin only, nothing inline', async () => {
    const response = await fetch(`${app.url}/`);
    expect(await response.text()).toBe(files['index.html']);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('no-cache');
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("connect-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
  });

  test.each([
    ['/assets/index-Ab12Cd34.js', 'text/javascript; charset=utf-8', 'public, max-age=31536000, immutable'],
    ['/assets/index-Ab12Cd34.css', 'text/css; charset=utf-8', 'public, max-age=31536000, immutable'],
    ['/assets/plain.js', 'text/javascript; charset=utf-8', 'no-cache'],
    ['/favicon.svg', 'image/svg+xml', 'no-cache'],
  ])('%s comes as %s, %s', async (path, type, cache) => {
    const { status, headers } = await fetch(`${app.url}${path}`);
    expect([status, headers.get('content-type'), headers.get('cache-control')]).toEqual([200, type, cache]);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  test('an unchanged page is not sent again', async () => {
    const etag = (await fetch(`${app.url}/`)).headers.get('etag') ?? '';
    const again = await fetch(`${app.url}/`, {
      headers: { 'if-none-match': etag, 'cache-control': 'max-age=0' },
    });
    expect(again.status).toBe(304);
  });

  test.each([
    '/assets/none.js',
    '/assets/',
    '/other.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/assets/%2e%2e/%2e%2e/secret.txt',
    '/assets/..%5c..%5csecret.txt',
    '/assets/%00',
  ])('%s is not there', async (path) => {
    expect((await fetch(`${app.url}${path}`)).status).toBe(404);
  });

  test('takes no POST', async () => {
    expect((await fetch(`${app.url}/`, { method: 'POST' })).status).toBe(405);
  });
});

test('given nothing was built, then a plain page that says where to click', async () => {
  const plain = await startApp([fakeService()], { deps: { page: join(folder, 'nothing') } });
  const response = await fetch(`${plain.url}/`);
  expect(await response.text()).toContain('/cds-services/site-of-care-order-sign');
  expect(response.headers.get('content-security-policy')).not.toContain('unsafe');
  expect((await fetch(`${plain.url}/sandbox/page.css`)).headers.get('content-type')).toMatch(/^text\/css/);
  await plain.close();
});
