/** The prescriber's way: choose a story, sign, read the card, accept home infusion, sign again, and be left alone. */
import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { describeInBrowser, openBrowser } from './browser.js';
import { open, startSandbox, type Opened, type Sandbox } from './sandbox-page.js';

jest.setTimeout(120_000);

describeInBrowser('the sandbox page', () => {
  let sandbox: Sandbox;
  let browser: Browser;
  let opened: Opened;
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

  const visit = async (query = ''): Promise<Page> => {
    opened = await open(browser, `${sandbox.url}/${query}`);
    return opened.page;
  };
  const why = (page: Page) => page.getByRole('region', { name: 'Why', exact: true });
  const ehr = (page: Page) => page.getByRole('region', { name: 'In the EHR' });

  test('a stranger sees why LVEF 25 % keeps the hospital, and one click later why fear of needles does not', async () => {
    const page = await visit();
    await why(page).getByText('Criteria met').waitFor();
    await why(page)
      .getByText(/the hospital outpatient department can stay for vedolizumab/i)
      .waitFor();
    expect(await why(page).locator('.verdict').textContent()).toContain('ejection fraction 25 %');
    expect(await why(page).locator('.decides').allTextContents()).toEqual([
      expect.stringContaining('Cardiopulmonary disorder'),
    ]);
    await opened.keep('start');

    await page.getByRole('link', { name: 'Compare: Fear of needles' }).click();
    await why(page).getByText('Criteria not met').waitFor();
    expect(await why(page).locator('.verdict').textContent()).toContain(
      'reasons that do not count: fear of needles',
    );
    await page.goBack();
    await why(page).getByText('Criteria met').waitFor();
  });

  test('choose, sign, accept home infusion, sign again, silence', async () => {
    const page = await visit();
    await page.getByRole('button', { name: /Change$/ }).click();
    await page
      .getByRole('navigation', { name: 'Stories' })
      .getByRole('link', { name: 'Fear of needles' })
      .click();
    const sign = ehr(page).getByRole('button', { name: 'Sign', exact: true });
    await sign.waitFor();
    expect(await ehr(page).getByRole('article').count()).toBe(0);

    await sign.click();
    const redirect = ehr(page).getByRole('article', { name: /site criteria not met/ });
    await redirect.getByText('Warning', { exact: true }).waitFor();
    await ehr(page).getByText('auth-needed').waitFor();
    expect(page.url()).toContain('signed=yes');

    await redirect.getByRole('button', { name: /^Home infusion/ }).click();
    await redirect.getByText('The service was told that you accepted this.').waitFor();
    expect(await redirect.getByRole('button', { name: /^Infusion suite/ }).isDisabled()).toBe(true);
    const visitLine = ehr(page).getByRole('list', { name: 'Order' }).getByRole('listitem').nth(1);
    expect(await visitLine.locator('ins').textContent()).toContain('home (12)');
    expect(await visitLine.locator('del').textContent()).toContain('Atlanta Example General Hospital');
    await opened.keep('accepted');

    await ehr(page).getByRole('button', { name: 'Sign again' }).click();
    await ehr(page).getByText('Signed. No card: the prescriber is not interrupted.').waitFor();
    await why(page).getByText('Why the service is silent.').waitFor();
    expect(await why(page).locator('.silence').textContent()).toContain('already a preferred one');
    expect(await ehr(page).getByRole('article').count()).toBe(0);
    await opened.keep('silence');
  });

  test('an order that carries the answer already is signed again without a word', async () => {
    const page = await visit('?story=fear-of-needles&signed=yes');
    await ehr(page).getByText('Signed. 2 cards came back.').waitFor();
    await ehr(page).getByRole('button', { name: 'Sign again' }).click();
    await ehr(page)
      .getByText(/Signed\. No card/)
      .waitFor();
    expect(await why(page).locator('.silence').textContent()).toMatch(/already carries this answer/);
  });

  test('the order is kept for a reason, and the service is told', async () => {
    const page = await visit('?story=fear-of-needles&signed=yes');
    const redirect = ehr(page).getByRole('article', { name: /site criteria not met/ });
    await redirect.getByText('Keep the order as it is').click();
    await redirect.getByLabel('Reason').selectOption({ label: 'Other reason, to be reviewed by a person' });
    const told = page.waitForRequest(/\/feedback$/);
    await redirect.getByRole('button', { name: 'Keep and tell why' }).click();
    expect((await told).postDataJSON()).toMatchObject({
      feedback: [{ outcome: 'overridden', overrideReason: { reason: { code: 'other' } } }],
    });
    await redirect.getByText('The service was told why you keep the order as it is.').waitFor();
  });

  test('the address tells whether the order is signed, also when nothing else in it changes', async () => {
    const page = await visit('?story=heart-failure-25&signed=yes');
    await page.getByText('One card came back.').waitFor();
    await page.getByRole('button', { name: /Change$/ }).click();
    const stories = page.getByRole('navigation', { name: 'Stories' });
    await stories.getByRole('link', { name: 'Heart failure, ejection fraction 25 %' }).click();
    await ehr(page).getByRole('button', { name: 'Sign', exact: true }).waitFor();
    expect(await ehr(page).getByRole('article').count()).toBe(0);
    await page.goBack();
    await page.getByText('One card came back.').waitFor();
  });

  test('at order-select a place that may stay is no reason to interrupt, and the page says why', async () => {
    const page = await visit('?story=heart-failure-25&hook=order-select&signed=yes');
    await ehr(page).getByText('Selected. No card: the prescriber is not interrupted.').waitFor();
    expect(await why(page).locator('.silence').textContent()).toContain('only being chosen');
  });

  test('given that the service did not hear the feedback, then it can be sent again', async () => {
    const page = await visit('?story=fear-of-needles&signed=yes');
    const redirect = ehr(page).getByRole('article', { name: /site criteria not met/ });
    await page.route('**/feedback', (route) => route.abort(), { times: 1 });
    await redirect.getByRole('button', { name: /^Home infusion/ }).click();
    await redirect.getByRole('alert').getByRole('button', { name: 'Try again' }).click();
    await redirect.getByText('The service was told that you accepted this.').waitFor();
    expect(await redirect.getByRole('alert').count()).toBe(0);
  });

  test.each([
    ['unlisted-drug', /not on the site-of-care drug list/],
    ['medicaid', /Medicaid, another line of business/],
    ['already-at-home', /where the policy wants immune globulin/],
  ])('given the story %s, then the silence is explained', async (story, reason) => {
    const page = await visit(`?story=${story}&signed=yes`);
    await why(page).getByText('Why the service is silent.').waitFor();
    expect(await why(page).locator('.verdict').textContent()).toMatch(reason);
  });

  test('what if: the ejection fraction falls, the answer changes beside the former one', async () => {
    const page = await visit('?story=fear-of-needles&signed=yes');
    await page.getByText('What if …').click();
    await page.getByLabel('Ejection fraction, %').fill('25');
    const sides = page.locator('.comparison .side');
    await page.getByText('The answer changes.').waitFor();
    expect(await sides.nth(0).textContent()).toContain('Criteria not met');
    expect(await sides.nth(1).textContent()).toContain('Criteria met');
    const changed = page.getByRole('list', { name: 'Criteria that changed' });
    await changed.getByText('Cardiopulmonary disorder', { exact: true }).waitFor();
    expect(page.url()).toContain('if.lvef=25');
    await opened.keep('what-if');

    await page.getByLabel('Ejection fraction, %').fill('60');
    await page.getByText('The answer stays the same.').waitFor();
  });

  test.each([
    ['fear-of-needles', 'if.zip=31537', 'No lower-cost site can give the drug'],
    ['reaction-despite-premedication', 'if.allergies=none', 'Adverse event'],
    ['restart-after-5-months', 'if.dose=2025-01-15', 'Restart after a disruption'],
    ['fear-of-needles', 'if.site=HOME', 'Requested at a hospital outpatient department or an office'],
  ])('what if, of %s: an address with %s shows what changes', async (story, change, criterion) => {
    const page = await visit(`?story=${story}&signed=yes&${change}`);
    await page.getByText('The answer changes.').waitFor();
    const changed = page.getByRole('list', { name: 'Criteria that changed' });
    await changed.getByText(criterion, { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Undo the changes' }).click();
    await page.locator('.comparison').waitFor({ state: 'detached' });
    expect(page.url()).not.toContain('if.');
  });

  test('the gallery opens the case of a cell', async () => {
    const page = await visit('?view=gallery');
    const row = page.getByRole('row', { name: /Far from everything/ });
    await row
      .getByRole('link', { name: /Criteria met/ })
      .first()
      .click();
    await why(page).getByText('Criteria met').waitFor();
    await page.getByRole('heading', { name: 'Far from everything' }).waitFor();
    await opened.keep('gallery-cell');
  });

  test.each(['order-select', 'order-dispatch', 'appointment-book'])(
    'the hook %s is answered as well',
    async (hook) => {
      const page = await visit(`?story=fear-of-needles&hook=${hook}&crd=2.2&signed=yes`);
      await ehr(page)
        .getByRole('article', { name: /abatacept/ })
        .first()
        .waitFor();
      await why(page).getByText('Criteria not met').waitFor();
    },
  );
});
