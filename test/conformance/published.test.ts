/** What is published for machines to find the service by: the well-known document, the capability statement, the artifacts. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Bundle, CapabilityStatement, FhirResource } from 'fhir/r4.js';
import { startApp } from '../support/app.js';
import { startPolicyApp, type PolicyApp } from '../support/policy-app.js';
import { EVALUATED_AT } from '../support/scenarios/scenario.js';
import { faultsOfResource, profiles } from '../support/validate-fhir.js';

const PUBLIC_URL = 'https://cds.example.org';

let app: PolicyApp;
beforeAll(async () => {
  app = await startPolicyApp({ now: EVALUATED_AT });
});
afterAll(() => app.close());

async function get<T>(path: string): Promise<T> {
  const response = await fetch(`${app.url}${path}`);
  expect([response.status, response.headers.get('content-type')]).toEqual([
    200,
    expect.stringMatching(/^application\/(fhir\+)?json/),
  ]);
  return (await response.json()) as T;
}

describe('GET /.well-known/davinci-configuration', () => {
  test('the payer and the address of each CRD version, absolute under the public URL', async () => {
    expect(await get('/.well-known/davinci-configuration')).toEqual({
      identifier: { system: 'urn:oid:2.16.840.1.113883.6.300', value: '99999' },
      endpoints: {
        'davinci_crd_hook_endpoint#2.0': `${PUBLIC_URL}/cds-services`,
        'davinci_crd_hook_endpoint#2.2': `${PUBLIC_URL}/crd/2.2/cds-services`,
        'davinci_dtr_qpackage_endpoint#2.0': `${PUBLIC_URL}/fhir/Questionnaire/$questionnaire-package`,
        'davinci_dtr_qpackage_endpoint#2.2': `${PUBLIC_URL}/crd/2.2/fhir/Questionnaire/$questionnaire-package`,
      },
    });
  });

  test('each address is the discovery of that version', async () => {
    const { endpoints } = await get<{ endpoints: Record<string, string> }>(
      '/.well-known/davinci-configuration',
    );
    for (const [key, url] of Object.entries(endpoints)) {
      if (!key.startsWith('davinci_crd_')) continue;
      const { services } = await get<{ services: object[] }>(url.slice(PUBLIC_URL.length));
      expect(services.length).toBeGreaterThan(0);
    }
  });

  test('without a payer there is nothing to tell', async () => {
    const bare = await startApp([]);
    const response = await fetch(`${bare.url}/.well-known/davinci-configuration`);
    await bare.close();
    expect(response.status).toBe(404);
  });
});

describe('GET /fhir/metadata', () => {
  let statement: CapabilityStatement;
  beforeAll(async () => {
    statement = await get('/fhir/metadata');
  });

  test('it is valid FHIR', () => {
    expect(faultsOfResource(statement)).toEqual([]);
  });

  test('it names the CRD server it is, and the guides it follows', () => {
    expect(statement.instantiates).toEqual([
      'http://hl7.org/fhir/us/davinci-crd/CapabilityStatement/crd-server',
      'http://hl7.org/fhir/us/davinci-dtr/CapabilityStatement/dtr-payer-service',
    ]);
    expect(statement.implementationGuide).toEqual([
      'http://hl7.org/fhir/us/davinci-crd|2.0.1',
      'http://hl7.org/fhir/us/davinci-crd|2.2.1',
      'http://hl7.org/fhir/us/davinci-dtr|2.0.1',
      'http://hl7.org/fhir/us/davinci-dtr|2.2.0',
    ]);
    expect(statement.software?.version).toMatch(/^\d+\.\d+\.\d+/);
  });

  test('as a server it publishes artifacts, and says how calls are secured', () => {
    const server = statement.rest?.find(({ mode }) => mode === 'server');
    expect(server?.resource?.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['CodeSystem', 'Questionnaire', 'StructureDefinition', 'ValueSet']),
    );
    expect(server?.security?.description).toMatch(/JWT/);
  });

  test('as a client it reads and searches what discovery asks to be prefetched', () => {
    const client = statement.rest?.find(({ mode }) => mode === 'client');
    const interactions = new Map(
      client?.resource?.map(({ type, interaction = [] }) => [type, interaction.map(({ code }) => code)]),
    );
    expect(interactions.get('Patient')).toContain('read');
    expect(interactions.get('Coverage')).toContain('search-type');
    expect([...interactions.keys()]).toEqual([...interactions.keys()].sort());
  });
});

describe('the artifacts', () => {
  test('every one is valid FHIR R4', async () => {
    const statement = await get<CapabilityStatement>('/fhir/metadata');
    const types = statement.rest?.[0]?.resource?.map(({ type }) => type) ?? [];
    const faults: string[] = [];
    for (const type of types) {
      const { entry = [] } = await get<Bundle<FhirResource>>(`/fhir/${type}`);
      for (const { resource } of entry) {
        if (!resource) continue;
        faults.push(...faultsOfResource(resource).map((fault) => `${resource.id}: ${fault}`));
      }
    }
    expect(types.length).toBeGreaterThan(4);
    expect(faults).toEqual([]);
  });

  test('a resource that is not valid would be seen', () => {
    const broken = { resourceType: 'CodeSystem', id: 'x', status: 'made-up', content: 7 };
    expect(faultsOfResource(broken as unknown as FhirResource)).not.toEqual([]);
  });

  test('the profiles of what this service hands back are among them', async () => {
    const { entry = [] } = await get<Bundle>('/fhir/StructureDefinition');
    expect(entry.map(({ resource }) => resource?.id).sort()).toEqual([...profiles.keys()].sort());
  });
});
