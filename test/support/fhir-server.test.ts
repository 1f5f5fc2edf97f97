import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { startFhirServer, type FhirServer } from './fhir-server.js';

let server: FhirServer;
beforeAll(async () => {
  server = await startFhirServer({ pageSize: 2 });
});
afterAll(() => server.close());
beforeEach(() => server.reset());

const get = async (path: string) =>
  (await fetch(`${server.url}/${path}`)).json() as Promise<Record<string, never>>;
const urn = 'urn:uuid:5b0a2f0e-1111-4222-8333-444444444444';
const transaction = {
  resourceType: 'Bundle',
  type: 'transaction',
  entry: [
    { fullUrl: urn, resource: { resourceType: 'Patient' }, request: { method: 'POST', url: 'Patient' } },
    {
      resource: { resourceType: 'Practitioner', id: 'dr', identifier: [{ system: 'npi', value: '1' }] },
      request: { method: 'PUT', url: 'Practitioner/dr' },
    },
    {
      resource: {
        resourceType: 'Condition',
        id: 'c1',
        subject: { reference: urn },
        recorder: { reference: 'Practitioner?identifier=npi|1' },
        code: { coding: [{ system: 'icd', code: 'I50.9' }] },
      },
      request: { method: 'PUT', url: 'Condition/c1' },
    },
  ],
};

test('a transaction is loaded with its urn and conditional references rewritten', async () => {
  const response = await fetch(server.url, { method: 'POST', body: JSON.stringify(transaction) });
  const { entry } = (await response.json()) as { entry: { response: { location: string } }[] };
  const patient = entry[0]?.response.location;
  expect(patient).toMatch(/^Patient\/[0-9a-f-]{36}$/);
  expect(await get('Condition/c1')).toMatchObject({
    subject: { reference: patient },
    recorder: { reference: 'Practitioner/dr' },
  });
});

test('searches filter by patient, token and id; an unknown parameter is refused', async () => {
  const [patient] = server.load(transaction);
  const total = async (query: string) => (await get(`Condition?${query}`))['total'];
  expect(await total(`patient=${patient?.replace('Patient/', '')}`)).toBe(1);
  expect(await total('patient=other')).toBe(0);
  expect(await total('code=icd|I50.9,icd|I10')).toBe(1);
  expect(await total('code=other|I50.9')).toBe(0);
  expect(await total('_id=c2')).toBe(0);
  expect((await fetch(`${server.url}/Condition?colour=red`)).status).toBe(400);
});

test('results are paged with opaque links, and what is not there is 404', async () => {
  server.load([1, 2, 3].map((n) => ({ resourceType: 'Location', id: `l${n}` })));
  const first = await get('Location');
  expect(first['entry']).toHaveLength(2);
  const { url } =
    (first['link'] as unknown as { relation: string; url: string }[]).find(
      ({ relation }) => relation === 'next',
    ) ?? {};
  const second = (await (await fetch(url ?? '')).json()) as { entry: unknown[]; link: unknown[] };
  expect(second.entry).toHaveLength(1);
  expect(second.link).toHaveLength(1);
  expect((await fetch(`${server.url}/Location/l9`)).status).toBe(404);
});
