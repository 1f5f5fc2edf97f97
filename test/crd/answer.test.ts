import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Decision } from '../../src/core/decision.js';
import type { Bundle, Extension, MedicationRequest } from '../../src/core/fhir.js';
import { renderAnswer, type Answer, type AnswerInput } from '../../src/crd/answer.js';
import { readConfiguration } from '../../src/crd/configuration.js';
import { originalsOf } from '../../src/crd/lossless-order.js';
import { COVERAGE_INFORMATION } from '../../src/crd/coverage-information.js';
import { CRD_2_0 } from '../../src/crd/v2-0.js';
import { checkResponse } from '../../src/hooks/check-response.js';
import { anyDecision } from '../support/arbitrary-decisions.js';
import { answerKnowledge, countingIds, QUESTIONNAIRE } from '../support/answers.js';
import { decision, drug, medicationRequest, order, samples, silent } from '../support/decisions.js';
import { answerFaults } from '../support/invariants.js';
import { runs } from '../support/property-runs.js';

const TODAY = 20362; // 2025-10-01

/** The card that only goes with others has tests of its own (stories/cards-home-orders.test.ts). */
const configuration = readConfiguration(
  { 'davinci-crd.configuration': { 'clinical-reminder': false } },
  answerKnowledge.cards.templates.options,
);

function answer(decisions: readonly Decision[], changes: Partial<AnswerInput> = {}): Answer {
  const given = renderAnswer({
    configuration,
    decisions,
    dialect: CRD_2_0,
    originals: originalsOf(undefined),
    knowledge: answerKnowledge,
    ids: countingIds(),
    today: TODAY,
    isOurs: () => false,
    ...changes,
  });
  expect(answerFaults(given.response, '2.0', new Set(given.assertions.values()))).toEqual([]);
  return given;
}

function annotated(given: Answer, index = 0): MedicationRequest {
  return given.response.systemActions?.[index]?.resource as MedicationRequest;
}

function assertionsOn(request: MedicationRequest): readonly Extension[] {
  return (request.extension ?? []).filter((one) => one.url === COVERAGE_INFORMATION);
}

function codes(request: MedicationRequest): Record<string, unknown> {
  const parts = assertionsOn(request)[0]?.extension ?? [];
  const value = (url: string) => parts.find((one) => one.url === url)?.valueCode;
  return {
    covered: value('covered'),
    pa: value('pa-needed'),
    doc: value('doc-needed'),
    purpose: value('doc-purpose'),
    info: value('info-needed'),
    form: parts.find((one) => one.url === 'questionnaire')?.valueCanonical,
  };
}

const withOrder = (given: Decision, request: MedicationRequest): Decision => ({
  ...given,
  order: order(request),
});

describe('what each determination asserts in CRD 2.0', () => {
  const documents = { doc: 'clinical', purpose: 'withpa', form: QUESTIONNAIRE };
  const none = { doc: undefined, purpose: undefined, form: undefined };

  test.each<[string, Decision, Record<string, unknown>]>([
    ['met', samples.met, { covered: 'conditional', pa: 'auth-needed', info: 'OTH', ...documents }],
    [
      'needs-documentation',
      samples['needs-documentation'],
      { covered: 'conditional', pa: 'auth-needed', info: 'OTH', ...documents },
    ],
    [
      'not-met',
      samples['not-met'],
      { covered: 'conditional', pa: 'auth-needed', info: 'location', ...documents },
    ],
    [
      'facility',
      samples.facility,
      { covered: 'conditional', pa: 'auth-needed', info: 'location', ...documents },
    ],
    [
      'site unknown',
      samples['site-unknown'],
      { covered: 'conditional', pa: 'conditional', info: 'location', ...none },
    ],
    [
      'drug ambiguous',
      samples['drug-ambiguous'],
      { covered: 'conditional', pa: 'conditional', info: 'OTH', ...none },
    ],
    [
      'preferred site',
      silent['preferred site'],
      { covered: 'conditional', pa: 'conditional', info: 'OTH', ...none },
    ],
    [
      'part of the chart unreadable',
      samples['not-fully-checked'],
      { covered: 'conditional', pa: 'conditional', info: 'OTH', ...none },
    ],
    [
      'coverage not active',
      samples['coverage-inactive'],
      { covered: 'not-covered', pa: 'no-auth', info: undefined, ...none },
    ],
    [
      'technical failure',
      silent['technical failure'],
      { covered: 'conditional', pa: 'conditional', info: 'OTH', ...none },
    ],
  ])('%s', (_name, given, expected) => {
    expect(codes(annotated(answer([given])))).toEqual(expected);
  });

  test.each(['drug not listed', 'other line of business', 'out of scope'] as const)('%s: nothing', (name) => {
    expect(answer([silent[name]]).response).toEqual({ cards: [], systemActions: [] });
  });

  test('given no Coverage, then there is a card but nothing to assert', () => {
    const { response, assertions } = answer([samples['coverage-missing']]);
    expect(response.cards).toHaveLength(1);
    expect(response.systemActions).toEqual([]);
    expect(assertions.size).toBe(0);
  });

  test('given the demo payer was only assumed, then no extension is possible', () => {
    const assumed = decision({
      coverage: { status: 'assumed', truth: 'met', reason: 'assumed', evidence: [], assumptions: [] },
    });
    expect(answer([assumed]).response.systemActions).toEqual([]);
    expect(answer([assumed]).response.cards).toHaveLength(1);
  });

  test('given a drug that is not RESOLVED, then no billing code is promised', () => {
    const part = (given: Decision) =>
      assertionsOn(annotated(answer([given])))[0]?.extension?.filter((one) => one.url === 'billingCode');
    expect(part(samples['not-met'])).toHaveLength(1);
    expect(
      part(decision({ drug: drug({ outcome: 'LISTED_CODE_AMBIGUOUS', hcpcs: ['J1569', 'J1561'] }) })),
    ).toEqual([]);
  });

  test.each([
    ['drug-ambiguous', 'GA.PMN.34: more than one billing code fits the order (J1602, C9399)'],
    [
      'drug-conflict',
      'GA.PMN.34: the drug codes of the order disagree: rxnorm 310994 is infliximab 100 MG Injection, but rxnorm 24909 is iron sucrose',
    ],
  ] as const)('%s: the reason says what is unclear', (name, reason) => {
    const parts = assertionsOn(annotated(answer([samples[name]])))[0]?.extension;
    expect(parts?.find((one) => one.url === 'reason')?.valueCodeableConcept?.text).toBe(reason);
  });

  test('the reason names no diagnosis', () => {
    expect(JSON.stringify(assertionsOn(annotated(answer([samples.met]))))).not.toMatch(/ejection|heart/i);
  });
});

describe('the order given back', () => {
  const foreign: Extension = {
    url: COVERAGE_INFORMATION,
    extension: [
      { url: 'coverage', valueReference: { reference: 'Coverage/other' } },
      { url: 'covered', valueCode: 'covered' },
      { url: 'pa-needed', valueCode: 'no-auth' },
      { url: 'date', valueDate: '2025-01-01' },
      { url: 'coverage-assertion-id', valueString: 'theirs' },
    ],
  };
  const unrelated: Extension = { url: 'https://ehr.example.org/priority', valueInteger: 3 };

  test('is complete and unchanged but for our extension', () => {
    const request = medicationRequest({
      extension: [unrelated, foreign],
      text: { status: 'generated', div: '<div/>' },
    });
    const given = answer([withOrder(samples['not-met'], request)]);
    const { extension, ...rest } = annotated(given);
    const { extension: before, ...original } = request;
    expect(rest).toEqual(original);
    expect(extension?.slice(0, 2)).toEqual(before);
    expect(extension).toHaveLength(3);
    expect(given.response.systemActions?.[0]).toMatchObject({
      type: 'update',
      description: 'Add coverage information to the order for infliximab: site of care, GA.PMN.34',
    });
  });

  test('given a dose of 10.00, then it returns as 10.00, in the suggestions too', () => {
    const text = JSON.stringify(medicationRequest()).replace(
      '"value":400',
      '"value":10.00,"note":"give 10.00 ml, 1e3"',
    );
    const raw = `{"hook":"order-sign","context":{"draftOrders":{"resourceType":"Bundle","entry":[{"resource":${text}}]}}}`;
    const { draftOrders } = (JSON.parse(raw) as { context: { draftOrders: Bundle } }).context;
    const given = withOrder(samples['not-met'], draftOrders.entry?.[0]?.resource as MedicationRequest);
    const { serialized, response } = answer([given], {
      originals: originalsOf({ rawText: raw, context: { draftOrders } }),
    });
    const actions = 1 + (response.cards[0]?.suggestions?.length ?? 0);
    expect(actions).toBe(3);
    expect(
      serialized.split('"doseQuantity":{"value":10.00,"note":"give 10.00 ml, 1e3","unit":"mg"}'),
    ).toHaveLength(actions + 1);
    expect(serialized).not.toContain('isLosslessNumber');
  });

  test('given an extension of the wrong type, then nothing throws', () => {
    const broken = { ...medicationRequest(), extension: 'x' } as unknown as MedicationRequest;
    expect(assertionsOn(annotated(answer([withOrder(samples['not-met'], broken)])))).toHaveLength(1);
    const holes = {
      ...medicationRequest(),
      extension: [null, { url: COVERAGE_INFORMATION, extension: [null, 7] }],
    };
    const given = withOrder(samples['not-met'], holes as unknown as MedicationRequest);
    expect(annotated(answer([given])).extension).toHaveLength(3);
  });
});

describe('an order that already carries an assertion', () => {
  const first = answer([samples['not-met']]);
  const signed = annotated(first);
  const id = first.assertions.get('MedicationRequest/m1');

  test('given our own answer fed back, then silence: no action, no card, the same id (CI-03)', () => {
    const again = answer([withOrder(samples['not-met'], signed)], { today: TODAY + 3 });
    expect(again.response).toEqual({ cards: [], systemActions: [] });
    expect(again.assertions.get('MedicationRequest/m1')).toBe(id);
  });

  test('given the EHR wrote our extension with its members in another order, then still silence', () => {
    const shuffled = {
      ...signed,
      extension: (signed.extension ?? []).map((one) => ({
        extension: [...(one.extension ?? [])].reverse(),
        url: one.url,
      })),
    };
    expect(answer([withOrder(samples['not-met'], shuffled)]).response.cards).toEqual([]);
  });

  test('given another answer now, then ours is replaced in its place under a new id', () => {
    const given = withOrder(samples['needs-documentation'], signed);
    const again = answer([given], { isOurs: (one) => one === id, ids: () => 'new-id' });
    const assertions = assertionsOn(annotated(again));
    expect(assertions).toHaveLength(1);
    expect(again.assertions.get('MedicationRequest/m1')).toBe('new-id');
    expect(again.response.cards).toHaveLength(1);
  });

  test('given the assertion is for another coverage, then it stays', () => {
    const other = JSON.parse(
      JSON.stringify(signed).replaceAll('Coverage/c1', 'Coverage/c2'),
    ) as MedicationRequest;
    const again = answer([withOrder(samples['not-met'], other)], { isOurs: () => true, ids: () => 'new-id' });
    expect(assertionsOn(annotated(again))).toHaveLength(2);
  });

  test('given the same coverage but an id we never gave out, then it stays', () => {
    const again = answer([withOrder(samples['needs-documentation'], signed)], { isOurs: () => false });
    expect(assertionsOn(annotated(again))).toHaveLength(2);
  });

  test('given ours twice, then one remains', () => {
    const twice = { ...signed, extension: [...(signed.extension ?? []), ...(signed.extension ?? [])] };
    expect(assertionsOn(annotated(answer([withOrder(samples['not-met'], twice)])))).toHaveLength(1);
  });
});

describe('several orders', () => {
  const second = withOrder(samples.met, medicationRequest({ id: 'm2' }));

  test('each gets its action, its id and cards that name it; warnings come first', () => {
    const given = answer([second, samples['not-met']]);
    expect(given.response.systemActions?.map((one) => one.resource?.id)).toEqual(['m2', 'm1']);
    expect(given.response.cards.map((card) => [card.indicator, card.extension])).toEqual([
      ['warning', { 'davinci-crd.associated-resource': ['MedicationRequest/m1'] }],
      ['info', { 'davinci-crd.associated-resource': ['MedicationRequest/m2'] }],
    ]);
    expect(new Set(given.assertions.values()).size).toBe(2);
  });

  test('given two with the same answer, then they share a card that names both, and each gets its action', () => {
    const given = answer([
      samples['not-met'],
      withOrder(samples['not-met'], medicationRequest({ id: 'm2' })),
    ]);
    expect(given.response.systemActions?.map((one) => one.resource?.id)).toEqual(['m1', 'm2']);
    expect(given.response.cards.map((card) => card.extension)).toEqual([
      { 'davinci-crd.associated-resource': ['MedicationRequest/m1', 'MedicationRequest/m2'] },
    ]);
  });

  test('given one of two with the same answer carries it already, then the card is about the other', () => {
    const signed = withOrder(samples['not-met'], annotated(answer([samples['not-met']])));
    const given = answer([signed, withOrder(samples['not-met'], medicationRequest({ id: 'm2' }))]);
    expect(given.response.cards.map((card) => card.extension)).toEqual([
      { 'davinci-crd.associated-resource': ['MedicationRequest/m2'] },
    ]);
  });

  test('given one order twice, then it is updated once', () => {
    expect(answer([samples['not-met'], samples['not-met']]).response.systemActions).toHaveLength(1);
  });
});

describe('whatever the decisions', () => {
  test('the answer is valid CDS Hooks, what is serialized is the response, and it fed back is silence', () => {
    fc.assert(
      fc.property(anyDecision, (given) => {
        const first = answer([given]);
        expect(JSON.parse(first.serialized)).toEqual(JSON.parse(JSON.stringify(first.response)));
        expect(checkResponse(first.response)).toEqual([]);
        const action = first.response.systemActions?.[0];
        if (!action) return;
        const request = action.resource as MedicationRequest;
        const carrier = { ...given.order.carrier, resource: request };
        const again = answer([{ ...given, order: { ...given.order, request, carrier } }]);
        expect(again.response).toEqual({ cards: [], systemActions: [] });
        expect(again.assertions).toEqual(first.assertions);
      }),
      runs(60),
    );
  });
});
