/** Charts as they should not be: resources of somebody else, copies, elements of the wrong type or without end. Nothing of it may support an order. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { FhirResource } from 'fhir/r4.js';
import {
  answerTo,
  bundle,
  goodCall,
  goodCallOrdering,
  goodCallPrefetching,
  lastDose,
  odd,
  statusOf,
} from '../support/good-call.js';
import { startPolicyApp, type PolicyApp } from '../support/policy-app.js';
import {
  coverage,
  diagnosis,
  ejectionFraction,
  patient,
  premedicated,
  severeReaction,
} from '../support/scenarios/chart.js';
import { EVALUATED_AT } from '../support/scenarios/scenario.js';

let app: PolicyApp;
beforeAll(async () => {
  app = await startPolicyApp({ now: EVALUATED_AT });
});
afterAll(() => app.close());

const acuteFailure = odd(diagnosis('I50.23'), { recordedDate: undefined, onsetDateTime: '2025-09-20' });
const lowEjection = ejectionFraction(20, '2025-06-10');
const reaction = severeReaction('2025-08-13', lastDose);

describe('resources of another patient', () => {
  const names = [
    'Patient/p12',
    'Patient/P1',
    'https://ehr.example/fhir/Patient/p12',
    'https://ehr.example/fhir/Patient/p12/_history/1',
  ];
  const evidence: readonly (readonly [string, string, readonly FhirResource[]])[] = [
    ['an ejection fraction of 20 %', 'C', [lowEjection]],
    ['an acute heart failure', 'C', [acuteFailure]],
    ['a severe reaction', 'D', [reaction, ...premedicated('2025-08-13')]],
  ];

  test.each(evidence)(
    'given %s of this patient, then %s is met or close',
    async (_what, group, resources) => {
      expect(statusOf((await answerTo(app, goodCall(...resources))).decision, group)).toBe('met');
    },
  );

  test.each(
    evidence.flatMap(([what, group, resources]) =>
      names.map((name) => [what, name, group, resources] as const),
    ),
  )(
    'given %s of %s among the answers, then it supports nothing',
    async (_what, reference, group, resources) => {
      const others = resources.map((resource) =>
        odd(resource, { id: `other-${resource.id}`, subject: { reference } }),
      );
      const { decision, response } = await answerTo(app, goodCall(...others));
      expect(statusOf(decision, group)).not.toBe('met');
      expect(decision.determination).not.toBe('met');
      expect(JSON.stringify([decision.criteria, response.cards])).not.toContain('other-');
    },
  );

  test('given the dose of another patient, then it is nobody’s history here', async () => {
    const administrations = bundle(odd(lastDose, { subject: { reference: 'Patient/p12' } }));
    const { decision } = await answerTo(app, goodCallPrefetching({ administrations }));
    expect(statusOf(decision, 'INIT.NEW')).not.toBe('not-met');
    // The answer of that search cannot be trusted to be whole either.
    expect(decision.unavailable.join()).toMatch(/MedicationAdministration.*another patient/);
  });

  test('given the coverage of another beneficiary alone, then the patient has none', async () => {
    const request = goodCallPrefetching({
      coverage: bundle(coverage({ beneficiary: { reference: 'Patient/p12' } })),
    });
    const { status } = await app.orderSign(request);
    if (status === 200)
      expect((await answerTo(app, request)).decision.determination).toBe('insufficient-context');
    else expect(status).toBe(412);
  });

  test('given another Patient under the key patient, then neither age nor address counts', async () => {
    const child = odd(patient(), { id: 'p12', birthDate: '2016-03-03' });
    const { decision } = await answerTo(app, goodCallPrefetching({ patient: child }));
    expect(decision.nonQualifying).not.toContain('NQ.PED');
    expect(statusOf(decision, 'ACC.SITE')).toBe('needs-documentation');
  });

  test('given a diagnosis that names its patient by the urn of another Patient, then it supports nothing', async () => {
    const fullUrl = 'urn:uuid:9b7a6a1e-0000-4000-8000-000000000012';
    const entry = [
      { resource: odd(acuteFailure, { subject: { reference: fullUrl } }) },
      { fullUrl, resource: odd(patient(), { id: 'p12' }) },
    ];
    const conditions = { resourceType: 'Bundle', type: 'searchset', entry };
    const { decision } = await answerTo(app, goodCallPrefetching({ conditions }));
    expect(statusOf(decision, 'C.CARDIO')).toBe('needs-documentation');
    expect(JSON.stringify(decision.criteria)).not.toContain(acuteFailure.id);
  });
});

describe('words without end', () => {
  const million = 1_000_000;
  const words = [
    'x' + ' '.repeat(million),
    '1 '.repeat(million / 2),
    'do not self-inject '.repeat(50_000),
    'no heart failure '.repeat(50_000),
  ];
  const places = [
    [
      'a result',
      (text: string) => goodCall(odd(lowEjection, { valueQuantity: undefined, valueString: text })),
    ],
    ['a diagnosis', (text: string) => goodCall(odd(acuteFailure, { code: { text } }))],
    ['the drug', (text: string) => goodCallOrdering({ medicationCodeableConcept: { text } })],
    [
      'the instructions',
      (text: string) => goodCallOrdering({ dosageInstruction: [{ text, patientInstruction: text }] }),
    ],
    ['the note', (text: string) => goodCallOrdering({ note: [{ text }] })],
    [
      'a reference',
      (text: string) => goodCallOrdering({ supportingInformation: [{ reference: `https://${text}` }] }),
    ],
  ] as const;
  test.each(
    places.flatMap(([place, call]) => words.map((text) => [place, text.slice(0, 20), call, text] as const)),
  )('given a million characters in %s (%j …), then it is answered', async (_place, _start, call, text) => {
    const { decision } = await answerTo(app, call(text));
    expect(decision.determination).not.toBe('met');
  });
});

test('given more diagnoses than anybody has, then they are not read to the end: unknown', async () => {
  const entry = Array.from({ length: 10_000 }, (_, index) => ({
    resource: { ...diagnosis('M54.5'), id: `d${index}` },
  }));
  const { decision } = await answerTo(
    app,
    goodCallPrefetching({ conditions: { resourceType: 'Bundle', entry } }),
  );
  expect(statusOf(decision, 'C.CARDIO')).toBe('needs-documentation');
  expect(decision.unavailable).toContainEqual(expect.stringMatching(/Condition.*more than 2000 entries/));
});

describe('copies and rubbish', () => {
  test('given two resources with one id, then the first counts, once', async () => {
    const twice = [
      odd(lowEjection, { id: 'lv', valueQuantity: { value: 55, unit: '%' } }),
      odd(lowEjection, { id: 'lv' }),
    ];
    expect(statusOf((await answerTo(app, goodCall(...twice))).decision, 'C.CARDIO')).toBe('not-met');
  });

  const rubbish: readonly unknown[] = [
    null,
    7,
    'x',
    {},
    [],
    { resource: null },
    { resource: 7 },
    { resource: {} },
    { resource: { resourceType: 7 } },
  ];
  test.each(rubbish)('given an entry %j among the diagnoses, then the others count', async (entry) => {
    const { decision } = await answerTo(
      app,
      goodCallPrefetching({
        conditions: { resourceType: 'Bundle', entry: [entry, { resource: acuteFailure }] },
      }),
    );
    expect(statusOf(decision, 'C.CARDIO')).toBe('met');
  });

  test.each([
    ['system a number', { coding: [{ system: 6, code: 'I50.23' }] }],
    ['code a number', { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 5023 }] }],
    ['coding a string', { coding: 'I50.23' }],
    ['a string', 'I50.23'],
    ['a list', [{ coding: 7 }]],
    ['text a number', { text: 5023 }],
    ['text without end', { text: 'heart '.repeat(100_000) }],
  ])(
    'given a diagnosis whose code is %s, then it is no diagnosis, and the search is answered',
    async (_what, code) => {
      const { decision } = await answerTo(app, goodCall(odd(acuteFailure, { code })));
      expect(statusOf(decision, 'C.CARDIO')).not.toBe('met');
    },
  );

  test.each([
    ['a string', '20'],
    ['a list', [{ value: 20, unit: '%' }]],
    ['a value that is text', { value: '20', unit: '%' }],
    ['no value', { unit: '%' }],
    ['a negative value', { value: -20, unit: '%' }],
    ['another unit', { value: 20, unit: 'mmHg', code: 'mm[Hg]', system: 'http://unitsofmeasure.org' }],
    ['beyond all measure', { value: 1e308, unit: '%' }],
  ])(
    'given an ejection fraction that is %s, then it does not count as 20 %%',
    async (_what, valueQuantity) => {
      const { decision } = await answerTo(app, goodCall(odd(lowEjection, { valueQuantity })));
      expect(statusOf(decision, 'C.CARDIO')).not.toBe('met');
    },
  );
});
