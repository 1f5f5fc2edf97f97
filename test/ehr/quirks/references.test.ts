/** Quirks 21 and 22: every form of a reference, and ids as EHRs make them. */
import { describe, expect, test } from '@jest/globals';
import type { Identifier, ServiceRequest } from 'fhir/r4.js';
import type { DraftRequest } from '../../../src/hooks/types.js';
import { patient, surroundings, coverage, given } from '../../support/scenarios/chart.js';
import { drugs } from '../../support/scenarios/drugs.js';
import { hospitalService, infusionOrder } from '../../support/scenarios/orders.js';
import { hospitalInfusion } from '../../support/scenarios/places.js';
import { ask, read, references } from '../support.js';
import { bench, maintenance, statusOf, without } from './support.js';

const service = bench();

describe('quirk 21: every form of a reference', () => {
  /** The site stands in the referenced Location alone. */
  const at = (locationReference: object, rest: Partial<ServiceRequest> = {}) => {
    const service = without(hospitalService(rest), 'locationCode');
    const companion = { ...service, locationReference: [locationReference] } as ServiceRequest;
    return { ...maintenance(), draft: [infusionOrder(drugs.infliximab), companion] };
  };
  const siteOf = async (...[situation, change]: Parameters<typeof service.decisionOn>) =>
    (await service.decisionOn(situation, change)).site?.class;

  test('relative', async () => {
    expect(await siteOf(at({ reference: 'Location/h1' }))).toBe('HOPD');
  });

  test('relative with a version', async () => {
    expect(await siteOf(at({ reference: 'Location/h1/_history/3' }))).toBe('HOPD');
  });

  test('absolute', async () => {
    expect(await siteOf(at({ reference: `${service.ehr.url}/Location/h1` }))).toBe('HOPD');
  });

  test('contained', async () => {
    const contained = [{ ...hospitalInfusion, id: 'loc' }];
    expect(await siteOf(at({ reference: '#loc' }, { contained }))).toBe('HOPD');
  });

  test('urn:uuid of an entry of the draft', async () => {
    const urn = 'urn:uuid:7b1d6f52-6c39-4a0e-9f0c-0b3f3c1f1a55';
    const withLocation = (request: DraftRequest): DraftRequest => ({
      ...request,
      context: {
        ...request.context,
        draftOrders: {
          ...request.context.draftOrders,
          entry: [...(request.context.draftOrders.entry ?? []), { fullUrl: urn, resource: hospitalInfusion }],
        },
      },
    });
    expect(await siteOf(at({ reference: urn }), withLocation)).toBe('HOPD');
  });

  test.each([
    ['conditional', { reference: 'Location?identifier=h|1' }],
    ['display only', { display: 'Main campus, 4th floor' }],
    ['nowhere', { reference: 'Location/gone' }],
    ['null', { reference: null }],
    ['of another type than it says', { reference: 'Patient/p1' }],
    ['a fragment that is not contained', { reference: '#gone' }],
  ])('%s: unknown, and never guessed', async (_form, reference) => {
    expect(await siteOf(at(reference))).toBe('UNRESOLVED');
  });
});

describe('quirk 22: ids and identifiers as EHRs make them', () => {
  const long = `e${'A1b2'.repeat(48)}x`;

  test('an id may be longer than FHIR allows', async () => {
    service.ehr.load({ resourceType: 'Location', id: long });
    expect(references(await ask(service.ehr.url, read('Location', long)))).toEqual([`Location/${long}`]);
  });

  test('given a draft order with an id of 194 characters, then it is decided', async () => {
    expect(long).toHaveLength(194);
    const record = await service.decisionOn({
      ...maintenance(),
      draft: [infusionOrder(drugs.infliximab, { id: long }), hospitalService()],
    });
    expect(record).toMatchObject({ order: `MedicationRequest/${long}`, determination: 'not-met' });
  });

  test.each(['Patient/p1', ' p1 ', 'https://ehr.example/fhir/Patient/p1'])(
    'given the patientId %j, then it is patient p1',
    async (patientId) => {
      const record = await service.decisionOn(maintenance(), (request) => ({
        ...request,
        context: { ...request.context, patientId },
      }));
      expect(record.determination).toBe('not-met');
      const asked = service.ehr.requests.map(({ query }) => query.get('patient')).filter(Boolean);
      expect(new Set(asked)).toEqual(new Set(['p1']));
    },
  );

  test('given an MRN padded with spaces and identifiers without a value, then nothing breaks', async () => {
    const identifier = [
      { system: 'urn:mrn', value: '   00471199  ' },
      { system: 'urn:ssn', _value: { extension: [{ url: 'urn:x', valueString: 'masked' }] } } as Identifier,
    ];
    const record = await service.decisionOn({
      draft: maintenance().draft,
      chart: [patient({ identifier }), coverage(), ...surroundings, given(drugs.infliximab, '2025-08-13')],
    });
    expect(statusOf(record, 'S.LOB')).toBe('met');
    expect(JSON.stringify(record)).not.toContain('471199');
  });
});
