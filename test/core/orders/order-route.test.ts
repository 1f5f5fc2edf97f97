import { describe, expect, test } from '@jest/globals';
import type { DrugResolution } from '../../../src/core/drug/types.js';
import { orderRoutes } from '../../../src/core/orders/order-route.js';
import { selfAdministrationSigns } from '../../../src/core/orders/self-administration.js';
import { CATEGORY, concept, medicationRequest, orderIn, type Elements } from '../../support/draft.js';

const SNOMED = 'http://snomed.info/sct';
const routes = (...dosageInstruction: readonly unknown[]) =>
  orderRoutes(orderIn([medicationRequest({ dosageInstruction })])).map(({ route }) => route);

describe('the ordered route', () => {
  test.each([
    [concept(SNOMED, '47625008'), 'IV'],
    [concept('http://snomed.info/sct/731000124108', '34206005'), 'SC'],
    [concept(SNOMED, '78421000'), 'IM'],
    [concept(SNOMED, '26643006'), 'ORAL'],
    [concept('http://terminology.hl7.org/CodeSystem/v3-RouteOfAdministration', 'IVPUSH'), 'IV'],
    [concept('http://terminology.hl7.org/CodeSystem/v2-0162', 'SC'), 'SC'],
    [concept('http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl', 'C28161'), 'IM'],
    [{ text: 'Intravenous' }, 'IV'],
    [{ text: 'SUBCUTANEOUS INFUSION' }, 'SC'],
    [{ coding: [{ system: 'urn:oid:1.2.840.114350.1.13', code: '11', display: 'IV push' }] }, 'IV'],
    [{ text: 'rectal' }, 'RECTAL'],
    [{ text: 'intravitreal' }, 'OTHER'],
  ])('%j is %s', (route, expected) => {
    expect(routes({ route })).toEqual([expected]);
  });

  test('a known code decides over the words beside it', () => {
    expect(routes({ route: { ...concept(SNOMED, '34206005'), text: 'IV or SC' } })).toEqual(['SC']);
  });

  test('unknown codes, short forms inside words, and nothing at all say nothing', () => {
    for (const route of [
      concept(SNOMED, '1'),
      { text: 'privately' },
      { text: 'scan' },
      { text: 'IVF clinic' },
      null,
      'IV',
      {},
    ]) {
      expect(routes({ route })).toEqual([]);
    }
  });

  test('the method counts; the dosage text only when neither speaks, and then only for injections', () => {
    expect(routes({ method: { text: 'Intravenous infusion' } })).toEqual(['IV']);
    expect(routes({ text: '400 mg IV over 2 hours after oral acetaminophen' })).toEqual(['IV']);
    expect(routes({ route: concept(SNOMED, '34206005'), text: 'formerly IV' })).toEqual(['SC']);
  });

  test('each route once, with the code that said it', () => {
    const found = orderRoutes(
      orderIn([
        medicationRequest({
          dosageInstruction: [
            { route: concept(SNOMED, '47625008') },
            { route: { text: 'IV' } },
            { route: { text: 'SC' } },
          ],
        }),
      ]),
    );
    expect(found.map(({ route }) => route)).toEqual(['IV', 'SC']);
    expect(found[0]?.evidence).toMatchObject({ path: 'dosageInstruction.route', code: `${SNOMED}|47625008` });
  });
});

describe('signs of self-administration', () => {
  const drug: DrugResolution = {
    outcome: 'RESOLVED',
    hcpcs: ['J0717'],
    unlisted: [],
    name: 'certolizumab pegol',
    path: [],
    rows: [],
    doubts: [],
    basis: 'coded',
    routes: ['SC'],
    noteExcludesSelfAdministration: true,
    evidence: [],
  };
  const signs = (elements: Elements, more: Partial<DrugResolution> = {}) =>
    selfAdministrationSigns(orderIn([medicationRequest(elements)]), { ...drug, ...more }).map(
      ({ path }) => path,
    );

  test('T16: category, performer, syringe and instruction are four signs', () => {
    const elements = {
      category: [concept(CATEGORY, 'community')],
      performer: { reference: 'Patient/p1' },
      dosageInstruction: [{ patientInstruction: 'Inject yourself every 4 weeks' }],
    };
    expect(signs(elements, { selfAdministeredForm: 'prefilled_syringe' })).toEqual([
      'category',
      'performer',
      'medication',
      'dosageInstruction.patientInstruction',
    ]);
  });

  test('an order for the clinic has none', () => {
    expect(
      signs({
        category: [concept(CATEGORY, 'outpatient')],
        performer: { reference: 'Practitioner/d1' },
        dosageInstruction: [{ text: 'Infuse over 2 hours' }],
      }),
    ).toEqual([]);
  });

  test.each([
    ['self-inject every other week', true],
    ['Patient will self administer', true],
    ['may give it to herself', true],
    ['Do not inject yourself', false],
    ['not for self-administration', false],
    ['Unable to self-inject. Nurse visit.', false],
    ['No food before. Inject yourself at night', true],
    ['non-self-administered', false],
  ])('"%s": %p', (patientInstruction, expected) => {
    expect(signs({ dosageInstruction: [{ patientInstruction }] })).toHaveLength(expected ? 1 : 0);
  });

  test('words of the chart do not get into the evidence', () => {
    const [sign] = selfAdministrationSigns(
      orderIn([medicationRequest({ dosageInstruction: [{ text: 'Jane injects herself' }] })]),
      drug,
    );
    expect(JSON.stringify(sign)).not.toContain('Jane');
  });

  test('a patient as type of performer counts', () => {
    expect(signs({ performerType: concept(SNOMED, '116154003') })).toEqual(['performerType']);
    expect(signs({ performerType: { text: 'Patient' } })).toEqual(['performerType']);
    expect(signs({ performer: [{ type: 'Patient' }] })).toEqual(['performer']);
  });
});
