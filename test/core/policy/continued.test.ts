/** REQ.TYPE, CONT.REC, CONT.NEED: what makes a request a continued one, and what it then has to show (reading A13). */
import { describe, expect, test } from '@jest/globals';
import type { ClaimResponse, FhirResource } from 'fhir/r4.js';
import { SYSTEM } from '../../../src/core/terminology/systems.js';
import type { CriterionStatus } from '../../../src/core/decision.js';
import { ask, statusOf, type Situation } from '../../support/decide.js';
import { coded, diagnosis, given, infusionRecord } from '../../support/scenarios/chart.js';
import { drugs } from '../../support/scenarios/drugs.js';
import { medicaidPlan } from '../../support/scenarios/places.js';
import { form, infusion, reaction } from './support.js';
import { premedicated } from '../../support/scenarios/chart.js';

function approval(rest: Partial<ClaimResponse> = {}, code = 'J1745'): ClaimResponse {
  return {
    resourceType: 'ClaimResponse',
    id: 'approval',
    status: 'active',
    type: coded('urn:x', 'professional'),
    use: 'preauthorization',
    patient: { reference: 'Patient/p1' },
    created: '2024-11-01',
    insurer: { reference: 'Organization/payer1' },
    outcome: 'complete',
    preAuthPeriod: { start: '2024-11-01', end: '2025-10-31' },
    addItem: [{ productOrService: coded(SYSTEM.hcpcs, code), adjudication: [] }],
    ...rest,
  };
}

const refusal = {
  url: 'http://hl7.org/fhir/us/davinci-pas/StructureDefinition/extension-reviewAction',
  extension: [
    { url: 'reviewActionCode', valueCodeableConcept: coded('https://codesystem.x12.org/005010/306', 'A3') },
  ],
};

describe('the type of request', () => {
  test.each<[string, CriterionStatus, readonly FhirResource[]]>([
    ['no approval', 'not-met', []],
    ['an approval of this plan', 'met', [approval()]],
    ['an approval of a biosimilar', 'met', [approval({}, 'Q5104')]],
    ['an approval of another drug', 'not-met', [approval({}, 'J3380')]],
    ['an approval of another plan', 'not-met', [medicaidPlan, approval({ insurer: { reference: 'Organization/payer2' } })]],
    ['an approval of nobody knows whom', 'needs-documentation', [approval({ insurer: { display: 'a plan' } })]],
    ['an approval of nobody knows what', 'needs-documentation', [approval({ addItem: [] })]],
    ['a claim that was paid', 'not-met', [approval({ use: 'claim' })]],
    ['a response still in the queue', 'not-met', [approval({ outcome: 'queued' })]],
    ['a response with an error', 'not-met', [approval({ outcome: 'error' })]],
    ['a cancelled response', 'not-met', [approval({ status: 'cancelled' })]],
    ['a refusal, which is complete too', 'not-met', [approval({ addItem: [{ productOrService: coded(SYSTEM.hcpcs, 'J1745'), adjudication: [{ category: coded('urn:x', 'submitted'), extension: [refusal] }] }] })]],
    ['a refusal in words', 'not-met', [approval({ disposition: 'Denied: site of care' })]],
    ['an approval that ended on the first day of the window', 'met', [approval({ preAuthPeriod: { end: '2024-07-08' } })]],
    ['an approval that ended the day before', 'not-met', [approval({ preAuthPeriod: { end: '2024-07-07' } })]],
  ])('given %s, then "continues an approval" is %s', (_what, status, history) => {
    expect(statusOf('REQ.TYPE', { history })).toBe(status);
  }); // prettier-ignore

  test('given responses that were refused, then the request is treated as an initial one, and the record says so', () => {
    const history = [given(drugs.infliximab, '2025-08-13')];
    const answer = ask({ history, unseen: { claimResponses: 'unavailable' } });
    expect(answer.status('REQ.TYPE')).toBe('needs-documentation');
    expect([answer.status('INITIAL'), answer.status('CONTINUED')]).toEqual(['not-met', 'not-evaluated']);
  });
});

describe('infusion records', () => {
  const dose = given(drugs.infliximab, '2025-08-13');
  test.each<[string, CriterionStatus, Situation]>([
    ['neither dose nor record', 'not-met', {}],
    ['a dose and its record', 'met', { history: [dose, infusionRecord('2025-08-13')] }],
    ['a dose without record', 'needs-documentation', { history: [dose] }],
    ['a record without dose', 'needs-documentation', { history: [infusionRecord('2025-08-13')] }],
    ['both on the first day of the window', 'met', { history: [given(drugs.infliximab, '2025-04-08'), infusionRecord('2025-04-08')] }],
    ['a dose the day before', 'needs-documentation', { history: [given(drugs.infliximab, '2025-04-07'), infusionRecord('2025-04-08')] }],
    ['both the day before', 'not-met', { history: [given(drugs.infliximab, '2025-04-07'), infusionRecord('2025-04-07')] }],
    ['a dose some day of that month', 'needs-documentation', { history: [given(drugs.infliximab, '2025-04'), infusionRecord('2025-08-13')] }],
    ['a record that was superseded', 'needs-documentation', { history: [dose, { ...infusionRecord('2025-08-13'), status: 'superseded' }] }],
    ['a draft of a record', 'needs-documentation', { history: [dose, { ...infusionRecord('2025-08-13'), docStatus: 'preliminary' }] }],
    ['a document of another type', 'needs-documentation', { history: [dose, { ...infusionRecord('2025-08-13', '57016-8'), type: coded(SYSTEM.loinc, '57016-8') }] }],
    ['refused documents and no dose', 'needs-documentation', { unseen: { documents: 'unavailable' } }],
    ['refused administrations and no record', 'needs-documentation', { unseen: { administrations: 'unavailable' } }],
    ['refused procedures and no record', 'needs-documentation', { unseen: { procedures: 'unavailable' } }],
  ])('given %s, then it is %s', (_what, status, { history = [], unseen = {} }) => {
    expect(statusOf('CONT.REC', { history: [approval(), ...history], unseen })).toBe(status);
  }); // prettier-ignore
});

describe('the need to go on here', () => {
  const event = (date: string): readonly FhirResource[] => [
    ...premedicated(date),
    infusion(date),
    reaction(date),
  ];
  test.each<[string, CriterionStatus, readonly FhirResource[]]>([
    ['nothing', 'not-met', []],
    ['an impairment that still holds', 'met', [diagnosis('J96.11')]],
    ['one that has to be documented', 'needs-documentation', [diagnosis('I50.22')]],
    ['one that is over', 'not-met', [diagnosis('J96.11', { clinicalStatus: coded('urn:x', 'resolved') })]],
    ['an event on the first day of the window', 'met', event('2024-10-08')],
    ['an event the day before, which was enough for the first approval', 'needs-documentation', event('2024-10-07')],
    ['a form with need and records', 'met', [form({ '9.1': 'monitoring', '9.2': 'attached' })]],
    ['a form without records', 'not-met', [form({ '9.1': 'monitoring' })]],
  ])('given %s, then it is %s', (_what, status, history) => {
    expect(statusOf('CONT.NEED', { history: [approval(), ...history] })).toBe(status);
  }); // prettier-ignore

  test('given records and a need, then the request is met for a year, and the initial criteria were not asked', () => {
    const dose = given(drugs.infliximab, '2025-08-13');
    const answer = ask({ history: [approval(), dose, infusionRecord('2025-08-13'), diagnosis('J96.11')] });
    expect(answer.decision).toMatchObject({ determination: 'met', durationDays: 365 });
    expect(answer.status('INIT.NEW')).toBe('not-evaluated');
    expect(answer.status('C.CARDIO')).toBe('met');
  });
});
