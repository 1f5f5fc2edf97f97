import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Bundle, CapabilityStatement } from 'fhir/r4.js';
import { startApp, type TestApp } from '../support/app.js';

const artifacts = [
  {
    resourceType: 'ValueSet',
    id: 'vs-a',
    url: 'https://example.org/ValueSet/a',
    version: '1',
    status: 'active',
  },
  {
    resourceType: 'ValueSet',
    id: 'vs-b',
    url: 'https://example.org/ValueSet/b',
    version: '2',
    status: 'active',
  },
  { resourceType: 'ConceptMap', id: 'cm', url: 'https://example.org/ConceptMap/c', status: 'active' },
] as const;

let app: TestApp;
beforeAll(async () => {
  app = await startApp([], { deps: { artifacts } });
});
afterAll(() => app.close());

async function get<T>(path: string): Promise<T> {
  const response = await fetch(`${app.url}/fhir/${path}`);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toMatch(/^application\/fhir\+json/);
  return (await response.json()) as T;
}

test('metadata lists what can be read and searched', async () => {
  const statement = await get<CapabilityStatement>('metadata');
  expect(statement.fhirVersion).toBe('4.0.1');
  expect(statement.rest?.[0]?.resource?.map(({ type }) => type)).toEqual(['ConceptMap', 'ValueSet']);
});

test('an artifact is read by its id', async () => {
  expect(await get('ValueSet/vs-a')).toEqual(artifacts[0]);
});

test.each([
  ['ValueSet', ['vs-a', 'vs-b']],
  ['ValueSet?url=https://example.org/ValueSet/b', ['vs-b']],
  ['ValueSet?url=https://example.org/ValueSet/b%7C2', ['vs-b']],
  ['ValueSet?url=https://example.org/ValueSet/b%7C1', []],
  ['ValueSet?url=https://example.org/ValueSet/a,https://example.org/ValueSet/b', ['vs-a', 'vs-b']],
  ['ValueSet?_id=vs-a&url=https://example.org/ValueSet/b', []],
  ['ValueSet?version=1', ['vs-a']],
  ['ValueSet?url=https://example.org/ConceptMap/c', []],
  ['ValueSet?colour=blue', ['vs-a', 'vs-b']],
])('searching %s finds %j', async (query, ids) => {
  const bundle = await get<Bundle>(query);
  expect(bundle).toMatchObject({ resourceType: 'Bundle', type: 'searchset', total: ids.length });
  expect((bundle.entry ?? []).map(({ resource }) => resource?.id)).toEqual(ids);
  expect((bundle.entry ?? []).map(({ fullUrl }) => fullUrl)).toEqual(
    ids.map((id) => `https://cds.example.org/fhir/ValueSet/${id}`),
  );
});

test('the self link says which parameters were used', async () => {
  const bundle = await get<Bundle>('ValueSet?version=1&colour=blue');
  expect(bundle.link).toEqual([{ relation: 'self', url: 'https://cds.example.org/fhir/ValueSet?version=1' }]);
});

test.each([
  'ValueSet/nobody',
  'ConceptMap/vs-a',
  'Patient',
  'Patient/1',
  '__proto__',
  'ValueSet/constructor',
])('%s is 404', async (path) => {
  const response = await fetch(`${app.url}/fhir/${path}`);
  expect(response.status).toBe(404);
  expect(await response.json()).toMatchObject({ resourceType: 'OperationOutcome' });
});
