import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { resolveSite } from '../../../src/core/site/resolve.js';
import type { SiteResult } from '../../../src/core/site/types.js';
import { loadPayers } from '../../../src/knowledge/payers.js';
import { loadSiteMap } from '../../../src/knowledge/sites.js';
import {
  ACT,
  CATEGORY,
  chartOf,
  concept,
  CPT,
  medicationRequest,
  NPI,
  NUCC,
  orderIn,
  ordersIn,
  POS,
  ROLE,
  serviceRequest,
  type Elements,
} from '../../support/draft.js';

const ROOT = join(import.meta.dirname, '../../..');
const siteMap = loadSiteMap(ROOT);
const directory = loadPayers(ROOT, siteMap)[0]?.directory;

const location = (id: string, elements: Elements = {}): Elements => ({
  resourceType: 'Location',
  id,
  ...elements,
});
const organization = (id: string, ...codes: readonly string[]): Elements => ({
  resourceType: 'Organization',
  id,
  type: codes.map((code) => concept(NUCC, code)),
});
const hospital = organization('h', '282N00000X');
const h1 = location('h1', {
  name: 'Outpatient Infusion',
  type: [concept(ROLE, 'HOSP')],
  managingOrganization: { reference: 'Organization/h' },
});
const at = (id: string): Elements => ({ locationReference: [{ reference: `Location/${id}` }] });
const pos = (code: string): Elements => ({ locationCode: [concept(POS, code)] });

interface Given {
  readonly order?: Elements;
  /** Undefined: no service at all. */
  readonly service?: Elements;
  readonly more?: readonly Elements[];
  readonly chart?: readonly Elements[];
  readonly encounterId?: string;
}

function site({ order = {}, service, more = [], chart = [], encounterId }: Given): SiteResult {
  const services = service ? [serviceRequest(service), ...more] : more;
  const known = chartOf(chart);
  return resolveSite(
    orderIn([medicationRequest(order), ...services], known),
    known,
    siteMap,
    directory,
    encounterId,
  );
}
const answer = (given: Given): string => {
  const { class: siteClass, rung } = site(given);
  return rung === undefined ? siteClass : `${siteClass} ${rung}`;
};

describe('rung 1, place of service', () => {
  test.each([
    ['22', 'HOPD 1'],
    ['19', 'HOPD 1'],
    ['12', 'HOME 1'],
    ['24', 'ASC_AIC 1'],
    ['01', 'PHARMACY 1'],
    ['1', 'PHARMACY 1'],
    ['21', 'OUT_OF_SCOPE 1'],
    ['11', 'UNRESOLVED'],
    ['49', 'UNRESOLVED'],
    ['98', 'UNRESOLVED'],
  ])('%s: %s', (code, expected) => {
    expect(answer({ service: pos(code) })).toBe(expected);
  });

  test('every name of the code system, and the code as two digits', () => {
    for (const system of [
      'urn:oid:2.16.840.1.113883.15.5',
      'http://hl7.org/fhir/us/davinci-crd/CodeSystem/temp',
    ]) {
      expect(site({ service: { locationCode: [concept(system, '1')] } })).toMatchObject({
        class: 'PHARMACY',
        posCode: '01',
      });
    }
    expect(answer({ service: { locationCode: [concept('urn:local', '22')] } })).toBe('UNRESOLVED');
    expect(answer({ service: { locationCode: [{ coding: [{ code: '22' }] }] } })).toBe('UNRESOLVED');
  });

  test('an extension of the order or the service that carries the code', () => {
    const extension = [{ url: 'urn:site', valueCodeableConcept: concept(POS, '22') }];
    expect(site({ order: { extension } })).toMatchObject({
      class: 'HOPD',
      writtenAt: 'MedicationRequest/m1',
    });
    expect(site({ service: { extension: [{ url: 'urn:outer', extension }] } })).toMatchObject({
      class: 'HOPD',
    });
  });

  test('two codes that contradict each other', () => {
    expect(answer({ service: { locationCode: [concept(POS, '22'), concept(POS, '12')] } })).toBe(
      'UNRESOLVED',
    );
  });

  test('evidence, code and writing place of the base case', () => {
    const result = site({ service: { ...pos('22'), ...at('h1') }, chart: [h1, hospital] });
    expect(result).toMatchObject({
      class: 'HOPD',
      posCode: '22',
      rung: 1,
      name: 'Outpatient Infusion',
      writtenAt: 'ServiceRequest/s1',
    });
    expect(result.evidence).toContainEqual({
      reference: 'ServiceRequest/s1',
      path: 'locationCode',
      code: `${POS}|22`,
      source: 'draft',
    });
    expect(result.evidence).toContainEqual(
      expect.objectContaining({ reference: 'ServiceRequest/s1', path: 'locationReference' }),
    );
  });
});

describe('place of service 11 needs a second attribute', () => {
  const suite = organization('o', '261QI0500X');
  const practice = organization('o', '207RR0500X');
  const clinic = location('l', {
    type: [concept(ROLE, 'OF')],
    managingOrganization: { reference: 'Organization/o' },
  });

  test('an infusion center by taxonomy of the code, the owner, or the performer', () => {
    expect(answer({ service: { locationCode: [concept(POS, '11'), concept(NUCC, '261QI0500X')] } })).toBe(
      'ASC_AIC 4',
    );
    expect(answer({ service: { ...pos('11'), ...at('l') }, chart: [clinic, suite] })).toBe('ASC_AIC 2');
    expect(
      answer({ service: { ...pos('11'), performer: [{ reference: 'Organization/o' }] }, chart: [suite] }),
    ).toBe('ASC_AIC 4');
  });

  test('an office by PROFF or by a practice as owner', () => {
    const office = location('l', { type: [concept(ROLE, 'PROFF')] });
    expect(answer({ service: { ...pos('11'), ...at('l') }, chart: [office] })).toBe('OFFICE 2');
    expect(answer({ service: { ...pos('11'), ...at('l') }, chart: [clinic, practice] })).toBe('OFFICE 2');
  });

  test('a hospital contradicts it', () => {
    const result = site({ service: { ...pos('11'), ...at('h1') }, chart: [h1, hospital] });
    expect(result.class).toBe('UNRESOLVED');
    expect(result.reason).toContain('contradicts itself');
  });

  test('alone it says what is missing', () => {
    const result = site({ service: pos('11') });
    expect(result).toMatchObject({ class: 'UNRESOLVED', posCode: '11', writtenAt: 'ServiceRequest/s1' });
    expect(result.reason).toBe(
      'The place of service can be an office or an ambulatory infusion or surgical center, and nothing in the order tells which.',
    );
  });
});

describe('rung 2, location', () => {
  test('bed, part of a ward, part of a hospital', () => {
    const bed = location('bed', { name: 'Chair 4', partOf: { reference: 'Location/ward' } });
    const ward = location('ward', { partOf: { reference: 'Location/h1' } });
    const result = site({ service: at('bed'), chart: [bed, ward, h1, hospital] });
    expect(result).toMatchObject({ class: 'HOPD', rung: 2, name: 'Outpatient Infusion' });
  });

  test('a chain that turns on itself ends', () => {
    const a = location('a', { partOf: { reference: 'Location/b' } });
    const b = location('b', { partOf: { reference: 'Location/a' } });
    expect(answer({ service: at('a'), chart: [a, b] })).toBe('UNRESOLVED');
  });

  test.each([
    ['282N00000X', 'HOPD 2'],
    ['282NC0060X', 'HOPD 2'],
    ['207RR0500X', 'OFFICE 2'],
    ['261QI0500X', 'ASC_AIC 2'],
    ['251F00000X', 'UNRESOLVED'],
    [undefined, 'UNRESOLVED'],
  ])('a rheumatology clinic owned by %s: %s', (code, expected) => {
    const clinic = location('l', {
      type: [concept(ROLE, 'RHEUM')],
      managingOrganization: { reference: 'Organization/o' },
    });
    expect(answer({ service: at('l'), chart: [clinic, organization('o', ...(code ? [code] : []))] })).toBe(
      expected,
    );
  });

  test('a clinic without an owner in a hospital is the hospital’s', () => {
    const clinic = location('l', { type: [concept(ROLE, 'ONCL')], partOf: { reference: 'Location/h1' } });
    expect(answer({ service: at('l'), chart: [clinic, h1, hospital] })).toBe('HOPD 2');
  });

  test('a hospital as owner by its CMS certification number', () => {
    const clinic = location('l', {
      type: [concept(ROLE, 'OF')],
      managingOrganization: { reference: 'Organization/o' },
    });
    const owner = (value: string): Elements => ({
      resourceType: 'Organization',
      id: 'o',
      identifier: [{ system: 'http://hl7.org/fhir/sid/us-ccn', value }],
    });
    expect(answer({ service: at('l'), chart: [clinic, owner('110010')] })).toBe('HOPD 2');
    expect(answer({ service: at('l'), chart: [clinic, owner('115010')] })).toBe('UNRESOLVED');
  });

  test('a department’s organisation that is part of a hospital', () => {
    const clinic = location('l', { managingOrganization: { reference: 'Organization/dept' } });
    const department = { ...organization('dept'), partOf: { reference: 'Organization/h' } };
    expect(answer({ service: at('l'), chart: [clinic, department, hospital] })).toBe('HOPD 2');
  });

  test('types that contradict each other, and two locations that do', () => {
    const odd = location('l', { type: [concept(ROLE, 'HOSP'), concept(ROLE, 'PTRES')] });
    expect(answer({ service: at('l'), chart: [odd] })).toBe('UNRESOLVED');
    const home = location('home', { type: [concept(ROLE, 'PTRES')] });
    const service = { locationReference: [{ reference: 'Location/h1' }, { reference: 'Location/home' }] };
    expect(answer({ service, chart: [h1, hospital, home] })).toBe('UNRESOLVED');
  });

  test('the patient’s residence, a pharmacy, an intensive care unit', () => {
    for (const [code, expected] of [
      ['PTRES', 'HOME 2'],
      ['PHARM', 'PHARMACY 2'],
      ['ICU', 'OUT_OF_SCOPE 2'],
    ] as const) {
      expect(answer({ service: at('l'), chart: [location('l', { type: [concept(ROLE, code)] })] })).toBe(
        expected,
      );
    }
  });

  test('a role code in locationCode, as base R4 has it', () => {
    expect(answer({ service: { locationCode: [concept(ROLE, 'HOSP')] } })).toBe('HOPD 2');
  });

  test('a place of service in Location.type counts and is told', () => {
    const typed = location('l', { type: [concept(POS, '22')] });
    expect(site({ service: at('l'), chart: [typed] })).toMatchObject({
      class: 'HOPD',
      rung: 2,
      posCode: '22',
    });
  });

  test('a Location that cannot be seen is named', () => {
    expect(site({ service: at('x') }).reason).toContain('Location/x could not be seen');
  });

  test('a contained Location, managed by a contained Organization', () => {
    const contained = [
      { ...location('l'), managingOrganization: { reference: '#o' } },
      organization('o', '282N00000X'),
    ];
    const service = { contained, locationReference: [{ reference: '#l' }] };
    const draft = [medicationRequest(), serviceRequest(service)];
    const chart = chartOf([serviceRequest(service)], {}, 'draft');
    expect(resolveSite(orderIn(draft, chart), chart, siteMap, directory)).toMatchObject({
      class: 'HOPD',
      rung: 2,
    });
  });
});

describe('rung 4, performer', () => {
  test.each([
    ['282N00000X', 'HOPD 4'],
    ['251F00000X', 'HOME 4'],
    ['261QI0500X', 'ASC_AIC 4'],
    ['333600000X', 'PHARMACY 4'],
    ['3336S0011X', 'UNRESOLVED'],
    ['261QX0200X', 'UNRESOLVED'],
  ])('an Organization %s: %s', (code, expected) => {
    const performer = { reference: 'Organization/o' };
    expect(answer({ service: { performer: [performer] }, chart: [organization('o', code)] })).toBe(expected);
    expect(answer({ order: { performer }, chart: [organization('o', code)] })).toBe(expected);
  });

  test('a PractitionerRole: its location before its organization', () => {
    const role = {
      resourceType: 'PractitionerRole',
      id: 'r',
      specialty: [concept(NUCC, '207RR0500X')],
      location: [{ reference: 'Location/l' }],
      organization: { reference: 'Organization/h' },
    };
    const office = location('l', { type: [concept(ROLE, 'PROFF')] });
    const order = { performer: { reference: 'PractitionerRole/r' } };
    expect(answer({ order, chart: [role, office, hospital] })).toBe('OFFICE 4');
    expect(answer({ order, chart: [{ ...role, location: [] }, hospital] })).toBe('HOPD 4');
    expect(answer({ order, chart: [{ ...role, location: [], organization: undefined }] })).toBe('UNRESOLVED');
  });

  test('a role at two places that differ', () => {
    const role = {
      resourceType: 'PractitionerRole',
      id: 'r',
      location: [{ reference: 'Location/l' }, { reference: 'Location/h1' }],
    };
    const office = location('l', { type: [concept(ROLE, 'PROFF')] });
    expect(
      answer({
        order: { performer: { reference: 'PractitionerRole/r' } },
        chart: [role, office, h1, hospital],
      }),
    ).toBe('UNRESOLVED');
  });

  test('a HealthcareService by its location, its provider, or its specialty', () => {
    const service = (elements: Elements): Elements => ({
      resourceType: 'HealthcareService',
      id: 's',
      ...elements,
    });
    const order = { performer: { reference: 'HealthcareService/s' } };
    expect(
      answer({ order, chart: [service({ location: [{ reference: 'Location/h1' }] }), h1, hospital] }),
    ).toBe('HOPD 4');
    expect(
      answer({ order, chart: [service({ providedBy: { reference: 'Organization/h' } }), hospital] }),
    ).toBe('HOPD 4');
    expect(answer({ order, chart: [service({ specialty: [concept(NUCC, '251F00000X')] })] })).toBe('HOME 4');
  });

  test('performerType of a kind of facility, never of a kind of person', () => {
    expect(answer({ service: { performerType: concept(NUCC, '251F00000X') } })).toBe('HOME 4');
    expect(answer({ service: { performerType: concept(NUCC, '207RR0500X') } })).toBe('UNRESOLVED');
  });

  test('a person as performer is no place, and the name stays out of the answer', () => {
    for (const reference of ['Patient/p1', 'Practitioner/d1', 'PractitionerRole/unread']) {
      const result = site({ order: { performer: { reference, display: 'Jane Doe, hospital' } } });
      expect(result.class).toBe('UNRESOLVED');
      expect(JSON.stringify(result)).not.toContain('Jane');
    }
  });

  test('order and service contradict each other', () => {
    const order = { performer: { reference: 'Organization/hi' } };
    const service = { performer: [{ reference: 'Organization/h' }] };
    expect(answer({ order, service, chart: [hospital, organization('hi', '251F00000X')] })).toBe(
      'UNRESOLVED',
    );
  });
});

describe('rung 5, what is billed', () => {
  const NUBC = 'https://www.nubc.org/CodeSystem/TypeOfBill';
  test.each([
    ['0131', 'HOPD 5'],
    ['013x', 'HOPD 5'],
    ['851', 'HOPD 5'],
    ['0322', 'HOME 5'],
    ['0341', 'HOME 5'],
    ['0831', 'ASC_AIC 5'],
    ['0111', 'OUT_OF_SCOPE 5'],
    ['0721', 'UNRESOLVED'],
  ])('type of bill %s: %s', (code, expected) => {
    expect(answer({ service: { locationCode: [concept(NUBC, code)] } })).toBe(expected);
  });

  test('a home infusion visit is at home', () => {
    expect(answer({ service: { code: concept(CPT, '99601') } })).toBe('HOME 5');
    expect(answer({ service: { code: concept(CPT, '96413') } })).toBe('UNRESOLVED');
  });
});

describe('rungs 6 to 8, the order itself', () => {
  test.each([
    ['HH', 'HOME 6'],
    ['IMP', 'OUT_OF_SCOPE 6'],
    ['EMER', 'OUT_OF_SCOPE 6'],
    ['OBSENC', 'HOPD 6'],
    ['AMB', 'UNRESOLVED'],
    ['VR', 'UNRESOLVED'],
  ])('encounter type %s as category: %s', (code, expected) => {
    expect(answer({ order: { category: [concept(ACT, code)] } })).toBe(expected);
    expect(answer({ service: { category: [concept(ACT, code)] } })).toBe(expected);
  });

  test.each([
    ['3336H0001X', 'HOME 7'],
    ['251F00000X', 'HOME 7'],
    ['3336I0012X', 'HOPD 7'],
    ['3336S0011X', 'UNRESOLVED'],
    ['333600000X', 'UNRESOLVED'],
  ])('dispensed by %s: %s', (code, expected) => {
    const order = { dispenseRequest: { performer: { reference: 'Organization/o' } } };
    expect(answer({ order, chart: [organization('o', code)] })).toBe(expected);
  });

  test.each([
    ['inpatient', 'OUT_OF_SCOPE 8'],
    ['community', 'HOME 8'],
    ['outpatient', 'UNRESOLVED'],
    ['discharge', 'UNRESOLVED'],
  ])('category %s: %s', (code, expected) => {
    expect(answer({ order: { category: [concept(CATEGORY, code)] } })).toBe(expected);
  });

  test('weak evidence gives way: a hospital pharmacy for the community is open, for inpatients out of scope', () => {
    const order = (code: string) => ({
      dispenseRequest: { performer: { reference: 'Organization/o' } },
      category: [concept(CATEGORY, code)],
    });
    const chart = [organization('o', '3336I0012X')];
    expect(answer({ order: order('community'), chart })).toBe('UNRESOLVED');
    expect(answer({ order: order('inpatient'), chart })).toBe('OUT_OF_SCOPE 8');
    expect(answer({ order: order('outpatient'), chart })).toBe('HOPD 7');
  });

  test('a stronger rung wins, and the weaker one becomes a hint', () => {
    const result = site({ service: pos('22'), order: { category: [concept(CATEGORY, 'community')] } });
    expect(result).toMatchObject({ class: 'HOPD', rung: 1 });
    expect(result.hints).toContainEqual(expect.objectContaining({ path: 'category', code: 'community' }));
  });

  test('T18: home infusion in every element', () => {
    const result = site({
      order: {
        category: [concept(CATEGORY, 'community')],
        dispenseRequest: { performer: { reference: 'Organization/home-infusion-pharmacy-1' } },
      },
      service: { ...pos('12'), category: [concept(ACT, 'HH')] },
    });
    expect(result).toMatchObject({ class: 'HOME', rung: 1, posCode: '12' });
    expect(result.evidence.length).toBeGreaterThan(3);
  });
});

describe('rung 9, where the order was written', () => {
  const encounter = (elements: Elements): Elements => ({
    resourceType: 'Encounter',
    id: 'e1',
    status: 'in-progress',
    ...elements,
  });
  const classed = (system: string | undefined, code: string) => encounter({ class: { system, code } });
  const V2 = 'http://terminology.hl7.org/CodeSystem/v2-0004';

  test('T22: an ambulatory encounter only hints', () => {
    const order = { encounter: { reference: 'Encounter/e1' }, category: [concept(CATEGORY, 'outpatient')] };
    const result = site({ order, chart: [classed(ACT, 'AMB')] });
    expect(result).toMatchObject({ class: 'UNRESOLVED', writtenAt: 'MedicationRequest/m1' });
    expect(result.rung).toBeUndefined();
    expect(result.hints.map(({ reference, path, code }) => [reference, path, code])).toEqual([
      ['MedicationRequest/m1', 'category', 'outpatient'],
      ['Encounter/e1', 'class', `${ACT}|AMB`],
    ]);
  });

  test.each([
    [ACT, 'IMP', 'OUT_OF_SCOPE 9'],
    [ACT, 'ACUTE', 'OUT_OF_SCOPE 9'],
    [ACT, 'NONAC', 'OUT_OF_SCOPE 9'],
    [ACT, 'EMER', 'OUT_OF_SCOPE 9'],
    [V2, 'I', 'OUT_OF_SCOPE 9'],
    [V2, 'E', 'OUT_OF_SCOPE 9'],
    [V2, 'O', 'UNRESOLVED'],
    [undefined, 'IMP', 'OUT_OF_SCOPE 9'],
    [undefined, 'I', 'UNRESOLVED'],
    [ACT, 'SS', 'UNRESOLVED'],
    [ACT, 'HH', 'UNRESOLVED'],
    ['http://terminology.hl7.org/CodeSystem/data-absent-reason', 'unknown', 'UNRESOLVED'],
  ])('class %s %s: %s', (system, code, expected) => {
    expect(answer({ encounterId: 'e1', chart: [classed(system, code)] })).toBe(expected);
  });

  test('an outpatient or community category takes an inpatient’s order out again', () => {
    const order = { category: [concept(CATEGORY, 'outpatient')] };
    expect(answer({ order, encounterId: 'e1', chart: [classed(ACT, 'IMP')] })).toBe('UNRESOLVED');
    expect(answer({ order, service: pos('22'), encounterId: 'e1', chart: [classed(ACT, 'IMP')] })).toBe(
      'HOPD 1',
    );
  });

  test('the hospital it was written in is no site', () => {
    const written = encounter({
      class: { system: ACT, code: 'AMB' },
      location: [{ location: { reference: 'Location/h1' } }],
    });
    const result = site({ encounterId: 'e1', chart: [written, h1, hospital] });
    expect(result.class).toBe('UNRESOLVED');
    expect(result.hints).toContainEqual(
      expect.objectContaining({ path: 'location', display: 'Outpatient Infusion' }),
    );
  });

  test('the classes of R5 are read too', () => {
    expect(answer({ encounterId: 'e1', chart: [encounter({ class: [concept(ACT, 'IMP')] })] })).toBe(
      'OUT_OF_SCOPE 9',
    );
  });
});

describe('rung 10, names, notes, wards', () => {
  test('they only hint', () => {
    const named = location('l', {
      name: 'Mercy Hospital',
      physicalType: concept('http://terminology.hl7.org/CodeSystem/location-physical-type', 'wa'),
    });
    const result = site({
      service: at('l'),
      order: { note: [{ text: 'at the infusion suite of Jane' }] },
      chart: [named],
    });
    expect(result.class).toBe('UNRESOLVED');
    expect(result.hints.map(({ note }) => note)).toEqual(
      expect.arrayContaining(['the name suggests HOPD', 'the note suggests ASC_AIC', 'suggests HOPD']),
    );
    expect(JSON.stringify(result)).not.toContain('Jane');
  });

  test('nothing at all', () => {
    expect(site({})).toEqual({
      class: 'UNRESOLVED',
      evidence: [],
      hints: [],
      writtenAt: 'MedicationRequest/m1',
      reason: 'The order names no place: no location, performer or service order came with it.',
    });
  });
});

describe('continuation is never the site', () => {
  const later = (elements: Elements) =>
    serviceRequest({ id: 's2', occurrenceDateTime: '2025-11-19', ...elements });
  const both = {
    supportingInformation: [{ reference: 'ServiceRequest/s1' }, { reference: 'ServiceRequest/s2' }],
  };

  test('a linked home service or infusion suite later on', () => {
    for (const elements of [{ code: concept(CPT, '99601') }, pos('12'), pos('24')]) {
      expect(answer({ order: both, service: pos('22'), more: [later(elements)] })).toBe('HOPD 1');
    }
  });

  test('a hospital later on is not continuation: the two places contradict each other', () => {
    expect(answer({ order: both, service: pos('12'), more: [later(pos('22'))] })).toBe('UNRESOLVED');
  });

  test('a home service on the same day is evidence', () => {
    expect(answer({ service: pos('12') })).toBe('HOME 1');
    const sameDay = later({ ...pos('12'), occurrenceDateTime: '2025-10-08' });
    expect(answer({ order: both, service: pos('22'), more: [sameDay] })).toBe('UNRESOLVED');
  });

  test('a home service alone that begins after the order does says nothing about the site now', () => {
    const timing = { repeat: { boundsPeriod: { start: '2025-10-08', end: '2025-11-04' } } };
    const order = { ...both, dosageInstruction: [{ timing }] };
    const result = site({ order, more: [later({ ...pos('12'), code: concept(CPT, '99601') })] });
    expect(result).toMatchObject({ class: 'UNRESOLVED', writtenAt: 'MedicationRequest/m1' });
  });

  test('an unlinked service is no evidence where another is linked explicitly', () => {
    expect(answer({ service: {}, more: [serviceRequest({ id: 's2', ...pos('22') })] })).toBe('UNRESOLVED');
    const unlinked = { supportingInformation: undefined };
    expect(answer({ order: unlinked, service: pos('22') })).toBe('HOPD 1');
    expect(answer({ order: unlinked, service: { ...pos('22'), code: concept(CPT, '97110') } })).toBe(
      'UNRESOLVED',
    );
  });
});

test('two drugs on one service: the site applies to both', () => {
  const orders = ordersIn([medicationRequest(), medicationRequest({ id: 'm2' }), serviceRequest(pos('22'))]);
  expect(orders.map((order) => resolveSite(order, chartOf(), siteMap, directory).class)).toEqual([
    'HOPD',
    'HOPD',
  ]);
});

describe('the facility in the payer’s directory', () => {
  test('by NPI of the owner, of the location, or of a logical reference', () => {
    const identifier = [{ system: NPI, value: '1900000021' }];
    const owned = location('l', { managingOrganization: { reference: 'Organization/o' } });
    const expected = { directoryOrganization: 'Organization/hospital-2', class: 'HOPD' };
    expect(
      site({ service: at('l'), chart: [owned, { resourceType: 'Organization', id: 'o', identifier }] }),
    ).toMatchObject(expected);
    expect(site({ service: at('l'), chart: [location('l', { identifier })] })).toMatchObject(expected);
    expect(site({ order: { performer: { identifier: identifier[0] } } })).toMatchObject(expected);
  });

  test('by the payer’s own id, also of a Location', () => {
    expect(site({ order: { performer: { reference: 'Organization/aic-1' } } })).toMatchObject({
      class: 'ASC_AIC',
      name: 'Midtown Example Ambulatory Infusion Suite',
      directoryOrganization: 'Organization/aic-1',
    });
    expect(site({ service: at('hospital-1-infusion') })).toMatchObject({
      class: 'HOPD',
      directoryOrganization: 'Organization/hospital-1',
    });
  });

  test('never by name', () => {
    const named = location('l', { name: 'Atlanta Example General Hospital', type: [concept(ROLE, 'HOSP')] });
    expect(site({ service: at('l'), chart: [named] }).directoryOrganization).toBeUndefined();
  });

  test('two facilities are none', () => {
    const service = {
      locationReference: [
        { reference: 'Location/hospital-1-infusion' },
        { reference: 'Location/hospital-2-infusion' },
      ],
    };
    expect(site({ service })).toMatchObject({ class: 'HOPD', rung: 2 });
    expect(site({ service }).directoryOrganization).toBeUndefined();
  });

  test('a suggestion taken up is understood: a contained role at the suite', () => {
    const contained = [
      {
        resourceType: 'PractitionerRole',
        id: 'site',
        organization: { reference: 'Organization/aic-1' },
        location: [{ reference: 'Location/aic-1-suite' }],
      },
    ];
    expect(site({ order: { contained, performer: { reference: '#site' } } })).toMatchObject({
      class: 'ASC_AIC',
      rung: 4,
      directoryOrganization: 'Organization/aic-1',
    });
  });
});

test('no reference can make it throw or loop', () => {
  const reference = fc.oneof(
    fc.constantFrom(
      'Location/a',
      'Location/b',
      'Organization/a',
      'PractitionerRole/a',
      'HealthcareService/a',
      '#a',
      '#',
      'urn:x',
      '',
      null,
      7,
      'Location?x=1',
    ),
    fc.string(),
  );
  const pointer = fc.oneof(fc.record({ reference }), reference, fc.constant({ identifier: null }));
  const elements = fc.dictionary(
    fc.constantFrom(
      'partOf',
      'managingOrganization',
      'location',
      'organization',
      'providedBy',
      'healthcareService',
      'type',
      'identifier',
      'locationReference',
      'locationCode',
      'performer',
      'dispenseRequest',
      'encounter',
      'class',
      'category',
      'extension',
      'note',
      'physicalType',
      'contained',
      'name',
    ),
    fc.oneof(pointer, fc.array(pointer, { maxLength: 3 })),
  );
  const types = ['Location', 'Organization', 'PractitionerRole', 'HealthcareService', 'Encounter'];
  fc.assert(
    fc.property(
      elements,
      elements,
      fc.array(fc.tuple(fc.constantFrom(...types), fc.constantFrom('a', 'b'), elements)),
      (order, service, rest) => {
        const chart = chartOf(rest.map(([resourceType, id, more]) => ({ ...more, resourceType, id })));
        const built = orderIn([medicationRequest(order), serviceRequest(service)], chart);
        expect(resolveSite(built, chart, siteMap, directory, 'a').writtenAt).toMatch(
          /^(ServiceRequest|MedicationRequest)\//,
        );
      },
    ),
  );
});
