/** What each determination asserts in CRD 2.2 (contract, "What each determination says"); answer.test.ts has the same for 2.0. */
import { describe, expect, test } from '@jest/globals';
import type { Decision } from '../../src/core/decision.js';
import { QUESTIONNAIRE } from '../support/answers.js';
import { samples, silent } from '../support/decisions.js';
import { assertionsOn, only, render, updated } from './render.js';
import { codesOf, partsOf } from './support.js';

function said(given: Decision): Record<string, unknown> {
  const extension = only(assertionsOn(updated(render('2.2', [given]))));
  const form = partsOf(extension, 'questionnaire')[0]?.valueCanonical;
  const reason = partsOf(extension, 'reason')[0]?.valueCodeableConcept?.coding?.[0]?.code;
  return {
    covered: codesOf(extension, 'covered')[0],
    pa: codesOf(extension, 'pa-needed')[0],
    doc: codesOf(extension, 'doc-needed'),
    purpose: codesOf(extension, 'doc-purpose'),
    info: codesOf(extension, 'info-needed'),
    ...(form !== undefined && { form }),
    ...(reason !== undefined && { reason }),
  };
}

describe('what each determination asserts in CRD 2.2', () => {
  const documents = { doc: ['clinical'], purpose: ['withpa'], form: QUESTIONNAIRE };
  const none = { doc: [], purpose: [] };
  const needed = { covered: 'conditional', pa: 'auth-needed', ...documents };
  const open = { covered: 'conditional', pa: 'conditional', ...none };

  test.each<[string, Decision, Record<string, unknown>]>([
    ['met', samples.met, { ...needed, info: ['OTH'] }],
    ['needs-documentation', samples['needs-documentation'], { ...needed, info: ['OTH'] }],
    ['not-met', samples['not-met'], { ...needed, info: ['location'] }],
    ['facility', samples.facility, { ...needed, info: ['location'] }],
    ['site unknown', samples['site-unknown'], { ...open, info: ['location'] }],
    ['drug ambiguous', samples['drug-ambiguous'], { ...open, info: ['detail-code'] }],
    ['preferred site', silent['preferred site'], { ...open, info: ['OTH'] }],
    [
      'part of the chart unreadable',
      samples['not-fully-checked'],
      { covered: 'indeterminate', pa: 'indeterminate', ...none, info: [], reason: 'technical' },
    ],
    [
      'coverage not active',
      samples['coverage-inactive'],
      { covered: 'not-covered', pa: undefined, ...none, info: [], reason: 'no-active-coverage' },
    ],
    [
      'technical failure',
      silent['technical failure'],
      { covered: 'indeterminate', pa: 'indeterminate', ...none, info: [], reason: 'technical' },
    ],
  ])('%s', (_name, given, expected) => {
    expect(said(given)).toEqual(expected);
  });

  test.each(['drug not listed', 'other line of business', 'out of scope'] as const)(
    '%s: nothing, and no empty list of actions',
    (name) => {
      expect(render('2.2', [silent[name]]).response).toEqual({ cards: [] });
    },
  );

  test('cards speak of the same order as a Reference, under topics of the official code system', () => {
    const [card] = render('2.2', [samples['not-met']]).response.cards;
    expect(card?.extension?.['davinci-crd.associated-resource']).toEqual([
      { reference: 'MedicationRequest/m1' },
    ]);
    expect(card?.source.topic.system).toBe('http://terminology.hl7.org/CodeSystem/cdshooks-card-type');
  });
});
