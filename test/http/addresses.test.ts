import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.js';
import { fakeService, orderSign } from '../support/hook-call.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp([fakeService()]);
});
afterAll(() => app.close());

describe('methods', () => {
  test.each([
    ['GET', '/cds-services/site-of-care-order-sign', 'POST, OPTIONS'],
    ['POST', '/cds-services', 'GET, HEAD, OPTIONS'],
    ['DELETE', '/decisions/x', 'GET, HEAD, OPTIONS'],
    ['PUT', '/fhir/ValueSet/x', 'GET, HEAD, OPTIONS'],
    ['GET', '/cds-services/x/feedback', 'POST, OPTIONS'],
  ])('%s %s is 405, Allow: %s', async (method, path, allow) => {
    const response = await fetch(`${app.url}${path}`, { method });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe(allow);
    expect(await response.json()).toMatchObject({
      resourceType: 'OperationOutcome',
      issue: [{ code: 'not-supported' }],
    });
  });

  test('HEAD is answered like GET, without a body', async () => {
    const response = await fetch(`${app.url}/cds-services`, { method: 'HEAD' });
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('');
  });
});

test.each(['/nothing', '/cds-services/a/b/c', '/fhir', '/crd/9.9/cds-services', '/favicon.ico'])(
  'an unknown address %s is 404 with an OperationOutcome',
  async (path) => {
    const response = await fetch(`${app.url}${path}`);
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({
      resourceType: 'OperationOutcome',
      issue: [{ code: 'not-found' }],
    });
  },
);

test('a broken percent-encoding is 400', async () => {
  const response = await fetch(`${app.url}/decisions/%E0%A4%A`);
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ resourceType: 'OperationOutcome' });
});

test('no answer tells what the server is made of', async () => {
  const response = await fetch(`${app.url}/nothing`);
  expect(response.headers.get('x-powered-by')).toBeNull();
  expect(await response.text()).not.toMatch(/node_modules|\.ts\b|\.js\b|:\d+:\d+/);
});

describe('CORS', () => {
  const preflight = {
    'Access-Control-Request-Method': 'POST',
    'Access-Control-Request-Headers': 'authorization',
  };

  test('a preflight is answered for any address, with what may be sent', async () => {
    const response = await fetch(`${app.url}/cds-services/x`, {
      method: 'OPTIONS',
      headers: { Origin: 'https://ehr.example', ...preflight },
    });
    expect(response.status).toBe(204);
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(response.headers.get('access-control-allow-headers')).toBe('Authorization, Content-Type');
    expect(response.headers.get('access-control-allow-methods')).toContain('POST');
  });

  test('answers and errors carry the header too', async () => {
    for (const path of ['/cds-services', '/nothing']) {
      expect((await fetch(`${app.url}${path}`)).headers.get('access-control-allow-origin')).toBe('*');
    }
    expect((await app.call('{')).headers.get('access-control-allow-origin')).toBe('*');
  });

  test('with named origins, only those are allowed', async () => {
    const strict = await startApp([fakeService()], { config: { corsOrigins: ['https://ehr.example'] } });
    const ask = async (origin: string) =>
      (await strict.call(orderSign(), { headers: { Origin: origin } })).headers.get(
        'access-control-allow-origin',
      );
    expect(await ask('https://ehr.example')).toBe('https://ehr.example');
    expect(await ask('https://ehr.example.evil.example')).toBeNull();
    const response = await fetch(`${strict.url}/cds-services`);
    expect(response.headers.get('vary')).toBe('Origin');
    await strict.close();
  });
});
