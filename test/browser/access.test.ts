/** Everybody's way: the keyboard alone, a screen reader, a small window, light and dark. */
import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { axe, overflow } from './axe.js';
import { describeInBrowser, openBrowser } from './browser.js';
import { open, startSandbox, type Opened, type Sandbox } from './sandbox-page.js';

jest.setTimeout(120_000);

describeInBrowser('access to the page', () => {
  let sandbox: Sandbox;
  let browser: Browser;
  let opened: Opened;
  beforeAll(async () => {
    [sandbox, browser] = await Promise.all([startSandbox(), openBrowser()]);
  });
  afterEach(() => opened.close());
  afterAll(async () => {
    await browser.close();
    await sandbox.close();
  });

  const windows = [
    { width: 360, colorScheme: 'light' },
    { width: 360, colorScheme: 'dark' },
    { width: 1600, colorScheme: 'light' },
    { width: 1600, colorScheme: 'dark' },
  ] as const;

  test.each(windows)(
    'at $width px in $colorScheme axe finds nothing, and nothing is cut off',
    async (window) => {
      const { width, colorScheme } = window;
      opened = await open(browser, `${sandbox.url}/?story=fear-of-needles&signed=yes&if.lvef=25`, {
        viewport: { width, height: 900 },
        colorScheme,
      });
      const { page, keep } = opened;
      await page.getByText('The answer changes.').waitFor();
      await page.getByText('Signed. 2 cards came back.').waitFor();
      await openEverything(page);
      expect(await axe(page)).toEqual([]);
      expect(await overflow(page)).toBe(0);
      await keep(`case-${width}-${colorScheme}`);

      await page.goto(`${sandbox.url}/?view=gallery`);
      await page.getByRole('row', { name: /Far from everything/ }).waitFor();
      expect(await axe(page)).toEqual([]);
      expect(await overflow(page)).toBe(0);
      await keep(`gallery-${width}-${colorScheme}`);
    },
  );

  test('with the keyboard alone: choose a story, sign, accept, sign again', async () => {
    opened = await open(browser, sandbox.url, { viewport: { width: 1600, height: 900 } });
    const { page } = opened;
    await page.getByText('One card came back.').waitFor();
    await press(page, 'Fear of needles');
    await page.getByText('Sign the order: the answer').waitFor();
    await press(page, 'Sign');
    await page.getByText('Signed. 2 cards came back.').waitFor();
    await press(page, 'Home infusion: Example Home Infusion');
    await page.getByText('The service was told that you accepted this.').waitFor();
    await press(page, 'Sign again');
    await page.getByText(/Signed\. No card/).waitFor();
  });

  test('with the keyboard alone: another drug from the list', async () => {
    opened = await open(browser, sandbox.url, { viewport: { width: 1600, height: 900 } });
    const { page } = opened;
    const drug = page.getByRole('combobox', { name: 'Drug' });
    await drug.focus();
    await page.keyboard.type('keytruda');
    await page.getByRole('listbox', { name: 'Drugs' }).getByRole('option').first().waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await page
      .getByText(/pembrolizumab is not on the site-of-care drug list/i)
      .first()
      .waitFor();
    expect(await drug.inputValue()).toContain('pembrolizumab');
  });

  test('what takes itself away leaves the focus in the page', async () => {
    opened = await open(browser, `${sandbox.url}/?story=fear-of-needles&signed=yes&if.lvef=25`);
    const { page } = opened;
    await page.getByText('The answer changes.').waitFor();
    const focused = () =>
      page.evaluate<string>('document.activeElement.id || document.activeElement.className');

    const fraction = page.getByLabel('Ejection fraction, %');
    await fraction.fill('');
    await page.locator('.comparison').waitFor({ state: 'detached' });
    await fraction.pressSequentially('30');
    await page.getByText('The answer changes.').waitFor();
    await page.getByRole('button', { name: 'Undo the changes' }).press('Enter');
    await page.locator('.comparison').waitFor({ state: 'detached' });
    expect(await focused()).toMatch(/-site$/);

    const card = page.getByRole('article', { name: /site criteria not met/ });
    await card.getByText('Keep the order as it is').press('Enter');
    await card.getByLabel('Reason').selectOption({ index: 1 });
    await card.getByRole('button', { name: 'Keep and tell why' }).press('Enter');
    await card.getByText('The service was told why').waitFor();
    expect(await focused()).toBe('told');

    await page.getByRole('button', { name: 'Start over' }).press('Enter');
    await page.getByText('Signed. 2 cards came back.').waitFor();
    expect(await focused()).toBe('ehr-title');
  });

  test('whoever wants less motion gets less', async () => {
    opened = await open(browser, sandbox.url, { reducedMotion: 'reduce' });
    await opened.page.getByText('One card came back.').waitFor();
    expect(opened.faults).toEqual([]);
  });
});

/** Folded parts have to be as good as open ones. */
async function openEverything(page: Page): Promise<void> {
  const folded = page.locator('details:not([open]) > summary:visible');
  for (let left = await folded.count(); left > 0; left = await folded.count()) await folded.first().click();
  const change = page.getByRole('button', { name: /Change$/ });
  if (await change.isVisible()) await change.click();
}

const MOST_TABS = 150;
const FOCUSED = `(({ activeElement: at }) => [at.textContent.trim(), getComputedStyle(at).outlineStyle])(document)`;

/** Goes to what has this name with the tabulator, and presses Enter; what has the focus has to show it. */
async function press(page: Page, name: string): Promise<void> {
  for (let tabs = 0; tabs < MOST_TABS; tabs += 1) {
    await page.keyboard.press('Tab');
    const [text, outline] = await page.evaluate<readonly [string, string]>(FOCUSED);
    if (text !== name) continue;
    expect(outline).toBe('solid');
    return page.keyboard.press('Enter');
  }
  throw new Error(`the tabulator does not lead to "${name}"`);
}
