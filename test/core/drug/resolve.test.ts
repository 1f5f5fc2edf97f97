import { describe, expect, test } from '@jest/globals';
import { Chart } from '../../../src/core/chart/chart.js';
import { BILLING_OPTIONS } from '../../../src/core/drug/concepts.js';
import { dependsOnChart } from '../../../src/core/drug/depends-on-chart.js';
import { resolveDrug } from '../../../src/core/drug/resolve.js';
import { chartOf, chartWith, hcpcs, ndc, order, resolve, rxnorm, tables } from './support.js';
import type { Medication } from '../../../src/core/fhir.js';

describe('codings of one order', () => {
  test('given the ingredient and a J-code of it, then the J-code (T01)', () => {
    expect(resolve([rxnorm('191831', 'infliximab'), hcpcs('J1745')], { route: 'IV' })).toMatchObject({
      outcome: 'RESOLVED',
      hcpcs: ['J1745'],
      unlisted: [],
      name: 'infliximab',
      molecule: 'infliximab',
      routes: ['IV'],
      path: expect.arrayContaining(['hcpcs J1745 → J1745']),
    });
  });

  test('given the unbranded clinical drug, then its own code', () => {
    expect(resolve([rxnorm('310994')])).toMatchObject({
      outcome: 'RESOLVED',
      hcpcs: ['J1745'],
      path: ['rxnorm 310994 → J1745'],
    });
  });

  test('given the ingredient given intravenously, then the family is listed whatever the code', () => {
    const drug = resolve([rxnorm('191831')], { route: 'IV' });
    expect(drug).toMatchObject({ outcome: 'LISTED_CODE_AMBIGUOUS', name: 'infliximab', unlisted: [] });
    expect([...drug.hcpcs].sort()).toEqual(['J1745', 'Q5103', 'Q5104', 'Q5109', 'Q5121']);
  });

  test('given the ingredient without a route, then Zymfentra is not excluded and a question remains', () => {
    const drug = resolve([rxnorm('191831')]);
    expect(drug).toMatchObject({ outcome: 'AMBIGUOUS_MIXED', unlisted: ['J1748'] });
    expect(drug.question).toMatch(/Zymfentra.*J1748/);
  });

  test('given codings that exclude each other, then a conflict that names both', () => {
    const drug = resolve([rxnorm('310994'), hcpcs('J3380')]);
    expect(drug).toMatchObject({ outcome: 'CONFLICT', hcpcs: ['J1745', 'J3380'] });
    expect(drug.question).toMatch(/rxnorm 310994.*hcpcs J3380/);
  });

  test('given a listed drug with a J-code of another drug that is not listed, then a conflict', () => {
    expect(resolve([rxnorm('310994'), hcpcs('J9271')])).toMatchObject({
      outcome: 'CONFLICT',
      hcpcs: ['J1745'],
    });
  });

  test('given the originator code for a biosimilar product, then a conflict within the family, not a billing code', () => {
    expect(resolve([rxnorm('1790539'), hcpcs('J1745')]).outcome).toBe('CONFLICT');
  });

  test('given a code that names a service, then it does not speak about the drug', () => {
    expect(resolve([rxnorm('310994'), hcpcs('S9338')])).toMatchObject({
      outcome: 'RESOLVED',
      hcpcs: ['J1745'],
    });
  });

  test('given an unclassified drug code, then the other coding decides', () => {
    expect(resolve([rxnorm('310994'), hcpcs('J3590')])).toMatchObject({
      outcome: 'RESOLVED',
      hcpcs: ['J1745'],
    });
  });

  test('given a HCPCS code that is not on the list (T17), then not listed', () => {
    expect(resolve([hcpcs('J9271', 'pembrolizumab')])).toMatchObject({
      outcome: 'NOT_LISTED',
      hcpcs: [],
      unlisted: [],
      name: 'pembrolizumab',
    });
  });

  test.each(['309090', '583214', '1736854', '1860480', '2626155'])(
    'given RxNorm %s of another drug, then not listed',
    (code) => {
      expect(resolve([rxnorm(code, 'another drug')]).outcome).toBe('NOT_LISTED');
    },
  );

  test('given an oral combination of a listed ingredient, then it does not misfire', () => {
    const display = 'morphine sulfate 100 MG / naltrexone hydrochloride 4 MG Extended Release Oral Capsule';
    expect(resolve([rxnorm('863845', display)])).toMatchObject({ outcome: 'NOT_LISTED', hcpcs: [] });
  });

  test('given CRD billing options on the concept, then they count as codings', () => {
    const base = order([rxnorm('191831')]);
    const concept = {
      ...base.concepts[0],
      extension: [{ url: BILLING_OPTIONS, valueCodeableConcept: { coding: [hcpcs('Q5103')] } }],
    };
    expect(resolveDrug({ ...base, concepts: [concept] }, Chart.empty(), tables).hcpcs).toEqual(['Q5103']);
  });

  test('given CRD billing options on the order, then they count as codings', () => {
    const extension = [{ url: BILLING_OPTIONS, valueCodeableConcept: { coding: [hcpcs('J1745')] } }];
    expect(resolve([rxnorm('191831')], { request: { extension } }).hcpcs).toEqual(['J1745']);
  });
});

describe('the Medication of an order', () => {
  const medication: Medication = {
    resourceType: 'Medication',
    id: 'med',
    code: { coding: [rxnorm('310994')] },
  };
  const unread = { ...order([]), concepts: [], unreadMedication: 'Medication/med' };

  test('given only an unread reference, then unresolved and the record says so', () => {
    const drug = resolveDrug(unread, Chart.empty(), tables);
    expect(drug.outcome).toBe('UNRESOLVED');
    expect(drug.doubts.join(' ')).toContain('Medication/med');
  });

  test('given the chart has read it, then its code counts', () => {
    expect(resolveDrug(unread, chartOf([medication]), tables)).toMatchObject({
      outcome: 'RESOLVED',
      hcpcs: ['J1745'],
    });
  });

  test('given it could not be read, then the display of the reference is matched as text', () => {
    const request = {
      ...unread.request,
      medicationReference: { reference: 'Medication/med', display: 'Remicade' },
    };
    const chart = Chart.empty().with([
      { key: 'Medication/med', availability: { state: 'unavailable', reason: '404' }, obtained: [] },
    ]);
    const drug = resolveDrug({ ...unread, request }, chart, tables);
    expect(drug).toMatchObject({ outcome: 'RESOLVED', hcpcs: ['J1745'], basis: 'text' });
    expect(drug.doubts.join(' ')).toContain('text only');
  });

  test('given an unknown code, then the ingredient decides', () => {
    const ingredient = [{ itemCodeableConcept: { coding: [rxnorm('1538097')] } }];
    expect(resolve([rxnorm('99999999')], { route: 'IV', medication: { ingredient } })).toMatchObject({
      outcome: 'RESOLVED',
      hcpcs: ['J3380'],
      basis: 'coded',
    });
  });

  test('given one of two ingredients cannot be read, then the combination is not taken for the other one', () => {
    const ingredient = [
      { itemCodeableConcept: { coding: [rxnorm('7243')] } },
      { itemCodeableConcept: { coding: [rxnorm('7052')] } },
    ];
    expect(resolve([rxnorm('863845')], { medication: { ingredient } })).toMatchObject({
      outcome: 'NOT_LISTED',
      hcpcs: [],
    });
  });

  test('given ingredients by reference, contained or read, then they count like concepts', () => {
    const ingredient = [
      { itemReference: { reference: '#base' } },
      { itemReference: { reference: 'Medication/enhancer' } },
    ];
    const contained: Medication[] = [
      { resourceType: 'Medication', id: 'base', code: { coding: [rxnorm('1876366')] } },
    ];
    const enhancer: Medication = {
      resourceType: 'Medication',
      id: 'enhancer',
      code: { coding: [rxnorm('5464')] },
    };
    expect(resolve([], { medication: { ingredient, contained } }, chartOf([enhancer])).hcpcs).toEqual([
      'J2351',
    ]);
    expect(resolve([], { medication: { ingredient, contained } }).hcpcs).toEqual([]);
  });

  test('given ocrelizumab with hyaluronidase as ingredients, then the combination', () => {
    const ingredient = [
      { itemCodeableConcept: { coding: [rxnorm('1876366')] } },
      { itemCodeableConcept: { coding: [rxnorm('5464')] } },
    ];
    expect(resolve([], { medication: { ingredient } })).toMatchObject({
      outcome: 'RESOLVED',
      hcpcs: ['J2351'],
    });
  });
});

describe('forms a patient injects', () => {
  test('given certolizumab in a prefilled syringe (T16), then the row note excludes it and the row is still named', () => {
    for (const drug of [
      resolve([rxnorm('849599')], { route: 'SC' }),
      resolve([rxnorm('849599'), hcpcs('J0717')], { route: 'SC' }),
      resolve([], { text: 'certolizumab pegol 200 mg/mL prefilled syringe', route: 'SC' }),
    ]) {
      expect(drug).toMatchObject({
        outcome: 'SELF_ADMIN_FORM',
        hcpcs: ['J0717'],
        selfAdministeredForm: 'prefilled_syringe',
        noteExcludesSelfAdministration: true,
      });
      expect(drug.rows.map((row) => row.row)).toEqual([24]);
    }
  });

  test('given the certolizumab vial, then resolved', () => {
    expect(resolve([rxnorm('795085')])).toMatchObject({
      outcome: 'RESOLVED',
      hcpcs: ['J0717'],
      noteExcludesSelfAdministration: true,
    });
  });

  test('given a syringe of a row without a note, then resolved, and the form is a sign for S.ROUTE', () => {
    expect(resolve([rxnorm('731241')])).toMatchObject({
      outcome: 'LISTED_CODE_AMBIGUOUS',
      hcpcs: ['J0881', 'J0882'],
      selfAdministeredForm: 'prefilled_syringe',
    });
  });

  test('given a mepolizumab pen, then it has no code of its own, and the one of a clinician is named', () => {
    expect(resolve([rxnorm('2170993')])).toMatchObject({ outcome: 'SELF_ADMIN_FORM', hcpcs: ['J2182'] });
  });

  test('given a vedolizumab pen, then it has no listed code at all', () => {
    expect(resolve([rxnorm('2667342')])).toMatchObject({ outcome: 'SELF_ADMIN_FORM', hcpcs: [] });
  });

  test('given a pen with the J-code of its family, then the J-code', () => {
    expect(resolve([rxnorm('2106075'), hcpcs('J3262')])).toMatchObject({
      outcome: 'RESOLVED',
      hcpcs: ['J3262'],
      selfAdministeredForm: 'autoinjector_or_pen',
    });
  });

  test('given an ingredient and the form of a pen that no code describes, then self-administered', () => {
    const form = { text: 'Auto-Injector' };
    expect(resolve([rxnorm('1538097')], { medication: { form } })).toMatchObject({
      outcome: 'SELF_ADMIN_FORM',
      hcpcs: [],
    });
  });
});

describe('an ingredient or brand with forms that no code describes', () => {
  test.each(['819300', '1538097', '42955', '1092441', '686438'])(
    'given %s alone, then mixed, with a question',
    (rxcui) => {
      const drug = resolve([rxnorm(rxcui)]);
      expect(drug.outcome).toBe('AMBIGUOUS_MIXED');
      expect(drug.question).toBeDefined();
    },
  );

  test('given a route that fits the mapped form, then resolved', () => {
    expect(resolve([rxnorm('819300')], { route: 'IV' })).toMatchObject({
      outcome: 'RESOLVED',
      hcpcs: ['J1602'],
    });
    expect(resolve([rxnorm('1538138')], { dosageText: '300 mg intravenously every 8 weeks' }).hcpcs).toEqual([
      'J3380',
    ]);
  });

  test('given a form that fits the mapped form, then resolved', () => {
    const form = {
      coding: [{ system: 'http://snomed.info/sct', code: '385219001', display: 'Solution for injection' }],
    };
    expect(resolve([rxnorm('1538097')], { medication: { form } })).toMatchObject({
      outcome: 'RESOLVED',
      hcpcs: ['J3380'],
    });
  });

  test('given a route that fits none, then mixed, and the filter that was not applied is recorded', () => {
    const drug = resolve([rxnorm('819300')], { route: 'SC' });
    expect(drug.outcome).toBe('AMBIGUOUS_MIXED');
    expect(drug.doubts.join(' ')).toContain('route SC');
  });

  test('given the oral route of a drug that also has tablets, then the listed injection is not meant', () => {
    expect(resolve([rxnorm('11413')], { route: 'PO' })).toMatchObject({ outcome: 'NOT_LISTED', hcpcs: [] });
  });

  test('given a J-code whose route the order contradicts, then the J-code stays and the doubt is kept', () => {
    const drug = resolve([hcpcs('J1745')], { route: 'SC' });
    expect(drug).toMatchObject({ outcome: 'RESOLVED', hcpcs: ['J1745'] });
    expect(drug.doubts.join(' ')).toContain('route SC');
  });
});

describe('brands among the words', () => {
  test('given two brands that exclude each other, then neither decides, and that is said', () => {
    const drug = resolve([rxnorm('191831')], { text: 'Zymfentra, after induction with Remicade' });
    expect(drug).toMatchObject({ outcome: 'AMBIGUOUS_MIXED', unlisted: ['J1748'] });
    expect(drug.doubts.join(' ')).toContain('several brands (Zymfentra, Remicade)');
  });

  test('given two names of one product, then they agree', () => {
    expect(resolve([rxnorm('5666')], { text: 'Gamunex-C (Gamunex)' }).hcpcs).toEqual(['J1561']);
  });
});

describe('dialysis for end-stage renal disease', () => {
  const epogen = [rxnorm('205923', '1 ML Epoetin Alfa 4000 UNT/ML Injection [Epogen]')];

  test('given nothing of the chart, then mixed, and the chart could decide', () => {
    const drug = resolve(epogen);
    expect(drug).toMatchObject({ outcome: 'AMBIGUOUS_MIXED', hcpcs: ['J0885'], unlisted: ['Q4081'] });
    expect(drug.question).toMatch(/dialysis/);
    expect(dependsOnChart(drug, tables)).toBe(true);
  });

  test('given all conditions and none of them, then the code for others', () => {
    expect(resolve(epogen, {}, chartWith('D63.8'))).toMatchObject({ outcome: 'RESOLVED', hcpcs: ['J0885'] });
  });

  test.each(['N18.6', 'Z99.2'])('given %s, then the unlisted code for dialysis, with its evidence', (icd) => {
    const drug = resolve(epogen, {}, chartWith(icd));
    expect(drug).toMatchObject({ outcome: 'NOT_LISTED', hcpcs: [], unlisted: ['Q4081'] });
    expect(drug.evidence).toContainEqual(expect.objectContaining({ reference: 'Condition/c0' }));
  });

  test.each([
    ['refuted', { verificationStatus: { coding: [{ code: 'refuted' }] } }, 'RESOLVED'],
    ['resolved', { clinicalStatus: { coding: [{ code: 'resolved' }] } }, 'RESOLVED'],
    ['provisional', { verificationStatus: { coding: [{ code: 'provisional' }] } }, 'AMBIGUOUS_MIXED'],
  ] as const)('given a %s diagnosis, then it is not taken as a fact', (_, status, outcome) => {
    const code = { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'N18.6' }] };
    const chart = chartOf([{ resourceType: 'Condition', id: 'c', subject: {}, code, ...(status as object) }]);
    expect(resolve(epogen, {}, chart).outcome).toBe(outcome);
  });

  test('given end-stage disease in SNOMED CT without a word of dialysis, then it stays open', () => {
    const code = { coding: [{ system: 'http://snomed.info/sct', code: '46177005' }] };
    expect(
      resolve(epogen, {}, chartOf([{ resourceType: 'Condition', id: 'c', subject: {}, code }])).outcome,
    ).toBe('AMBIGUOUS_MIXED');
  });

  test('given the reason of the order says it, then no chart is needed', () => {
    const reasonCode = [{ coding: [{ system: 'http://snomed.info/sct', code: '236435004' }] }];
    expect(resolve(epogen, { request: { reasonCode } })).toMatchObject({
      outcome: 'NOT_LISTED',
      unlisted: ['Q4081'],
    });
  });

  test('given a resolved drug, then the chart decides nothing more', () => {
    expect(dependsOnChart(resolve([hcpcs('J0885')]), tables)).toBe(false);
    expect(dependsOnChart(resolve([rxnorm('191831')]), tables)).toBe(false);
  });
});

describe('the day of service', () => {
  test('given J1300 after 1 April 2025, then J1299 took over and quantities do not carry over', () => {
    const drug = resolve([hcpcs('J1300')], { planned: '2025-10-08' });
    expect(drug).toMatchObject({ outcome: 'RESOLVED', hcpcs: ['J1299'] });
    expect(drug.doubts.join(' ')).toMatch(/2025-03-31.*quantities do not carry over/);
  });

  test('given J1300 before, then it is valid, and it is not on the list', () => {
    expect(resolve([hcpcs('J1300')], { planned: '2025-03-01' })).toMatchObject({
      outcome: 'NOT_LISTED',
      hcpcs: [],
    });
  });

  test('given J2796 in 2025, then J2802', () => {
    expect(resolve([hcpcs('J2796'), rxnorm('805452')]).hcpcs).toEqual(['J2802']);
  });

  test('given a day before the code began, then the filter leaves nothing and is only recorded', () => {
    const drug = resolve([hcpcs('J1299')], { planned: '2025-03-01' });
    expect(drug).toMatchObject({ outcome: 'RESOLVED', hcpcs: ['J1299'] });
    expect(drug.doubts.join(' ')).toContain('service on 2025-03-01');
  });
});

describe('shapes of an NDC', () => {
  test.each([
    ['5-3-2', '57894-030-01'],
    ['5-4-2', '57894-0030-01'],
    ['11 digits', '57894003001'],
    ['10 digits, one known split', '5789403001'],
  ])('%s', (_, code) => {
    expect(resolve([ndc(code)])).toMatchObject({ outcome: 'RESOLVED', hcpcs: ['J1745'] });
  });

  test('given another package of a known product, then the product counts with a doubt', () => {
    const drug = resolve([ndc('57894-030-99')]);
    expect(drug).toMatchObject({ outcome: 'RESOLVED', hcpcs: ['J1745'] });
    expect(drug.doubts.join(' ')).toContain('package');
  });

  test('given an unknown NDC, then not listed', () => {
    expect(resolve([ndc('00000-0000-00')]).outcome).toBe('NOT_LISTED');
  });

  test('given something that is no NDC, then it is not used', () => {
    expect(resolve([ndc('57894')]).outcome).toBe('UNRESOLVED');
  });
});
