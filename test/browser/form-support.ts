/** The form of a case, as somebody at the screen fills it in. */
import type { QuestionnaireResponse, QuestionnaireResponseItem } from 'fhir/r4.js';
import type { Locator, Page } from 'playwright-core';

export const why = (page: Page): Locator => page.getByRole('region', { name: 'Why', exact: true });
export const ehr = (page: Page): Locator => page.getByRole('region', { name: 'In the EHR' });
export const changes = (page: Page): Locator => page.getByRole('region', { name: 'What the form changed' });

export const LETTER = { name: 'letter.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF') };

/** Signed, dispatched or booked already; waits until the form is there and filled in. */
export async function openForm(page: Page): Promise<void> {
  await ehr(page).getByRole('button', { name: 'Open the form' }).click();
  await page.getByText(/answered from the chart/).waitFor();
}

export function among(page: Page, question: string | RegExp): Locator {
  return page.getByRole('radiogroup', { name: question }).or(page.getByRole('group', { name: question }));
}

export async function attest(page: Page): Promise<void> {
  await among(page, /The medical record supports these answers/)
    .getByLabel('Yes')
    .check();
  const attestation = page.getByRole('region', { name: 'Attestation' });
  await attestation.getByLabel(/^Name/).fill('Dr. Sample');
  await attestation.getByLabel(/^Date/).fill('2025-09-30');
}

/** Everything a heart failure needs that the chart does not say. */
export async function explainRisk(page: Page): Promise<void> {
  await page.getByLabel(/Why is an infusion at home a health risk/).fill('Nobody could help in time');
  await page.getByLabel(/Why is an ambulatory surgical or infusion center/).fill('No telemetry there');
  await page.getByLabel(/Notes that support this/).setInputFiles(LETTER);
}

/** What goes to the service when this is done. */
export async function sentBy(page: Page, act: () => Promise<void>): Promise<QuestionnaireResponse> {
  const request = page.waitForRequest(/\/QuestionnaireResponse\?context=/);
  await act();
  return (await request).postDataJSON() as QuestionnaireResponse;
}

export async function giveBack(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Return/ }).click();
  await page.getByText('The form was returned.').waitFor();
}

export async function signAgain(page: Page): Promise<void> {
  await page
    .locator('.form')
    .getByRole('button', { name: / again$/ })
    .click();
  await changes(page).waitFor();
}

/** Answers by linkId, of all repetitions together. */
export function answered(items: readonly QuestionnaireResponseItem[] = []): Map<string, unknown[]> {
  const found = new Map<string, unknown[]>();
  const walk = (all: readonly QuestionnaireResponseItem[]): void => {
    for (const { linkId, answer = [], item = [] } of all) {
      if (answer.length > 0) found.set(linkId, [...(found.get(linkId) ?? []), ...answer]);
      walk([...item, ...answer.flatMap((one) => one.item ?? [])]);
    }
  };
  walk(items);
  return found;
}
