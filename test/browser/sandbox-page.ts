/** The sandbox as `npm start` serves it, page and service in one process, with the time standing still. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { compose } from '../../src/compose.js';
import { loadConfig } from '../../src/config.js';
import { completedFormOf } from '../../src/decisions/completed-form.js';
import { buildPage } from '../../scripts/build-page.mjs';
import { startApp } from '../support/app.js';
import { NO_HURRY } from '../support/no-hurry.js';
import { EVALUATED_AT } from '../support/scenarios/scenario.js';
import { picture } from './browser.js';

export interface Sandbox {
  readonly url: string;
  close(): Promise<void>;
}

export async function startSandbox(environment: Readonly<Record<string, string>> = {}): Promise<Sandbox> {
  const folder = mkdtempSync(join(tmpdir(), 'site-of-care-page-'));
  const page = join(folder, 'page');
  await buildPage(page);
  const config = loadConfig({
    DATABASE: ':memory:',
    VALIDATE_RESPONSES: 'refuse',
    ...NO_HURRY,
    ...environment,
  });
  const clock = () => new Date(EVALUATED_AT);
  const knownIds = (ids: readonly string[]) => app.decisions.knownIds(ids);
  const completedForm = (id: string, patientId: string) => completedFormOf(app.decisions, id, patientId);
  const { services, close, ...composed } = compose({
    config,
    ids: randomUUID,
    knownIds,
    completedForm,
    clock,
  });
  const app = await startApp(services, { config, deps: { ...composed, clock, page } });
  return {
    url: app.url,
    close: async () => {
      await app.close();
      close();
      rmSync(folder, { recursive: true });
    },
  };
}

export interface Opened {
  readonly page: Page;
  /** Errors of scripts, and what the content security policy held back. */
  readonly faults: readonly string[];
  /** A picture for whoever looks at the run. */
  readonly keep: (name: string) => Promise<void>;
  close(): Promise<void>;
}

/** A window of its own on one address of the sandbox. */
export async function open(
  browser: Browser,
  address: string,
  options: BrowserContextOptions = {},
): Promise<Opened> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  context.setDefaultTimeout(50_000);
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    // The browser reports every status above 399; those the page shows to its user.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      faults.push(message.text());
  });
  await page.goto(address);
  return {
    page,
    faults,
    keep: async (name) => {
      const path = picture(name);
      if (path !== undefined) await page.screenshot({ path, fullPage: true });
    },
    close: () => context.close(),
  };
}
