/** Dates that are partial, nonsense or no dates at all, in every element the service reads: they may leave a question open, never answer it. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
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
  infusionRecord,
  patient,
  premedicated,
  severeReaction,
} from '../support/scenarios/chart.js';
import { hospitalService } from '../support/scenarios/orders.js';
import { EVALUATED_AT } from '../support/scenarios/scenario.js';

let app: PolicyApp;
beforeAll(async () => {
  app = await startPolicyApp({ now: EVALUATED_AT });
});
afterAll(() => app.close());

const acuteFailure = odd(diagnosis('I50.23'), { recordedDate: undefined, onsetDateTime: '2025-09-20' });
const lowEjection = ejectionFraction(20, '2025-06-10');
const reaction = severeReaction('2025-08-13', lastDose);

const nonsense: readonly unknown[] = ['nonsense', '2025-13-45', '13/08/2025', '', 20250813, null, {}, []];

/** What each of these supports with its own date. */
const supports: readonly (readonly [string, FhirResource, string])[] = [
  ['effectiveDateTime', lowEjection, 'C.CARDIO'],
  ['onsetDateTime', acuteFailure, 'C.CARDIO'],
  ['recordedDate', diagnosis('I21.4', { recordedDate: '2025-08-01' }), 'C.CARDIO'],
  [
    'onsetDateTime',
    odd(diagnosis('J96.01'), { recordedDate: undefined, onsetDateTime: '2025-08-01' }),
    'C.CARDIO',
  ],
];

test.each(supports)('given a good %s, then the criterion is met', async (_element, resource, criterion) => {
  expect(statusOf((await answerTo(app, goodCall(resource))).decision, criterion)).toBe('met');
});

test.each(
  supports.flatMap(([element, resource, criterion]) =>
    nonsense.map((value) => [element, resource.resourceType, value, criterion, resource] as const),
  ),
)(
  'given %s of the %s is %j, then when it happened is unknown, and so is %s',
  async (element, _type, value, criterion, resource) => {
    const { decision } = await answerTo(app, goodCall(odd(resource, { [element]: value })));
    expect(statusOf(decision, criterion)).toBe('needs-documentation');
  },
);

// The window of an acute event is six months: it begins on 2025-04-08. An older event leaves a disorder whose severity is open.
test.each([
  ['2025-05', 'met'],
  ['2025-04', 'needs-documentation'],
  ['2025', 'needs-documentation'],
  ['2024', 'needs-documentation'],
])('given an acute heart failure since %s, then the criterion is %s', async (onsetDateTime, status) => {
  const { decision } = await answerTo(app, goodCall(odd(acuteFailure, { onsetDateTime })));
  expect(statusOf(decision, 'C.CARDIO')).toBe(status);
});

test.each(nonsense)(
  'given a last dose on %j, then it is no first dose, and how long ago it was is unknown',
  async (value) => {
    const { decision } = await answerTo(
      app,
      goodCallPrefetching({ administrations: bundle(odd(lastDose, { effectiveDateTime: value })) }),
    );
    expect(statusOf(decision, 'INIT.NEW')).toBe('not-met');
    expect(statusOf(decision, 'INIT.RESTART')).toBe('needs-documentation');
  },
);

test.each(nonsense)(
  'given a reaction on %j that points at a dose, then nothing is met by it',
  async (value) => {
    const { decision } = await answerTo(
      app,
      goodCall(odd(reaction, { date: value }), ...premedicated('2025-08-13')),
    );
    expect(decision.determination).toBe('needs-documentation');
  },
);

const order = (value: unknown): readonly (readonly [string, Readonly<Record<string, unknown>>])[] => [
  ['authoredOn', { authoredOn: value, dosageInstruction: [] }],
  ['timing.event', { dosageInstruction: [{ timing: { event: [value] } }] }],
  ['boundsPeriod.start', { dosageInstruction: [{ timing: { repeat: { boundsPeriod: { start: value } } } }] }],
  [
    'boundsPeriod.end',
    { dosageInstruction: [{ timing: { repeat: { boundsPeriod: { start: '2025-10-08', end: value } } } }] },
  ],
  ['validityPeriod', { dispenseRequest: { validityPeriod: { start: value, end: value } } }],
];
test.each(
  [...nonsense, '2025', '2025-10'].flatMap((value) =>
    order(value).map(([name, elements]) => [name, value, elements] as const),
  ),
)(
  'given %s of the order is %j, then it is answered, and nothing is met by it',
  async (_name, _value, elements) => {
    const { decision } = await answerTo(app, goodCallOrdering(elements));
    expect(decision.determination).not.toBe('met');
  },
);

const chart = (value: unknown): readonly (readonly [string, Readonly<Record<string, unknown>>])[] => [
  ['Patient.birthDate', { patient: odd(patient(), { birthDate: value }) }],
  ['Coverage.period', { coverage: bundle(odd(coverage(), { period: { start: value, end: value } })) }],
  [
    'Encounter.period',
    { encounters: bundle({ resourceType: 'Encounter', id: 'e', period: { start: value } }) },
  ],
  ['DocumentReference.date', { documents: bundle(odd(infusionRecord('2025-08-13'), { date: value })) }],
  [
    'ServiceRequest.occurrence',
    {
      serviceRequests: bundle(
        odd(hospitalService(), { occurrenceDateTime: value, occurrencePeriod: { start: value } }),
      ),
    },
  ],
  [
    'ClaimResponse.created',
    {
      claimResponses: bundle({
        resourceType: 'ClaimResponse',
        id: 'cr',
        status: 'active',
        use: 'preauthorization',
        outcome: 'complete',
        created: value,
        preAuthPeriod: { start: value },
      }),
    },
  ],
  [
    'QuestionnaireResponse.authored',
    {
      questionnaireResponses: bundle({
        resourceType: 'QuestionnaireResponse',
        id: 'qr',
        status: 'completed',
        authored: value,
      }),
    },
  ],
  [
    'MedicationDispense.whenHandedOver',
    { dispenses: bundle({ ...lastDose, resourceType: 'MedicationDispense', whenHandedOver: value }) },
  ],
  [
    'MedicationStatement.effective',
    {
      statements: bundle({
        ...lastDose,
        resourceType: 'MedicationStatement',
        status: 'active',
        effectivePeriod: { end: value },
        effectiveDateTime: value,
      }),
    },
  ],
  [
    'AllergyIntolerance.recordedDate',
    {
      allergies: bundle({
        resourceType: 'AllergyIntolerance',
        id: 'a',
        recordedDate: value,
        lastOccurrence: value,
      }),
    },
  ],
];
test.each(
  [...nonsense, '2025', '2025-10'].flatMap((value) =>
    chart(value).map(([name, keys]) => [name, value, keys] as const),
  ),
)('given %s is %j, then it is answered, and nothing is met by it', async (_name, _value, keys) => {
  const { decision } = await answerTo(app, goodCallPrefetching(keys));
  expect(decision.determination).not.toBe('met');
});

test.each([
  ['2016-03-03', ['NQ.PED']],
  ['2016', []],
  ['nonsense', []],
  [null, []],
  [2016, []],
])('given a birth date of %j, then the reasons that do not qualify are %j', async (birthDate, reasons) => {
  const { decision } = await answerTo(app, goodCallPrefetching({ patient: odd(patient(), { birthDate }) }));
  expect(decision.nonQualifying).toEqual(reasons);
});
