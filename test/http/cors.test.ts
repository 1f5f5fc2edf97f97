/** CORS (CH-87) and the headers that tell browsers what never to do. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CallerRefused } from '../../src/auth/refusal.js';
import { startApp, type TestApp } from '../support/app.js';
import { fakeService, orderSign } from '../support/hook-call.js';

const ORIGIN = 'https://ehr.example';
const HOOK = '/cds-services/site-of-care-order-sign';
let app: TestApp;
let open: TestApp;

beforeAll(async () => {
  const verify = () => Promise.reject(new CallerRefused('client-unknown'));
  app = await startApp([fakeService()], {
    config: { mode: 'production', corsOrigins: [ORIGIN, 'https://other.example:8443'] },
    deps: { verify },
  });
  open = await startApp([fakeService()]);
});
afterAll(() => Promise.all([app.close(), open.close()]));

const preflight = (path: string, origin = ORIGIN, method = 'POST') =>
  fetch(`${app.url}${path}`, {
    method: 'OPTIONS',
    headers: {
      Origin: origin,
      'Access-Control-Request-Method': method,
      'Access-Control-Request-Headers': 'authorization,content-type',
    },
  });

function corsOf({ headers }: Response): Record<string, string> {
  return Object.fromEntries([...headers].filter(([name]) => name.startsWith('access-control-')));
}

describe('a preflight', () => {
  test('is answered without a token in production, with what may be sent and nothing else', async () => {
    const response = await preflight(HOOK);
    expect(response.status).toBe(204);
    expect(corsOf(response)).toEqual({
      'access-control-allow-origin': ORIGIN,
      'access-control-allow-methods': 'POST, OPTIONS',
      'access-control-allow-headers': 'Authorization, Content-Type',
      'access-control-max-age': '600',
    });
  });

  test.each([
    ['/cds-services', 'GET, HEAD, OPTIONS'],
    [HOOK, 'POST, OPTIONS'],
    [`${HOOK}/feedback`, 'POST, OPTIONS'],
    ['/decisions/x', 'GET, HEAD, OPTIONS'],
  ])('names the methods of %s', async (path, methods) => {
    expect((await preflight(path)).headers.get('access-control-allow-methods')).toBe(methods);
  });

  test.each(['https://ehr.example.evil.example', 'http://ehr.example', 'https://ehr.example:8443', 'null'])(
    'of another origin (%s) is allowed nothing',
    async (origin) => {
      expect(corsOf(await preflight(HOOK, origin))).toEqual({});
    },
  );

  test('at an address that is not there is 404', async () => {
    expect((await preflight('/nothing')).status).toBe(404);
  });
});

describe('an answer', () => {
  const withOrigin = { headers: { Origin: ORIGIN } };

  test.each<[string, number, () => Promise<Response>]>([
    ['400', 400, () => open.call('{', withOrigin)],
    ['401', 401, () => app.call(orderSign(), withOrigin)],
    ['404', 404, () => fetch(`${app.url}/nothing`, withOrigin)],
    ['405', 405, () => fetch(`${app.url}${HOOK}`, withOrigin)],
    ['415', 415, () => open.call('x', { headers: { Origin: ORIGIN, 'Content-Type': 'text/plain' } })],
  ])('that is an error (%s) carries the header as well', async (_, status, ask) => {
    const response = await ask();
    expect(response.status).toBe(status);
    expect(['*', ORIGIN]).toContain(response.headers.get('access-control-allow-origin'));
  });

  test('varies with the origin, and exposes and allows no more than the origin', async () => {
    const response = await fetch(`${app.url}/healthz`, withOrigin);
    expect(response.headers.get('vary')).toBe('Origin');
    expect(corsOf(response)).toEqual({ 'access-control-allow-origin': ORIGIN });
  });

  test('is never allowed to carry cookies', async () => {
    for (const url of [app.url, open.url]) {
      const response = await fetch(`${url}/healthz`, withOrigin);
      expect(response.headers.has('access-control-allow-credentials')).toBe(false);
    }
  });
});

describe('every answer, errors too', () => {
  test.each(['/healthz', '/nothing', '/cds-services'])(
    '%s: is not cached, sniffed, framed or run',
    async (path) => {
      const { headers } = await fetch(`${open.url}${path}`);
      expect(Object.fromEntries(headers)).toMatchObject({
        'cache-control': 'no-store',
        'content-security-policy': "default-src 'none';frame-ancestors 'none'",
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
        'strict-transport-security': expect.stringMatching(/^max-age=\d{8}/) as unknown,
      });
      expect(headers.has('x-powered-by')).toBe(false);
    },
  );

  test('keeps browsers to https only where clients use it', async () => {
    const plain = await startApp([], { config: { publicUrl: 'http://127.0.0.1:3000' } });
    const { headers } = await fetch(`${plain.url}/healthz`);
    expect(headers.has('strict-transport-security')).toBe(false);
    await plain.close();
  });
});

test('the sandbox page loads from its own origin only, and what it asks for is there', async () => {
  const response = await fetch(`${open.url}/`);
  const policy = response.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("script-src 'self'");
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toContain('unsafe-');
  const page = await response.text();
  expect(page).not.toMatch(/<style|<script(?![^>]* src=)|\sstyle=|\son\w+=/i);
  const parts = [...page.matchAll(/(?:<script[^>]* src|<link[^>]* href)="([^"]+)"/g)].map(
    ([, path]) => path ?? '',
  );
  expect(parts.length).toBeGreaterThan(0);
  for (const path of parts) {
    expect(path).toMatch(/^\/(?!\/)/);
    expect((await fetch(`${open.url}${path}`)).status).toBe(200);
  }
});
