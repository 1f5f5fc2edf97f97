/** The form of an order: filled in from the chart, completed, returned, and what signing again then says. */
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { startFhirServer, type FhirServer } from '../support/fhir-server.js';
import { chartOf, diagnosis, given } from '../support/scenarios/chart.js';
import { drugs } from '../support/scenarios/drugs.js';
import { axe, overflow } from './axe.js';
import { describeInBrowser, openBrowser } from './browser.js';
import {
  among,
  answered,
  attest,
  changes,
  ehr,
  explainRisk,
  giveBack,
  LETTER,
  openForm,
  sentBy,
  signAgain,
  why,
} from './form-support.js';
import { open, startSandbox, type Opened, type Sandbox } from './sandbox-page.js';

jest.setTimeout(120_000);

const HEART = '?story=heart-failure-45&signed=yes';
const TOKEN = 'a-token';

describeInBrowser('the form of an order', () => {
  let sandbox: Sandbox;
  let browser: Browser;
  let server: FhirServer;
  let opened: Opened;
  beforeAll(async () => {
    [sandbox, browser, server] = await Promise.all([
      // So that a document can be too large without being large.
      startSandbox({ BODY_LIMIT: '1MB' }),
      openBrowser(),
      startFhirServer({ token: TOKEN }),
    ]);
    server.load(chartOf(given(drugs.infliximab, '2025-08-13'), diagnosis('I50.9')));
  });
  afterEach(async () => {
    expect(opened.faults).toEqual([]);
    await opened.close();
  });
  afterAll(async () => {
    await browser.close();
    await sandbox.close();
    await server.close();
  });

  const visit = async (query: string, options = {}): Promise<Page> => {
    opened = await open(browser, `${sandbox.url}/${query}`, options);
    return opened.page;
  };

  test('it comes filled in, each answer with the record it was found in', async () => {
    const page = await visit(HEART);
    await openForm(page);
    await page.getByText('8 of 19 answered from the chart').waitFor();
    expect(await page.getByLabel(/^Value/).inputValue()).toBe('45');
    const fraction = page.locator('[data-link="6.7.1"] .sources');
    expect(await fraction.textContent()).toContain(
      'From the chart: Left ventricular ejection fraction, 2025-',
    );
    const record = new URL((await fraction.getByRole('link').getAttribute('href')) ?? '');
    expect((await fetch(`${sandbox.url}${record.pathname}`)).status).toBe(200);
    expect(await page.locator('[data-link="0.1"] .sources').textContent()).toContain('From the order');
    // The call is shown like any other.
    const calls = page.getByRole('region', { name: 'The calls themselves' });
    await calls.getByText('POST /fhir/Questionnaire/$questionnaire-package').waitFor();
    await calls.getByText(/answered 200 in \d+ ms/).waitFor();
    await opened.keep('form');
  });

  test('given a heart failure of unknown severity, then both reasons and notes make it met', async () => {
    const page = await visit(HEART);
    await why(page).getByText('Documents needed').waitFor();
    await openForm(page);
    await explainRisk(page);
    await attest(page);
    await page
      .getByText('8 of 19 answered from the chart, 6 by you. Every required answer is there.')
      .waitFor();
    await giveBack(page);
    await opened.keep('form-returned');
    await signAgain(page);
    expect(await changes(page).locator('.move').textContent()).toMatch(
      /Documents needed.*became.*Criteria met/,
    );
    await changes(page).getByText('Cardiopulmonary disorder', { exact: true }).waitFor();
    await why(page).getByText('Criteria met').waitFor();
    expect(await why(page).locator('.verdict').textContent()).toContain('the chart or the completed form');
    await opened.keep('form-moved');
  });

  test('with the keyboard alone: a plan for the first dose, and the answer changes', async () => {
    const page = await visit('?story=first-dose-without-plan&signed=yes');
    // From the start, so that the browser surely asks the test for a file, and not the screen.
    page.on('filechooser', (chooser) => void chooser.setFiles(LETTER));
    await ehr(page).getByRole('button', { name: 'Open the form' }).press('Enter');
    await page.getByText(/answered from the chart/).waitFor();
    expect(await page.evaluate('document.activeElement.id')).toBe('form-title');
    await tabTo(page, 'Last day of the course');
    await page.keyboard.type('11042025');
    await tabTo(page, 'Home infusion');
    await page.keyboard.press('Space');
    await tabTo(page, 'Or a copy of it');
    await page.keyboard.press('Enter');
    await page.getByText('letter.pdf').waitFor();
    await tabTo(page, 'Yes');
    await page.keyboard.press('Space');
    await tabTo(page, 'Name');
    await page.keyboard.type('Dr. Sample');
    await tabTo(page, 'Date');
    await page.keyboard.type('09302025');
    await tabTo(page, 'Return the form');
    await page.keyboard.press('Enter');
    await page.getByText('The form was returned.').waitFor();
    // The focus is on what comes next.
    await page.keyboard.press('Enter');
    await changes(page).waitFor();
    expect(await page.evaluate('document.activeElement.id')).toBe('moved-title');
    expect(await changes(page).locator('.move').textContent()).toMatch(/Documents needed.*Criteria met/);
  });

  test('given a course of six weeks, then the answer stays, and the form can be put right', async () => {
    const page = await visit('?story=first-dose-without-plan&signed=yes');
    await openForm(page);
    await page.getByLabel('Last day of the course').fill('2025-11-25');
    await among(page, /Where will the therapy continue/)
      .getByLabel('Home infusion')
      .check();
    await page.getByLabel('Or a copy of it').setInputFiles(LETTER);
    await attest(page);
    await giveBack(page);
    await signAgain(page);
    await changes(page).getByText('the answer stays the same').waitFor();
    await why(page).getByText('Documents needed').waitFor();

    await ehr(page).getByRole('button', { name: 'Go on with the form' }).click();
    expect(await page.getByLabel('Name (required)').inputValue()).toBe('Dr. Sample');
    await page.getByLabel('Last day of the course').fill('2025-11-04');
    await giveBack(page);
    await signAgain(page);
    await why(page).getByText('Criteria met').waitFor();
  });

  test('given a refuted allergy, then no answer of the form brings it back', async () => {
    const page = await visit('?story=refuted-allergy&signed=yes');
    await why(page).getByText('Criteria not met').waitFor();
    await openForm(page);
    await among(page, /Which reasons apply/)
      .getByLabel('Severe adverse event')
      .check();
    const event = page.getByRole('region', { name: 'Adverse event' });
    await event.getByLabel('When did it happen?').fill('2024-05-02');
    await event.getByLabel('Which drug was given?').fill('infliximab');
    await among(page, /What happened/)
      .getByLabel('Anaphylaxis')
      .check();
    await among(page, /How severe was it/)
      .getByLabel('Grade 4')
      .check();
    await among(page, /What was tried against it/)
      .getByLabel('Steroid')
      .check();
    await among(page, /How did it respond/)
      .getByLabel('Did not respond')
      .check();
    await event.getByLabel(/Why is there no other therapy/).fill('Nothing else works');
    await event.getByLabel(/Record of that infusion/).setInputFiles(LETTER);
    await attest(page);
    await giveBack(page);
    await signAgain(page);
    await changes(page).getByText('the answer stays the same').waitFor();
    await why(page).getByText('Criteria not met').waitFor();
  });

  describe('what is missing', () => {
    test('is listed, leads to its place, and nothing is sent', async () => {
      const page = await visit(HEART);
      await openForm(page);
      const sent: string[] = [];
      page.on('request', (request) => sent.push(request.url()));
      await page.getByRole('button', { name: 'Return the form' }).click();
      const faults = page.getByRole('group', { name: /6 answers are missing/ });
      await faults.waitFor();
      expect(await page.evaluate('document.activeElement.id')).toBe('form-faults');
      await faults.getByRole('link', { name: /Why is an infusion at home/ }).press('Enter');
      const field = page.getByLabel(/Why is an infusion at home/);
      expect(await page.evaluate('document.activeElement.id')).toBe(await field.getAttribute('id'));
      expect(await field.getAttribute('aria-invalid')).toBe('true');
      await page.keyboard.type('Nobody could help');
      await page.getByRole('group', { name: /5 answers are missing/ }).waitFor();
      expect(sent.filter((url) => url.includes('QuestionnaireResponse'))).toEqual([]);
    });

    test('a number out of its bounds is told where it stands', async () => {
      const page = await visit(HEART);
      await openForm(page);
      await page.getByLabel(/^Value/).fill('250');
      await page.getByRole('button', { name: 'Return the form' }).click();
      await page.locator('[data-link="6.7.1"]').getByText('It lies between 1 and 100.').waitFor();
    });
  });

  test('nothing is lost on the way back to the order, by button or by the browser', async () => {
    const page = await visit(HEART);
    await openForm(page);
    await page.getByLabel(/Why is an infusion at home/).fill('Nobody could help');
    await page.getByRole('button', { name: 'Back to the order' }).first().click();
    await ehr(page).waitFor();
    expect(await page.evaluate('document.activeElement.id')).toBe('ehr-title');
    await ehr(page).getByRole('button', { name: 'Go on with the form' }).click();
    expect(await page.getByLabel(/Why is an infusion at home/).inputValue()).toBe('Nobody could help');
    await page.goBack();
    await ehr(page).waitFor();
    await page.goForward();
    expect(await page.getByLabel(/Why is an infusion at home/).inputValue()).toBe('Nobody could help');
  });

  test('the address of an open form opens it again', async () => {
    const page = await visit(`${HEART}&form=MedicationRequest/order-1`);
    await page.getByText('8 of 19 answered from the chart').waitFor();
    expect(await ehr(page).isVisible()).toBe(false);
  });

  test('what is not asked any more is kept on the page, and left out of what is sent', async () => {
    const page = await visit(HEART);
    await openForm(page);
    await explainRisk(page);
    await attest(page);
    const reasons = among(page, /Which reasons apply/);
    await reasons.getByLabel('Physical or behavioral impairment').uncheck();
    await reasons.getByLabel('Other', { exact: true }).check();
    expect(await page.getByLabel(/Why is an infusion at home/).count()).toBe(0);
    await page.getByLabel(/^Other reason/).fill('See letter');
    const sent = answered((await sentBy(page, () => giveBack(page))).item);
    expect([...sent.keys()]).toEqual(['0.1', '0.2', '1', '2', '8', '11.1', '11.2', '11.3']);

    await reasons.getByLabel('Physical or behavioral impairment').check();
    expect(await page.getByLabel(/Why is an infusion at home/).inputValue()).toBe(
      'Nobody could help in time',
    );
  });

  test('what is sent is the draft of the package, completed, and says who gave which answer', async () => {
    const page = await visit(HEART);
    await openForm(page);
    await page.getByLabel(/^Value/).fill('40');
    await explainRisk(page);
    await attest(page);
    const sent = await sentBy(page, () => giveBack(page));
    expect(sent).toMatchObject({
      status: 'completed',
      subject: { reference: 'Patient/hf45-p1' },
      author: { reference: expect.stringMatching(/^Practitioner\//) as unknown },
    });
    expect(sent.questionnaire).toMatch(/ga-pmn-34-site-of-care\|/);
    const origins = new Map(
      [...answered(sent.item)].map(([linkId, answers]) => [
        linkId,
        JSON.stringify(answers).match(/"valueCode":"([\w-]+)"/)?.[1],
      ]),
    );
    expect([origins.get('6.6'), origins.get('6.7.1'), origins.get('6.12')]).toEqual([
      'auto',
      'override',
      'manual',
    ]);
    expect(answered(sent.item).get('6.19')).toMatchObject([
      { valueAttachment: { contentType: 'application/pdf', title: 'letter.pdf', data: 'JVBERg==' } },
    ]);
  });

  describe('refused', () => {
    test('given a document that is too large, then the page says so, and the answers stay', async () => {
      const page = await visit(HEART);
      await openForm(page);
      await explainRisk(page);
      await attest(page);
      const large = { ...LETTER, name: 'large.pdf', buffer: Buffer.alloc(2 * 1024 ** 2) };
      await page.getByLabel(/Notes that support this/).setInputFiles(large);
      await page.getByRole('button', { name: 'Return the form' }).click();
      const alert = page.locator('.form').getByRole('alert');
      expect(await alert.textContent()).toMatch(/too large|larger/i);
      await page.getByRole('button', { name: /Remove large.pdf/ }).click();
      await giveBack(page);
    });

    test('given answers the form cannot have, then each fault is told', async () => {
      const page = await visit(HEART);
      await openForm(page);
      await explainRisk(page);
      await attest(page);
      await page.route(
        /QuestionnaireResponse\?context=/,
        async (route) => {
          const body = route.request().postData() ?? '';
          const spoiled = body
            .replace(/"valueDecimal":45/, '"valueDecimal":450')
            .replace(/"valueDate":"2025-09-30"/, '"valueDate":"yesterday"');
          await route.continue({ postData: spoiled });
        },
        { times: 1 },
      );
      await page.getByRole('button', { name: 'Return the form' }).click();
      const alert = page.locator('.form').getByRole('alert');
      await alert.getByText(/6\.7\.1/).waitFor();
      await alert.getByText(/11\.3/).waitFor();
      await giveBack(page);
    });

    test('given that the service cannot be reached, then it can be fetched again', async () => {
      const page = await visit(HEART);
      await ehr(page).getByText('Signed. One card came back.').waitFor();
      await page.route(/questionnaire-package/, (route) => route.abort(), { times: 1 });
      await ehr(page).getByRole('button', { name: 'Open the form' }).click();
      const alert = page.locator('.form').getByRole('alert');
      expect(await alert.textContent()).toContain('The service does not answer.');
      await alert.getByRole('button', { name: 'Try again' }).click();
      await page.getByText(/answered from the chart/).waitFor();
    });
  });

  test('each of two orders has its own form', async () => {
    const page = await visit('?story=two-orders&signed=yes');
    await ehr(page)
      .getByRole('button', { name: /^Open the form: infliximab/ })
      .waitFor();
    await ehr(page)
      .getByRole('button', { name: /^Open the form: .*iron sucrose/ })
      .click();
    await page.getByText(/answered from the chart/).waitFor();
    expect(await page.locator('[data-link="0.1"] .value').textContent()).toMatch(/iron sucrose/i);
  });

  test('given an order nothing has to be documented for, then no form is offered', async () => {
    const page = await visit('?story=already-at-home&signed=yes');
    await ehr(page)
      .getByText(/^Signed\./)
      .waitFor();
    expect(await page.getByRole('button', { name: /the form/ }).count()).toBe(0);
  });

  test.each([
    ['in CRD 2.2, without prefetch', 'crd=2.2&prefetch=off', '/crd/2.2/fhir'],
    ['of an order that is dispatched', 'crd=2.2&hook=order-dispatch', '/crd/2.2/fhir'],
    ['of an appointment', 'hook=appointment-book', '/fhir'],
  ])('the same %s', async (_what, query, base) => {
    const page = await visit(`${HEART}&${query}`);
    await openForm(page);
    await page.getByText(`POST ${base}/Questionnaire/$questionnaire-package`).waitFor();
    await page.getByText('8 of 19 answered from the chart').waitFor();
    await explainRisk(page);
    await attest(page);
    await giveBack(page);
    await signAgain(page);
    await why(page).getByText('Criteria met').waitFor();
  });

  test('of a patient on another server: the coverage is read there, and nothing is written to it', async () => {
    const infliximab = 'http://www.nlm.nih.gov/research/umls/rxnorm|310994|infliximab';
    const query = new URLSearchParams({
      server: server.url,
      drug: infliximab,
      site: 'HOPD',
      prefetch: 'off',
    });
    const page = await visit(`?${query.toString()}`);
    await page.getByRole('button', { name: /Change$/ }).click();
    await page.getByLabel('Access token (optional)').fill(TOKEN);
    await page.getByRole('button', { name: 'Search patients' }).click();
    await page.locator('.found .row').first().click();
    await page.getByRole('button', { name: 'Sign', exact: true }).click();
    await openForm(page);
    // The chart cannot be opened from here: the other server would want the token.
    expect(await page.locator('[data-link="2"] .sources code').first().textContent()).toMatch(/^Condition\//);
    expect(await page.locator('.sources a').count()).toBe(0);
    await explainRisk(page);
    await attest(page);
    await giveBack(page);
    await signAgain(page);
    await why(page).getByText('Criteria met').waitFor();
    expect(new Set(server.requests.map(({ method }) => method))).toEqual(new Set(['GET']));
  });

  describe('for everybody', () => {
    test.each([
      { width: 360, colorScheme: 'dark' },
      { width: 1600, colorScheme: 'light' },
    ] as const)('at $width px in $colorScheme axe finds nothing, and nothing is cut off', async (window) => {
      const { width, colorScheme } = window;
      const page = await visit('?story=reaction-despite-premedication&signed=yes', {
        viewport: { width, height: 900 },
        colorScheme,
      });
      await openForm(page);
      await page.getByRole('button', { name: 'Return the form' }).click();
      await page.getByRole('group', { name: /answers are missing/ }).waitFor();
      expect(await axe(page)).toEqual([]);
      expect(await overflow(page)).toBe(0);
      await opened.keep(`form-${width}-${colorScheme}`);
      await page.getByRole('button', { name: 'Print for fax' }).click();
      await page.getByRole('button', { name: 'Print', exact: true }).waitFor();
      expect(await axe(page)).toEqual([]);
      expect(await overflow(page)).toBe(0);
      await opened.keep(`sheet-${width}-${colorScheme}`);
    });
  });

  describe('on paper', () => {
    test('says who, what, every answer and its source, and has nothing to press', async () => {
      const page = await visit(HEART);
      await openForm(page);
      await explainRisk(page);
      await page.getByRole('button', { name: 'Print for fax' }).click();
      await page.emulateMedia({ media: 'print' });
      const paper = page.locator('.sheet');
      for (const words of [
        /Raymond Oakhurst/,
        /1980-05-05/,
        /123456789/,
        /Example Georgia Marketplace Plan/,
        /vedolizumab 300 MG Injection/,
        /Atlanta Example General Hospital/,
        /Heart failure/,
        /45 %/,
        /Source: Left ventricular ejection fraction, 2025-\d\d-\d\d \(Observation\//,
        /Nobody could help in time/,
        /letter\.pdf \(application\/pdf, 4 bytes\)/,
        /☐|NYHA class IV/,
      ])
        expect(await paper.textContent()).toMatch(words);
      await page.getByText('Signature').last().waitFor();
      expect(await page.locator('button:visible, a:visible, input:visible, nav:visible').count()).toBe(0);
      const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
      expect((pdf.match(/\/Type \/Page\b/g) ?? []).length).toBeGreaterThan(1);
      await opened.keep('form-on-paper');
    });

    test('the button of the sheet asks the browser to print, and the way back loses nothing', async () => {
      const page = await visit(HEART);
      await openForm(page);
      await page.getByLabel(/Why is an infusion at home/).fill('Nobody could help');
      await page.getByRole('button', { name: 'Print for fax' }).click();
      await page.evaluate('window.print = () => { document.title = "printed"; }');
      await page.getByRole('button', { name: 'Print', exact: true }).click();
      expect(await page.title()).toBe('printed');
      await page.getByRole('button', { name: 'Back to the form' }).click();
      expect(await page.getByLabel(/Why is an infusion at home/).inputValue()).toBe('Nobody could help');
    });
  });
});

const MOST_TABS = 150;
/** The words beside what has the focus: its labels, or its own. */
const FOCUSED = `(({ activeElement: at }) => [...(at.labels ?? [])].map((one) => one.textContent).join(' ') || at.textContent)(document)`;

/** Goes on with the tabulator to what is called so. Radio buttons are one stop. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let tabs = 0; tabs < MOST_TABS; tabs += 1) {
    await page.keyboard.press('Tab');
    const words = await page.evaluate<string>(FOCUSED);
    if (words.trim().startsWith(name)) return;
  }
  throw new Error(`the tabulator does not lead to "${name}"`);
}
