import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { PayerKnowledge } from '../../../src/core/coverage/types.js';
import type { Bundle } from '../../../src/core/fhir.js';
import { compileDirectory } from '../../../src/core/site/directory.js';
import { milesBetween, zipOf } from '../../../src/core/site/distance.js';
import { loadPayers, type LoadedPayer } from '../../../src/knowledge/payers.js';
import { loadSiteMap } from '../../../src/knowledge/sites.js';
import { concept, NPI, NUCC, type Elements } from '../../support/draft.js';

const ROOT = join(import.meta.dirname, '../../..');
const siteMap = loadSiteMap(ROOT);
const { payer, directory } = loadPayers(ROOT, siteMap)[0] as LoadedPayer;

describe('the demo network', () => {
  test('each organisation is what its taxonomy and place of service say', () => {
    expect(
      Object.fromEntries(
        directory.sites.map(({ organization, siteClass }) => [organization.split('/')[1], siteClass]),
      ),
    ).toEqual({
      'hospital-1': 'HOPD',
      'hospital-2': 'HOPD',
      'aic-1': 'ASC_AIC',
      'aic-2': 'ASC_AIC',
      'aic-3': 'ASC_AIC',
      'asc-1': 'ASC_AIC',
      'office-1': 'OFFICE',
      'home-infusion-1': 'HOME',
      'home-infusion-pharmacy-1': 'HOME',
      'specialty-pharmacy-1': 'UNRESOLVED',
    });
  });

  test('in the network, out of it, not in the directory', () => {
    expect(directory.network('Organization/aic-1')).toBe('in');
    expect(directory.network('1900000039')).toBe('in');
    expect(directory.network('Organization/aic-3')).toBe('out');
    expect(directory.network('Organization/elsewhere')).toBe('unknown');
    expect(directory.network('Organization/payer-ga-him')).toBe('unknown');
    expect(directory.network(undefined)).toBe('unknown');
  });

  test('a place is found by NPI and by the payer’s id, with phone and address', () => {
    expect(directory.byNpi('1900000039')).toMatchObject({
      organization: 'Organization/aic-1',
      phone: '+1-555-0120',
      postalCode: '30308',
    });
    expect(directory.byReference('Location/aic-1-suite')?.organization).toBe('Organization/aic-1');
    expect(directory.byReference('Organization/unknown')).toBeUndefined();
  });
});

describe('who serves an address', () => {
  const near = (siteClass: 'ASC_AIC' | 'OFFICE' | 'HOPD' | 'HOME', zip: string | undefined) => {
    const { status, sites, nearestMiles } = directory.available(siteClass, zip, 50);
    return {
      status,
      nearestMiles,
      sites: sites.map(({ organization, distanceMiles }) => [organization.split('/')[1], distanceMiles]),
    };
  };

  test('base facts: in 30303 an infusion center at 2.3 miles, nearest first, out-of-network ones left out', () => {
    expect(near('ASC_AIC', '30303')).toEqual({
      status: 'available',
      nearestMiles: 2.3,
      sites: [
        ['aic-1', 2.3],
        ['asc-1', 16.6],
      ],
    });
  });

  test('base facts: home infusion serves 30303', () => {
    expect(near('HOME', '30303-1234').sites).toEqual([
      ['home-infusion-1', undefined],
      ['home-infusion-pharmacy-1', undefined],
    ]);
  });

  test('X03: in 31537 no center within 50 miles, no home infusion, the hospital around the corner', () => {
    expect(near('ASC_AIC', '31537')).toEqual({ status: 'none', nearestMiles: 168.1, sites: [] });
    expect(near('OFFICE', '31537')).toEqual({ status: 'none', nearestMiles: 249.4, sites: [] });
    expect(near('HOME', '31537')).toEqual({ status: 'none', nearestMiles: undefined, sites: [] });
    expect(near('HOPD', '31537')).toEqual({
      status: 'available',
      nearestMiles: 0.3,
      sites: [['hospital-2', 0.3]],
    });
  });

  test('an address without a known position: places are unknown, service areas are not', () => {
    expect(near('ASC_AIC', '30399')).toEqual({ status: 'unknown', nearestMiles: undefined, sites: [] });
    expect(near('HOME', '30399').status).toBe('available');
  });

  test.each([undefined, '', 'M5V 2T6', '3030', '303030'])('ZIP %p says nothing', (zip) => {
    expect(near('ASC_AIC', zip).status).toBe('unknown');
    expect(near('HOME', zip).status).toBe('unknown');
  });

  test('the radius includes its edge only', () => {
    expect(directory.available('ASC_AIC', '31537', 169).status).toBe('available');
    expect(directory.available('ASC_AIC', '31537', 168).status).toBe('none');
  });
});

describe('directories of other payers', () => {
  const suite = (elements: Elements = {}): Elements => ({
    resourceType: 'Organization',
    id: 'o',
    identifier: [{ system: NPI, value: '1234567890' }],
    type: [concept(NUCC, '261QI0500X')],
    ...elements,
  });
  const affiliation = (elements: Elements = {}): Elements => ({
    resourceType: 'OrganizationAffiliation',
    id: 'a',
    participatingOrganization: { reference: 'Organization/o' },
    network: [{ reference: payer.network }],
    ...elements,
  });
  const place = (elements: Elements = {}): Elements => ({
    resourceType: 'Location',
    id: 'l',
    managingOrganization: { reference: 'Organization/o' },
    address: { postalCode: '30308' },
    ...elements,
  });
  const compile = (resources: readonly Elements[], more: Partial<PayerKnowledge> = {}) =>
    compileDirectory(
      { resourceType: 'Bundle', entry: resources.map((resource) => ({ resource })) } as unknown as Bundle,
      { ...payer, ...more },
      siteMap,
    );
  const status = (...resources: readonly Elements[]) =>
    compile(resources).available('ASC_AIC', '30303', 50).status;

  test('a place without a position is where its ZIP code is', () => {
    expect(
      compile([suite(), affiliation(), place()]).available('ASC_AIC', '30303', 50).sites[0]?.distanceMiles,
    ).toBe(1.5);
  });

  test('a place that cannot be found on the map leaves the answer open', () => {
    expect(status(suite(), affiliation(), place({ address: undefined }))).toBe('unknown');
    expect(status(suite(), affiliation())).toBe('unknown');
  });

  test('inactive affiliations, other networks and inactive organisations do not count', () => {
    expect(status(suite(), affiliation({ active: false }), place())).toBe('none');
    expect(status(suite(), affiliation({ network: [{ reference: 'Organization/other' }] }), place())).toBe(
      'none',
    );
    expect(status(suite({ active: false }), affiliation(), place())).toBe('none');
  });

  test('a place that takes no new patients is no alternative', () => {
    const service = (code: string): Elements => ({
      resourceType: 'HealthcareService',
      id: 's',
      providedBy: { reference: 'Organization/o' },
      extension: [
        {
          url: 'http://hl7.org/fhir/us/davinci-pdex-plan-net/StructureDefinition/newpatients',
          extension: [{ url: 'acceptingPatients', valueCodeableConcept: concept('urn:x', code) }],
        },
      ],
    });
    expect(status(suite(), affiliation(), place(), service('existptonly'))).toBe('none');
    expect(status(suite(), affiliation(), place(), service('newpt'))).toBe('available');
  });

  test('an organisation with places of two kinds is none of them itself', () => {
    const hospital = place({
      id: 'h',
      type: [concept('http://terminology.hl7.org/CodeSystem/v3-RoleCode', 'HOSP')],
    });
    const both = compile([suite(), affiliation(), place(), hospital]);
    expect(both.byReference('Organization/o')?.siteClass).toBe('UNRESOLVED');
    expect(both.byReference('Location/h')?.siteClass).toBe('HOPD');
    expect(both.byReference('Location/l')?.siteClass).toBe('ASC_AIC');
  });

  test('a home agency without a service area leaves the answer open', () => {
    const agency = compile([suite({ type: [concept(NUCC, '251F00000X')] }), affiliation()]);
    expect(agency.available('HOME', '30303', 50).status).toBe('unknown');
  });
});

describe('distance', () => {
  const point = fc.tuple(
    fc.double({ min: -90, max: 90, noNaN: true }),
    fc.double({ min: -180, max: 180, noNaN: true }),
  );

  test('is symmetric, never negative and never more than half the Earth', () => {
    fc.assert(
      fc.property(point, point, (a, b) => {
        const miles = milesBetween(a, b);
        expect(miles).toBeGreaterThanOrEqual(0);
        expect(miles).toBeLessThanOrEqual(12_438);
        expect(milesBetween(b, a)).toBeCloseTo(miles, 6);
      }),
    );
  });

  test('Atlanta to New York is 746 miles', () => {
    expect(milesBetween([33.749, -84.388], [40.7128, -74.006])).toBeCloseTo(746, -1);
  });

  test('a ZIP code is five digits, with or without four more', () => {
    expect(['30303', ' 30303 ', '30303-1234', '303031234'].map(zipOf)).toEqual(Array(4).fill('30303'));
    expect([30303, null, '303', 'GA 30303'].map(zipOf)).toEqual(Array(4).fill(undefined));
  });
});
