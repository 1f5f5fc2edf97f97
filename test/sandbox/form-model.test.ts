/** The form of the sandbox page below its fields: conditions, what is sent, where answers come from, what can be chosen. */
import { describe, expect, test } from '@jest/globals';
import type {
  Questionnaire,
  QuestionnaireItem,
  QuestionnaireResponse,
  QuestionnaireResponseItem,
  QuestionnaireResponseItemAnswer,
} from 'fhir/r4.js';
import { faultsIn } from '../../sandbox/page/form/model/check.js';
import { completed } from '../../sandbox/page/form/model/completed.js';
import { isEnabled } from '../../sandbox/page/form/model/enabled.js';
import { withInitial } from '../../sandbox/page/form/model/initial.js';
import { optionsOf } from '../../sandbox/page/form/model/options.js';
import { asGiven, isFilledIn, sourcesOf } from '../../sandbox/page/form/model/origin.js';
import { shareOf } from '../../sandbox/page/form/model/share.js';
import { inWords } from '../../sandbox/page/form/model/words.js';

const form = (...item: readonly QuestionnaireItem[]): Questionnaire => ({
  resourceType: 'Questionnaire',
  status: 'active',
  item: [...item],
});
const response = (...item: readonly QuestionnaireResponseItem[]): QuestionnaireResponse => ({
  resourceType: 'QuestionnaireResponse',
  status: 'in-progress',
  item: [...item],
});
const text = (linkId: string, more: Partial<QuestionnaireItem> = {}): QuestionnaireItem => ({
  linkId,
  type: 'string',
  text: linkId,
  ...more,
});
const says = (linkId: string, ...answer: readonly QuestionnaireResponseItemAnswer[]) => ({
  linkId,
  answer: [...answer],
});
const words = (valueString: string): QuestionnaireResponseItemAnswer => ({ valueString });
const sent = (questionnaire: Questionnaire, given: QuestionnaireResponse) =>
  completed(questionnaire, given, { now: '2025-10-01T12:00:00Z' }).item;

describe('conditions', () => {
  const dependent = (operator: string, wanted: object): QuestionnaireItem =>
    text('b', { enableWhen: [{ question: 'a', operator: operator as '=', ...wanted }] });
  const asked = (operator: string, wanted: object, answer?: QuestionnaireResponseItemAnswer) => {
    const item = dependent(operator, wanted);
    const items = answer ? [says('a', answer)] : [];
    return isEnabled(item, { definition: [text('a'), item], items });
  };

  test.each<[string, object, QuestionnaireResponseItemAnswer | undefined, boolean]>([
    ['exists', { answerBoolean: true }, words('x'), true],
    ['exists', { answerBoolean: true }, undefined, false],
    ['exists', { answerBoolean: false }, undefined, true],
    ['=', { answerBoolean: false }, { valueBoolean: false }, true],
    ['=', { answerBoolean: false }, undefined, false],
    ['=', { answerCoding: { system: 's', code: 'c' } }, { valueCoding: { system: 's', code: 'c' } }, true],
    ['=', { answerCoding: { system: 's', code: 'c' } }, { valueCoding: { system: 't', code: 'c' } }, false],
    ['=', { answerCoding: { code: 'c' } }, { valueCoding: { system: 't', code: 'c' } }, true],
    ['=', { answerString: 'x' }, words('x'), true],
    ['!=', { answerString: 'x' }, words('y'), true],
    ['!=', { answerString: 'x' }, undefined, false],
    ['>', { answerInteger: 3 }, { valueInteger: 3 }, false],
    ['>=', { answerInteger: 3 }, { valueInteger: 3 }, true],
    ['<', { answerDecimal: 2.5 }, { valueDecimal: 2 }, true],
    ['<=', { answerDate: '2025-06-01' }, { valueDate: '2025-06-02' }, false],
    ['>', { answerQuantity: { value: 5 } }, { valueQuantity: { value: 6 } }, true],
    ['>', { answerInteger: 3 }, words('x'), false],
  ])('%s %j, given %j: %s', (operator, wanted, answer, expected) => {
    expect(asked(operator, wanted, answer)).toBe(expected);
  });

  test('of several, any is enough unless all are wanted', () => {
    const enableWhen = ['a', 'c'].map((question) => ({
      question,
      operator: '=' as const,
      answerString: 'x',
    }));
    const scope = { definition: [text('a'), text('c')], items: [says('a', words('x'))] };
    expect(isEnabled(text('b', { enableWhen }), scope)).toBe(true);
    expect(isEnabled(text('b', { enableWhen, enableBehavior: 'any' }), scope)).toBe(true);
    expect(isEnabled(text('b', { enableWhen, enableBehavior: 'all' }), scope)).toBe(false);
  });

  test('answers of another group count, those to what is not asked do not', () => {
    const group: QuestionnaireItem = {
      linkId: 'g',
      type: 'group',
      item: [text('a')],
      enableWhen: [{ question: 'z', operator: 'exists', answerBoolean: true }],
    };
    const item = dependent('exists', { answerBoolean: true });
    const definition = [text('z'), group, item];
    const inGroup = { linkId: 'g', item: [says('a', words('x'))] };
    expect(isEnabled(item, { definition, items: [inGroup] })).toBe(false);
    expect(isEnabled(item, { definition, items: [says('z', words('y')), inGroup] })).toBe(true);
  });

  test('a circle of conditions ends', () => {
    const when = (question: string) => [{ question, operator: 'exists' as const, answerBoolean: true }];
    const [a, b] = [text('a', { enableWhen: when('b') }), text('b', { enableWhen: when('a') })];
    const items = [says('a', words('x')), says('b', words('y'))];
    expect(isEnabled(a, { definition: [a, b], items })).toBe(true);
  });
});

describe('what is sent', () => {
  test('leaves out displays, empty groups, questions without answer and what is not asked', () => {
    const questionnaire = form(
      { linkId: 'd', type: 'display', text: 'd' },
      text('a'),
      text('b', { enableWhen: [{ question: 'a', operator: '=', answerString: 'x' }] }),
      { linkId: 'g', type: 'group', item: [text('c')] },
    );
    const items = [
      says('a', words('y')),
      says('b', words('stale')),
      { linkId: 'g', item: [{ linkId: 'c' }] },
    ];
    expect(sent(questionnaire, response(...items))).toEqual([says('a', words('y'))]);
  });

  test('keeps the order of the form and what is below an answer', () => {
    const questionnaire = form(text('a', { item: [text('a.1')] }), text('b'));
    const below = { valueString: 'x', item: [says('a.1', words('more'))] };
    const items = [says('b', words('y')), says('a', below)];
    expect(sent(questionnaire, response(...items))).toEqual([says('a', below), says('b', words('y'))]);
  });

  test('is completed, dated and says who answered', () => {
    const done = completed(form(text('a')), response(), {
      now: '2025-10-01T12:00:00Z',
      author: 'Practitioner/x',
    });
    expect(done).toMatchObject({
      status: 'completed',
      authored: '2025-10-01T12:00:00Z',
      author: { reference: 'Practitioner/x' },
    });
  });
});

describe('where answers come from', () => {
  const ORIGIN = 'http://hl7.org/fhir/us/davinci-dtr/StructureDefinition/information-origin';
  const origin = (valueCode: string) => ({ url: ORIGIN, extension: [{ url: 'source', valueCode }] });
  const filledIn = (valueString: string, code = 'auto') => ({ valueString, extension: [origin(code)] });

  test.each(['auto', 'auto-server', 'auto-client'])('%s was filled in', (code) => {
    expect(isFilledIn(filledIn('x', code))).toBe(true);
  });
  test.each(['manual', 'override'])('%s was not', (code) => {
    expect(isFilledIn(filledIn('x', code))).toBe(false);
  });

  test('an answer that stays keeps its origin, a new one is manual or overrides', () => {
    const former = [filledIn('x')];
    expect(asGiven([words('x')], former)).toEqual(former);
    expect(asGiven([words('y')], former)).toEqual([{ valueString: 'y', extension: [origin('override')] }]);
    expect(asGiven([words('y')], [])).toEqual([{ valueString: 'y', extension: [origin('manual')] }]);
    // While somebody types, the answer before is the last key.
    const typed = asGiven([words('ya')], asGiven([words('y')], former));
    expect(typed).toEqual([{ valueString: 'ya', extension: [origin('override')] }]);
  });

  test('a code that is chosen again is the same, whatever it is displayed as', () => {
    const former = [
      { valueCoding: { display: 'Grade three', system: 's', code: 'g3' }, extension: [origin('auto')] },
    ];
    const chosen = [{ valueCoding: { system: 's', code: 'g3', display: 'Grade 3' } }];
    expect(asGiven(chosen, former)).toEqual(former);
  });

  test('sources are read from the extension, whatever its base', () => {
    const url = 'https://payer.example/fhir/StructureDefinition/answer-source';
    const answer = { valueString: 'x', extension: [{ url, valueReference: { reference: 'Condition/c1' } }] };
    expect(sourcesOf(answer)).toEqual(['Condition/c1']);
  });

  test('counts what is asked, filled in, answered by hand and still required', () => {
    const questionnaire = form(
      text('a', { required: true }),
      text('b', { required: true }),
      text('c', { enableWhen: [{ question: 'a', operator: '=', answerString: 'no' }] }),
      { linkId: 'g', type: 'group', repeats: true, item: [text('d')] },
    );
    const given = response(
      says('a', filledIn('x')),
      { linkId: 'g', item: [says('d', words('1'))] },
      { linkId: 'g', item: [] },
    );
    expect(shareOf(questionnaire, given)).toEqual({ asked: 4, fromChart: 1, byHand: 1, requiredOpen: 1 });
  });
});

describe('what can be chosen', () => {
  const choice = (more: Partial<QuestionnaireItem>): QuestionnaireItem => ({
    linkId: 'c',
    type: 'choice',
    ...more,
  });
  const set = {
    resourceType: 'ValueSet' as const,
    url: 'https://x/vs',
    version: '2',
    status: 'active' as const,
  };
  const labels = (item: QuestionnaireItem, ...sets: readonly object[]) =>
    optionsOf(item, form(item), sets as never)?.map(({ label }) => label);

  test('options of the item, by whatever type', () => {
    const answerOption = [
      { valueCoding: { code: 'a', display: 'A' } },
      { valueString: 'b' },
      { valueInteger: 3 },
    ];
    expect(labels(choice({ answerOption }))).toEqual(['A', 'b', '3']);
  });

  test('an expansion, without abstract codes, and only in the version that is meant', () => {
    const contains = [
      { abstract: true, display: 'All', contains: [{ code: 'a', display: 'A' }] },
      { code: 'b' },
    ];
    const expanded = { ...set, expansion: { timestamp: '2025-01-01', contains } };
    expect(labels(choice({ answerValueSet: 'https://x/vs|2' }), expanded)).toEqual(['A', 'b']);
    expect(labels(choice({ answerValueSet: 'https://x/vs' }), expanded)).toEqual(['A', 'b']);
    expect(labels(choice({ answerValueSet: 'https://x/vs|1' }), expanded)).toBeUndefined();
  });

  test('codes that are named one by one, but not what a rule would find', () => {
    const named = { ...set, compose: { include: [{ system: 's', concept: [{ code: 'a', display: 'A' }] }] } };
    expect(labels(choice({ answerValueSet: 'https://x/vs' }), named)).toEqual(['A']);
    const ruled = { ...set, compose: { include: [{ system: 's', filter: [{}] }] } };
    expect(labels(choice({ answerValueSet: 'https://x/vs' }), ruled)).toBeUndefined();
  });
});

test('given several items for one question, then their answers are put together', () => {
  const given = response(says('a', words('1')), says('a', words('2')));
  expect(withInitial(form(text('a', { repeats: true })), given).item).toEqual([
    says('a', words('1'), words('2')),
  ]);
});

test('what the form proposes stands where the draft says nothing', () => {
  const questionnaire = form(
    text('a', { initial: [words('proposed')] }),
    text('b', { initial: [words('proposed')] }),
    { linkId: 'g', type: 'group', item: [text('c', { initial: [words('inside')] })] },
  );
  expect(withInitial(questionnaire, response(says('b', words('own')))).item).toEqual([
    { linkId: 'a', text: 'a', answer: [words('proposed')] },
    says('b', words('own')),
    { linkId: 'g', item: [{ linkId: 'c', text: 'c', answer: [words('inside')] }] },
  ]);
});

test.each<
  [string, Partial<QuestionnaireItem>, QuestionnaireResponseItemAnswer | undefined, string | undefined]
>([
  ['a required answer that is missing', { required: true }, undefined, 'An answer is needed.'],
  ['too many characters', { maxLength: 2 }, words('abc'), 'It has 2 characters at most.'],
  ['half of a whole number', { type: 'integer' }, { valueInteger: 1.5 }, 'A whole number is needed.'],
  [
    'a number below its bound',
    { type: 'decimal', extension: bounds(1) },
    { valueDecimal: 0 },
    'It is 1 at least.',
  ],
  [
    'a number above its bound',
    { type: 'decimal', extension: bounds(1, 5) },
    { valueDecimal: 6 },
    'It lies between 1 and 5.',
  ],
  ['a number on its bound', { type: 'decimal', extension: bounds(1, 5) }, { valueDecimal: 5 }, undefined],
])('given %s, then it is told', (_what, item, answer, fault) => {
  const faults = faultsIn(form(text('a', item)), response(...(answer ? [says('a', answer)] : [])));
  expect(faults.map((one) => one.says)).toEqual(fault === undefined ? [] : [fault]);
});

test('a required group wants one answer', () => {
  const questionnaire = form({ linkId: 'g', type: 'group', required: true, item: [text('a')] });
  expect(faultsIn(questionnaire, response())).toHaveLength(1);
  const given = response({ linkId: 'g', item: [says('a', words('x'))] });
  expect(faultsIn(questionnaire, given)).toEqual([]);
});

test.each<[QuestionnaireResponseItemAnswer, string]>([
  [{ valueBoolean: false }, 'No'],
  [{ valueDecimal: 45 }, '45 %'],
  [{ valueInteger: 0 }, '0 %'],
  [{ valueCoding: { code: 'a' } }, 'The first'],
  [{ valueCoding: { code: 'b', display: 'B' } }, 'B'],
  [{ valueQuantity: { value: 5, unit: 'mg' } }, '5 mg'],
  [{ valueReference: { reference: 'Condition/c1' } }, 'Condition/c1'],
  [
    {
      valueAttachment: {
        title: 'Note',
        contentType: 'text/plain',
        size: 2048,
        creation: '2025-06-01T08:00:00Z',
      },
    },
    'Note (2025-06-01, text/plain, 2 kB)',
  ],
  [{ valueDateTime: '2025-06-01T08:00:00Z' }, '2025-06-01 08:00:00Z'],
])('%j in words', (answer, expected) => {
  const item = text('a', {
    answerOption: [{ valueCoding: { code: 'a', display: 'The first' } }],
    extension: [
      {
        url: 'http://hl7.org/fhir/StructureDefinition/questionnaire-unit',
        valueCoding: { code: '%', display: '%' },
      },
    ],
  });
  expect(inWords(answer, item)).toBe(expected);
});

function bounds(low: number, high?: number) {
  const url = 'http://hl7.org/fhir/StructureDefinition';
  return [
    { url: `${url}/minValue`, valueDecimal: low },
    ...(high === undefined ? [] : [{ url: `${url}/maxValue`, valueDecimal: high }]),
  ];
}
