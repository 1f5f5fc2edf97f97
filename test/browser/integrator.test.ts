/** The integrator's way: a FHIR server of one's own with a token, search, a shared address, files, and everything that goes wrong. */
import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { startFhirServer, type FhirServer } from '../support/fhir-server.js';
import { chartOf, given } from '../support/scenarios/chart.js';
import { drugs } from '../support/scenarios/drugs.js';
import { describeInBrowser, openBrowser } from './browser.js';
import { open, startSandbox, type Opened, type Sandbox } from './sandbox-page.js';

jest.setTimeout(120_000);

const TOKEN = 'a-token';
const MARKUP = '<img src=x onerror="document.title=1">Ada';

describeInBrowser('a FHIR server of one’s own', () => {
  let sandbox: Sandbox;
  let browser: Browser;
  let ehr: FhirServer;
  let opened: Opened;
  beforeAll(async () => {
    [sandbox, browser, ehr] = await Promise.all([
      startSandbox(),
      openBrowser(),
      startFhirServer({ token: TOKEN }),
    ]);
    ehr.load(chartOf(given(drugs.infliximab, '2025-08-13')));
  });
  afterEach(async () => {
    expect(opened.faults).toEqual([]);
    await opened.close();
  });
  afterAll(async () => {
    await browser.close();
    await sandbox.close();
    await ehr.close();
  });

  const visit = async (query = ''): Promise<Page> => {
    opened = await open(browser, `${sandbox.url}/${query}`);
    return opened.page;
  };
  const search = async (page: Page, server: string, token = TOKEN): Promise<void> => {
    await page.getByRole('button', { name: /Change$/ }).click();
    const fold = page.getByText('Another patient, or your own FHIR server');
    if (!(await page.getByLabel('FHIR server', { exact: true }).isVisible())) await fold.click();
    await page.getByLabel('FHIR server', { exact: true }).fill(server);
    await page.getByLabel('Access token (optional)').fill(token);
    await page.getByRole('button', { name: 'Search patients' }).click();
  };

  test('search, order, sign without prefetch: the service reads the server itself, and no token is shown anywhere', async () => {
    const page = await visit();
    await search(page, ehr.url);
    await page.locator('.found .row').first().click();
    await page.getByLabel('The EHR sends the chart along (prefetch)').uncheck();
    await page.getByRole('combobox', { name: 'Drug' }).fill('remicade');
    await page.getByRole('listbox', { name: 'Drugs' }).getByRole('option').first().click();
    await page.getByRole('button', { name: 'Sign', exact: true }).click();
    await page.getByText(/^Signed\. .* card/).waitFor();
    expect(ehr.requests.some(({ path }) => path === 'Condition')).toBe(true);

    await page.getByText('Request (JSON)').click();
    const shown = page.getByRole('region', { name: 'Request as JSON' });
    await shown.getByText('<put the token here>').waitFor();
    await page.getByRole('button', { name: 'Copy as curl' }).click();
    await page.getByText('Copied', { exact: true }).waitFor();
    expect(await page.content()).not.toContain(TOKEN);
    expect(page.url()).not.toContain(TOKEN);
    expect(new URL(page.url()).searchParams.get('server')).toBe(ehr.url);
    await opened.keep('own-server');
  });

  test('given a browser that lets nothing be copied, then the text is there to copy by hand', async () => {
    const page = await visit();
    await page.getByText('One card came back.').waitFor();
    await page.evaluate(`Object.defineProperty(navigator, 'clipboard', { value: undefined })`);
    await page.getByText('Request (JSON)').click();
    await page.getByRole('button', { name: 'Copy as curl' }).click();
    expect(await page.getByRole('textbox', { name: 'Copy as curl' }).inputValue()).toMatch(
      /^curl -s -X POST/,
    );
  });

  test('given a shared address of a server that wants a token, then it is enough to paste one', async () => {
    const drug = 'http://www.nlm.nih.gov/research/umls/rxnorm|310994|infliximab 100 MG Injection';
    const query = new URLSearchParams({ server: ehr.url, patient: 'p1', drug, site: 'HOPD', signed: 'yes' });
    const page = await visit(`?${query.toString()}`);
    expect(await page.getByRole('alert').textContent()).toContain('did not accept the token, or wants one');
    await page.getByRole('button', { name: /Change$/ }).click();
    await page.getByLabel('Access token (optional)').fill(TOKEN);
    await page.getByLabel('Name or id').focus();
    await page.getByText(/^Signed\./).waitFor();
    expect(ehr.requests.at(-1)?.headers.authorization).toBe(`Bearer ${TOKEN}`);
  });

  test('given an expired token, then the page says so and what to do', async () => {
    const page = await visit();
    await search(page, ehr.url, 'an-old-token');
    const alert = page.getByRole('alert');
    expect(await alert.textContent()).toContain('did not accept the token');
    expect(await alert.textContent()).toContain('get a new one');
  });

  test('given that nobody listens, then the page says so and offers to try again', async () => {
    const page = await visit();
    await search(page, 'http://127.0.0.1:9/fhir');
    const alert = page.getByRole('alert');
    expect(await alert.textContent()).toContain('The FHIR server could not be reached.');
    expect(await alert.getByRole('button', { name: 'Try again' }).isVisible()).toBe(true);
  });

  test('given that it is no FHIR server, then the page says so, and trying again helps once it is one', async () => {
    const page = await visit();
    const headers = { 'content-type': 'text/html' };
    ehr.fail('Patient', { status: 200, body: '<!doctype html>', headers, times: 1 });
    await search(page, ehr.url);
    const alert = page.getByRole('alert');
    expect(await alert.textContent()).toContain('What answers at this address is no FHIR server.');
    await alert.getByRole('button', { name: 'Try again' }).click();
    await page.locator('.found .row').first().waitFor();
  });

  test('given a slow server, then the page shows that it waits', async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const page = await visit();
    await page.route('**/sandbox/api/patients', async (route) => {
      await held;
      await route.continue();
    });
    await search(page, ehr.url);
    await page.getByRole('status').filter({ hasText: 'The FHIR server is asked.' }).waitFor();
    release();
    await page.locator('.found .row').first().waitFor();
  });

  test('given 2,000 patients, then some are shown, and the rest is found by name', async () => {
    const crowd = await startFhirServer({ token: TOKEN });
    crowd.load(
      Array.from({ length: 2000 }, (_, index) => ({
        resourceType: 'Patient',
        id: `crowd-${index}`,
        name: [{ family: index === 1999 ? 'Zacharias' : `Crowd${index}` }],
      })),
    );
    const page = await visit();
    await search(page, crowd.url);
    await page.getByText('The first 20 patients').waitFor();
    await page.getByRole('button', { name: 'More', exact: true }).click();
    await page.getByText('There are more; a part of the name finds them.').waitFor();
    await page.getByLabel('Name or id').fill('Zach');
    await page.getByRole('button', { name: 'Search patients' }).click();
    await page.getByText('One patient', { exact: true }).waitFor();
    await crowd.close();
  });

  test('given markup or nothing in a name, then it is text', async () => {
    const odd = await startFhirServer({ token: TOKEN });
    odd.load([
      { resourceType: 'Patient', id: 'odd-1', name: [{ text: MARKUP }] },
      { resourceType: 'Patient', id: 'odd-2' },
    ]);
    const page = await visit();
    await search(page, odd.url);
    await page.getByRole('button', { name: /\(no name\)/ }).waitFor();
    await page.getByRole('button', { name: /Ada/ }).click();
    await page.locator('.patient').getByText(MARKUP).waitFor();
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.title()).toBe('Site-of-care CDS: sandbox');
    await odd.close();
  });

  test('given markup in a card, then it is text', async () => {
    const page = await visit('?story=fear-of-needles');
    await page.route('**/cds-services/site-of-care-order-sign', async (route) => {
      const response = await route.fetch();
      const answer = (await response.json()) as { cards: { summary: string; detail: string }[] };
      const [card] = answer.cards;
      if (card) {
        card.summary = MARKUP;
        card.detail = `${MARKUP} and [a link](javascript:alert(1)) and [another](https://example.org/)`;
      }
      await route.fulfill({ response, json: answer });
    });
    await page.getByRole('button', { name: 'Sign', exact: true }).click();
    const detail = page.locator('.card .detail').first();
    await detail.getByText(MARKUP).waitFor();
    expect(await page.locator('.card img').count()).toBe(0);
    const links = await Promise.all(
      (await detail.locator('a').all()).map((link) => link.getAttribute('href')),
    );
    expect(links).toEqual([null, 'https://example.org/']);
  });

  test('given that the service is gone, then the page says so', async () => {
    const page = await visit('?story=fear-of-needles');
    const sign = page.getByRole('button', { name: 'Sign', exact: true });
    await sign.waitFor();
    await page.route('**/cds-services/**', (route) => route.abort());
    await sign.click();
    expect(await page.getByRole('alert').textContent()).toContain('The service does not answer.');
    await page.unroute('**/cds-services/**');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('Signed. 2 cards came back.').waitFor();
  });

  test('a case is exported, and imported again with the same answer', async () => {
    const page = await visit();
    const download = page.waitForEvent('download');
    await page.getByText('One card came back.').waitFor();
    await page.getByRole('button', { name: 'Export the case' }).click();
    const path = await (await download).path();
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ format: 'site-of-care-cds/case' });

    await page.getByLabel('Case file').setInputFiles(path);
    await page.getByText('The answer is the same.').waitFor();
    await page.getByRole('button', { name: 'Close the case' }).click();
    await page.getByLabel('Case file').setInputFiles({
      name: 'other.json',
      mimeType: 'application/json',
      buffer: Buffer.from('{"resourceType":"Patient"}'),
    });
    expect(await page.getByRole('alert').textContent()).toContain('no case file');
  });

  test('a case of another server is exported only when somebody vouches for it', async () => {
    const page = await visit();
    await search(page, ehr.url);
    await page.locator('.found .row').first().click();
    await page.getByRole('button', { name: 'Sign', exact: true }).click();
    await page.getByText(/^Signed\./).waitFor();
    await page.getByRole('button', { name: 'Export the case' }).click();
    const dialog = page.getByRole('dialog', { name: 'Is this a real person?' });
    const download = page.waitForEvent('download');
    await dialog.getByRole('button', { name: 'The patient is made up' }).click();
    const file = readFileSync(await (await download).path(), 'utf8');
    expect(file).not.toContain(TOKEN);
    expect(file).not.toContain(ehr.url);
  });

  test('given no embedded server, then the page asks for one', async () => {
    const bare = await startSandbox({ SANDBOX_FHIR: 'off' });
    opened = await open(browser, bare.url);
    const { page } = opened;
    await page.getByText('Choose a patient and a drug first.').waitFor();
    await search(page, ehr.url);
    await page.locator('.found .row').first().click();
    await page.getByRole('combobox', { name: 'Drug' }).fill('remicade');
    await page.getByRole('listbox', { name: 'Drugs' }).getByRole('option').first().click();
    await page.getByRole('button', { name: 'Sign', exact: true }).click();
    await page.getByText(/^Signed\./).waitFor();
    await bare.close();
  });
});
