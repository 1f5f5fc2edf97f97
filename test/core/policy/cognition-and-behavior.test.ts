/** C.COG, C.BEH, C.OTHER: concerns that need more than a code, and what supports them (reading A6). */
import { describe, expect, test } from '@jest/globals';
import type { FhirResource } from 'fhir/r4.js';
import { SYSTEM } from '../../../src/core/terminology/systems.js';
import type { CriterionStatus } from '../../../src/core/decision.js';
import { statusOf } from '../../support/decide.js';
import { coded, diagnosis } from '../../support/scenarios/chart.js';
import {
  allergy,
  ANAPHYLAXIS,
  form,
  INFLIXIMAB,
  livingIn,
  observation,
  PEANUT,
  quantity,
  RURAL_ZIP,
  WHY,
} from './support.js';

const resolved = { clinicalStatus: coded('urn:x', 'resolved') };

describe('cognition', () => {
  test.each<[string, CriterionStatus, readonly FhirResource[]]>([
    ['nothing', 'not-met', []],
    ['severe dementia', 'needs-documentation', [diagnosis('F03.C0')]],
    ['severe dementia and wandering off', 'met', [diagnosis('F03.C0'), diagnosis('Z91.83')]],
    ['severe dementia with agitation in one code', 'met', [diagnosis('F03.911')]],
    ['severe dementia and wandering that is over', 'needs-documentation', [diagnosis('F03.C0'), diagnosis('Z91.83', resolved)]],
    ['severe dementia, refuted, and wandering', 'not-met', [diagnosis('F03.C0', { verificationStatus: coded('urn:x', 'refuted') }), diagnosis('Z91.83')]],
    ['severe dementia and supervision, with an infusion center in reach', 'needs-documentation', [diagnosis('F03.C0'), diagnosis('Z74.3')]],
    ['severe dementia and supervision, without one', 'met', [diagnosis('F03.C0'), diagnosis('Z74.3'), livingIn(RURAL_ZIP)]],
    ['moderate intellectual disability and violent behavior', 'met', [diagnosis('F71'), diagnosis('R45.6')]],
    ['mild intellectual disability and violent behavior', 'needs-documentation', [diagnosis('F70'), diagnosis('R45.6')]],
    ['mild cognitive impairment', 'needs-documentation', [diagnosis('G31.84')]],
    ['dementia in words', 'needs-documentation', [diagnosis('x', { code: { text: 'Dementia' } })]],
    ['family history of dementia', 'not-met', [diagnosis('x', { code: { text: 'Family history of dementia' } })]],
    ['delirium that is active since spring', 'needs-documentation', [diagnosis('F05', { onsetDateTime: '2025-03-01' })]],
    ['delirium resolved ninety days ago', 'needs-documentation', [diagnosis('F05', { ...resolved, onsetDateTime: '2025-07-10' })]],
    ['delirium resolved before that', 'not-met', [diagnosis('F05', { ...resolved, onsetDateTime: '2025-07-09' })]],
    ['a test score of 17', 'needs-documentation', [observation('72106-8', '2025-06-10', quantity(17, '{score}'))]],
    ['a test score of 18', 'not-met', [observation('72106-8', '2025-06-10', quantity(18, '{score}'))]],
    ['a form', 'met', [form({ '6.1': ['cognitive'], ...WHY })]],
  ])('given %s, then it is %s', (_what, status, history) => {
    expect(statusOf('C.COG', { history })).toBe(status);
  }); // prettier-ignore

  test('given the reading by which a risk at home is enough (A6), then supervision counts beside an infusion center', () => {
    const history = [diagnosis('F03.C0'), diagnosis('Z74.3')];
    expect(statusOf('C.COG', { history, parameters: { 'c.allSites': false } })).toBe('met');
  });
});

describe('behavior', () => {
  test.each<[string, CriterionStatus, readonly FhirResource[]]>([
    ['nothing', 'not-met', []],
    ['schizophrenia', 'needs-documentation', [diagnosis('F20.0')]],
    ['autism', 'needs-documentation', [diagnosis('F84.0')]],
    ['violent behavior', 'needs-documentation', [diagnosis('R45.6')]],
    ['psychosis in remission', 'not-met', [diagnosis('F20.0', { clinicalStatus: coded('urn:x', 'remission') })]],
    ['fear of needles', 'not-met', [diagnosis('F40.231')]],
    ['a form', 'met', [form({ '6.1': ['behavioral'], ...WHY })]],
  ])('given %s, then it is %s', (_what, status, history) => {
    expect(statusOf('C.BEH', { history })).toBe(status);
  }); // prettier-ignore
});

describe('other impairment', () => {
  test.each<[string, CriterionStatus, readonly FhirResource[]]>([
    ['nothing', 'not-met', []],
    ['anaphylaxis to peanut on the allergy list', 'needs-documentation', [allergy(PEANUT, ANAPHYLAXIS)]],
    ['an inactive one', 'needs-documentation', [allergy(PEANUT, ANAPHYLAXIS, { clinicalStatus: coded('urn:x', 'inactive') })]],
    ['a refuted one', 'not-met', [allergy(PEANUT, ANAPHYLAXIS, { verificationStatus: coded('urn:x', 'refuted') })]],
    ['hives from peanut', 'not-met', [allergy(PEANUT, coded(SYSTEM.snomed, '126485001'))]],
    ['anaphylaxis to the ordered drug, which is criterion d', 'not-met', [allergy(INFLIXIMAB, ANAPHYLAXIS)]],
    ['anaphylaxis to food by diagnosis', 'needs-documentation', [diagnosis('T78.01XA')]],
    ['homelessness', 'needs-documentation', [diagnosis('Z59.00')]],
    ['an unsafe home in words', 'needs-documentation', [diagnosis('x', { code: { text: 'Unsafe home environment' } })]],
    ['homelessness that is over', 'not-met', [diagnosis('Z59.00', resolved)]],
    ['a form', 'met', [form({ '6.1': ['other'], ...WHY })]],
  ])('given %s, then it is %s', (_what, status, history) => {
    expect(statusOf('C.OTHER', { history })).toBe(status);
  }); // prettier-ignore
});

test.each([
  ['C.COG', ['conditions', 'observations', 'questionnaireResponses']],
  ['C.BEH', ['conditions', 'questionnaireResponses']],
  ['C.OTHER', ['conditions', 'allergies', 'questionnaireResponses']],
])('given a source of %s that was refused or cut short, then nothing found is open', (criterion, keys) => {
  for (const key of keys) {
    expect([key, statusOf(criterion, { unseen: { [key]: 'unavailable' } })]).toEqual([
      key,
      'needs-documentation',
    ]);
    expect([key, statusOf(criterion, { unseen: { [key]: 'partial' } })]).toEqual([
      key,
      'needs-documentation',
    ]);
  }
});
