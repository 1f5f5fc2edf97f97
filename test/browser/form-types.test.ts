/** A form that is not ours: every type of question FHIR R4 has, options of a value set, conditions, proposals, repetitions. */
import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import type { Bundle, Parameters, Questionnaire, QuestionnaireItem, ValueSet } from 'fhir/r4.js';
import type { Browser, Page } from 'playwright-core';
import { axe } from './axe.js';
import { describeInBrowser, openBrowser } from './browser.js';
import { among, answered, ehr, LETTER, sentBy } from './form-support.js';
import { open, startSandbox, type Opened, type Sandbox } from './sandbox-page.js';

jest.setTimeout(120_000);

const SYSTEM = 'https://example.org/colors';
const CORE = 'http://hl7.org/fhir/StructureDefinition';
const COLORS: ValueSet = {
  resourceType: 'ValueSet',
  url: 'https://example.org/ValueSet/colors',
  version: '1',
  status: 'active',
  expansion: {
    timestamp: '2025-01-01T00:00:00Z',
    contains: [
      { system: SYSTEM, code: 'red', display: 'Red' },
      { system: SYSTEM, code: 'blue', display: 'Blue' },
    ],
  },
};
const SHAPES: ValueSet = {
  resourceType: 'ValueSet',
  id: 'shapes',
  status: 'active',
  compose: {
    include: [{ system: SYSTEM, concept: [{ code: 'round', display: 'Round' }, { code: 'square' }] }],
  },
};
const unit = (code: string, display: string) => ({
  url: `${CORE}/questionnaire-unit`,
  valueCoding: { system: 'http://unitsofmeasure.org', code, display },
});
const control = (code: string) => ({
  url: `${CORE}/questionnaire-itemControl`,
  valueCodeableConcept: { coding: [{ code }] },
});

const ITEMS: readonly QuestionnaireItem[] = [
  { linkId: 'intro', type: 'display', text: 'Read this first.' },
  { linkId: 'string', type: 'string', text: 'A line', prefix: '1.', required: true },
  { linkId: 'text', type: 'text', text: 'Several lines' },
  { linkId: 'whole', type: 'integer', text: 'A whole number', initial: [{ valueInteger: 3 }] },
  { linkId: 'decimal', type: 'decimal', text: 'A number', extension: [unit('kg', 'kg')] },
  { linkId: 'quantity', type: 'quantity', text: 'An amount', extension: [unit('mg', 'mg')] },
  { linkId: 'date', type: 'date', text: 'A day' },
  { linkId: 'month', type: 'date', text: 'A month', initial: [{ valueDate: '2025-06' }] },
  { linkId: 'instant', type: 'dateTime', text: 'A day and time' },
  { linkId: 'time', type: 'time', text: 'A time' },
  { linkId: 'url', type: 'url', text: 'An address' },
  { linkId: 'boolean', type: 'boolean', text: 'Agreed?' },
  { linkId: 'set', type: 'choice', text: 'A color', answerValueSet: 'https://example.org/ValueSet/colors|1' },
  {
    linkId: 'list',
    type: 'choice',
    text: 'A shape',
    answerValueSet: '#shapes',
    extension: [control('drop-down')],
  },
  { linkId: 'absent', type: 'choice', text: 'A size', answerValueSet: 'https://example.org/ValueSet/none' },
  {
    linkId: 'open',
    type: 'open-choice',
    text: 'Moods',
    repeats: true,
    answerOption: [{ valueString: 'Calm', initialSelected: true }, { valueString: 'Tired' }],
  },
  {
    linkId: 'reference',
    type: 'reference',
    text: 'A record',
    extension: [{ url: `${CORE}/questionnaire-referenceResource`, valueCode: 'Condition' }],
  },
  { linkId: 'attachment', type: 'attachment', text: 'A document' },
  { linkId: 'names', type: 'string', text: 'Names', repeats: true },
  {
    linkId: 'visit',
    type: 'group',
    text: 'Visit',
    repeats: true,
    item: [
      { linkId: 'visit.why', type: 'string', text: 'Reason of the visit' },
      {
        linkId: 'visit.more',
        type: 'string',
        text: 'More about it',
        enableWhen: [{ question: 'visit.why', operator: 'exists', answerBoolean: true }],
      },
    ],
  },
  {
    linkId: 'large',
    type: 'string',
    text: 'Why so many?',
    enableBehavior: 'all',
    enableWhen: [
      { question: 'whole', operator: '>', answerInteger: 5 },
      { question: 'set', operator: '!=', answerCoding: { system: SYSTEM, code: 'red' } },
    ],
  },
  {
    linkId: 'parent',
    type: 'boolean',
    text: 'Is there more?',
    item: [
      {
        linkId: 'child',
        type: 'string',
        text: 'What more?',
        enableWhen: [{ question: 'parent', operator: '=', answerBoolean: true }],
      },
    ],
  },
  {
    linkId: 'hidden',
    type: 'string',
    text: 'Never seen',
    initial: [{ valueString: 'kept' }],
    extension: [{ url: `${CORE}/questionnaire-hidden`, valueBoolean: true }],
  },
  { linkId: 'odd', type: 'signature' as 'string', text: 'Of a type to come' },
];
const FORM: Questionnaire = {
  resourceType: 'Questionnaire',
  url: 'https://example.org/Questionnaire/everything',
  version: '1',
  title: 'Everything there is',
  status: 'active',
  contained: [SHAPES],
  item: [...ITEMS],
};

describeInBrowser('a form with every type of question', () => {
  let sandbox: Sandbox;
  let browser: Browser;
  let opened: Opened;
  let page: Page;
  beforeAll(async () => {
    [sandbox, browser] = await Promise.all([startSandbox(), openBrowser()]);
  });
  afterEach(async () => {
    expect(opened.faults).toEqual([]);
    await opened.close();
  });
  afterAll(async () => {
    await browser.close();
    await sandbox.close();
  });

  const visit = async (): Promise<void> => {
    opened = await open(browser, `${sandbox.url}/?story=heart-failure-45&signed=yes`);
    page = opened.page;
    const bundle: Bundle = {
      resourceType: 'Bundle',
      type: 'collection',
      entry: [{ resource: FORM }, { resource: COLORS }],
    };
    const outcome = {
      resourceType: 'OperationOutcome' as const,
      issue: [{ severity: 'warning' as const, code: 'not-found' as const, details: { text: 'A remark.' } }],
    };
    const json: Parameters = {
      resourceType: 'Parameters',
      parameter: [
        { name: 'packagebundle', resource: bundle },
        { name: 'outcome', resource: outcome },
      ],
    };
    await page.route(/questionnaire-package/, (route) => route.fulfill({ json }));
    await page.route(/QuestionnaireResponse\?context=/, (route) => route.fulfill({ json: outcome }));
    await ehr(page).getByRole('button', { name: 'Open the form' }).click();
    await page.getByRole('heading', { name: 'Everything there is' }).waitFor();
  };

  test('every question can be answered, and the answers are of its type', async () => {
    await visit();
    await page.getByText('A remark.').waitFor();
    await page.getByText('Read this first.').waitFor();
    await page.getByLabel('1. A line').fill('one');
    await page.getByLabel('Several lines').fill('two\nthree');
    await page.getByLabel('A number', { exact: true }).fill('2.5');
    await page.getByLabel('An amount').fill('100');
    await page.getByLabel('A day', { exact: true }).fill('2025-09-30');
    await page.getByLabel('A day and time').fill('2025-09-30T08:15');
    await page.getByLabel('A time').fill('08:15');
    await page.getByLabel('An address').fill('https://example.org/');
    await among(page, 'Agreed?').getByLabel('No').check();
    await among(page, 'A color').getByLabel('Blue').check();
    await page.getByLabel('A shape').selectOption('square');
    await page.getByText('The list of answers did not come with the form.').waitFor();
    await page.getByLabel('A size').fill('large');
    await among(page, 'Moods').getByLabel('Tired').check();
    await page.getByLabel('A record').fill('Condition/hf45-dx-I50-22');
    await page.getByLabel('A document').setInputFiles(LETTER);
    await page.getByLabel('Names').fill('Ada');
    await page.getByRole('button', { name: 'Add another answer' }).click();
    await page.locator('[data-link="names"] input').nth(1).fill('Bob');
    await among(page, 'Is there more?').getByLabel('Yes').check();
    await page.getByLabel('What more?').fill('this');
    await page.getByText('no field for questions of the type “signature”').waitFor();
    expect(await page.getByText('Never seen').count()).toBe(0);
    expect(await axe(page)).toEqual([]);
    await opened.keep('form-types');

    const sent = await sentBy(page, () => page.getByRole('button', { name: 'Return the form' }).click());
    const values = [...answered(sent.item)].map(([linkId, answers]) => [
      linkId,
      answers.map((answer) => {
        const given = Object.entries(answer as object).filter(([name]) => name.startsWith('value'));
        return Object.fromEntries(given);
      }),
    ]);
    const instant = new Date('2025-09-30T08:15').toISOString();
    expect(Object.fromEntries(values)).toEqual({
      string: [{ valueString: 'one' }],
      text: [{ valueString: 'two\nthree' }],
      whole: [{ valueInteger: 3 }],
      decimal: [{ valueDecimal: 2.5 }],
      quantity: [
        { valueQuantity: { value: 100, unit: 'mg', code: 'mg', system: 'http://unitsofmeasure.org' } },
      ],
      date: [{ valueDate: '2025-09-30' }],
      month: [{ valueDate: '2025-06' }],
      instant: [{ valueDateTime: instant }],
      time: [{ valueTime: '08:15:00' }],
      url: [{ valueUri: 'https://example.org/' }],
      boolean: [{ valueBoolean: false }],
      set: [{ valueCoding: { system: SYSTEM, code: 'blue', display: 'Blue' } }],
      list: [{ valueCoding: { system: SYSTEM, code: 'square' } }],
      absent: [{ valueString: 'large' }],
      open: [{ valueString: 'Calm' }, { valueString: 'Tired' }],
      reference: [{ valueReference: { reference: 'Condition/hf45-dx-I50-22' } }],
      attachment: [
        {
          valueAttachment: { contentType: 'application/pdf', data: 'JVBERg==', size: 4, title: 'letter.pdf' },
        },
      ],
      names: [{ valueString: 'Ada' }, { valueString: 'Bob' }],
      parent: [{ valueBoolean: true }],
      child: [{ valueString: 'this' }],
      hidden: [{ valueString: 'kept' }],
    });
  });

  test('conditions follow the answers, and a repetition depends on its own only', async () => {
    await visit();
    const large = page.getByLabel('Why so many?');
    await page.getByLabel('A whole number').fill('6');
    expect(await large.count()).toBe(0);
    await among(page, 'A color').getByLabel('Blue').check();
    await large.waitFor();
    await page.getByLabel('A whole number').fill('5');
    await large.waitFor({ state: 'detached' });

    await page.getByLabel('Reason of the visit').fill('pain');
    await page.getByLabel('More about it').fill('much');
    await page.getByRole('button', { name: 'Add another: Visit' }).click();
    const second = page.getByRole('region', { name: 'Visit 2' });
    await second.getByLabel('Reason of the visit').waitFor();
    expect(await second.getByLabel('More about it').count()).toBe(0);
    await second.getByLabel('Reason of the visit').fill('fever');
    await second.getByLabel('More about it').waitFor();
    await page.getByRole('button', { name: 'Remove Visit 1' }).click();
    expect(await page.getByLabel('Reason of the visit').inputValue()).toBe('fever');
    expect(await page.getByLabel('More about it').inputValue()).toBe('');
  });

  test('a number that is none keeps the form here', async () => {
    await visit();
    await page.getByLabel('1. A line').fill('one');
    const sent: string[] = [];
    page.on('request', (request) => sent.push(request.url()));
    await page.getByLabel('A number', { exact: true }).pressSequentially('1e');
    await page.getByRole('button', { name: 'Return the form' }).click();
    await page.getByRole('group', { name: /One answer is missing or cannot be used/ }).waitFor();
    await page.locator('[data-link="decimal"]').getByText('This is no number.').waitFor();
    expect(sent).toEqual([]);
  });

  test('an answer is taken back where it need not be given', async () => {
    await visit();
    const agreed = among(page, 'Agreed?');
    await agreed.getByLabel('Yes').check();
    await agreed.getByRole('button', { name: 'Take the answer back' }).click();
    expect(await agreed.getByLabel('Yes').isChecked()).toBe(false);
  });
});
