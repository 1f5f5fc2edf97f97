// Takes the pictures of docs/tour.md from the running page, on a fixed day and in fixed windows.
// Usage: npm run build && node scripts/tour.mjs [folder]. Needs Chromium (CHROMIUM_PATH, or /usr/bin/chromium); with pngquant the
// pictures take a third of the room.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { createApp } from '../dist/app.js';
import { compose } from '../dist/compose.js';
import { loadConfig } from '../dist/config.js';
import { completedFormOf } from '../dist/decisions/completed-form.js';
import { createLogger } from '../dist/logger.js';
import { createMetrics } from '../dist/metrics.js';
import { openRecords } from '../dist/records.js';
import { listen } from '../dist/server.js';

const FOLDER = process.argv[2] ?? join(import.meta.dirname, '..', 'docs/tour');
const DAY = new Date('2025-10-01T12:00:00Z');
const WINDOW = { width: 1360, height: 860 };

/** Ids that are the same in every run. */
function countedIds() {
  let count = 0;
  return () => `00000000-0000-4000-8000-${String((count += 1)).padStart(12, '0')}`;
}

async function startService() {
  const config = loadConfig({ DATABASE: ':memory:', LOG_LEVEL: 'error' });
  const { logger } = createLogger(config.logLevel);
  const metrics = createMetrics({ processMetrics: false, version: 'tour' });
  const decisions = await openRecords(config.records, { logger, metrics });
  const clock = () => DAY;
  const knownIds = (ids) => decisions.knownIds(ids);
  const completedForm = (id, patient) => completedFormOf(decisions, id, patient);
  const ids = countedIds();
  const composition = compose({ config, ids, knownIds, completedForm, replay: decisions, clock });
  const app = createApp({ config, logger, metrics, decisions, clock, ...composition });
  const server = await listen(app, '127.0.0.1', 0);
  return {
    url: server.address,
    stop: async () => {
      await server.stop();
      composition.close();
      await decisions.close();
    },
  };
}

/** What is done on the page before each picture; what it leaves on the screen is the picture. */
const PICTURES = {
  start: async (page) => {
    await page.goto('/');
    await page.getByText('One card came back.').waitFor();
  },
  'fear-of-needles': async (page) => {
    await page.getByRole('link', { name: 'Compare: Fear of needles' }).click();
    await page.getByText('2 cards came back.').waitFor();
  },
  accepted: async (page) => {
    await page.getByRole('button', { name: /^Home infusion: / }).click();
    await page.getByText('The service was told that you accepted this.').waitFor();
    await page.evaluate(() => document.querySelector('.ehr').scrollIntoView());
  },
  silence: async (page) => {
    await page.getByRole('button', { name: 'Sign again' }).click();
    await page.getByText('Why the service is silent.').waitFor();
    await page.evaluate(() => document.querySelector('.ehr').scrollIntoView());
  },
  'what-if': async (page) => {
    await page.goto('/?story=fear-of-needles&signed=yes');
    await page.getByText('What if …').click();
    await page.getByLabel('Ejection fraction, %').fill('25');
    await page.getByText('The answer changes.').waitFor();
    await page.getByText('2 cards came back.').waitFor();
  },
  form: async (page) => {
    await page.goto('/?story=heart-failure-45&signed=yes');
    await page.getByRole('button', { name: 'Open the form' }).click();
    await page.getByText(/answered from the chart/).waitFor();
    await page.evaluate(() => document.querySelector('.share').scrollIntoView());
  },
  fax: async (page) => {
    await page.getByRole('button', { name: 'Print for fax' }).click();
    await page.evaluate(() => document.querySelector('.sheet').scrollIntoView());
  },
  moved: async (page) => {
    await page.getByRole('button', { name: 'Back to the form' }).click();
    await page.getByLabel(/Why is an infusion at home/).fill('Decompensates within hours; lives alone.');
    await page.getByLabel(/Why is an ambulatory surgical/).fill('No telemetry and no physician on site.');
    const letter = { name: 'cardiology.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF') };
    await page.getByLabel(/Notes that support/).setInputFiles(letter);
    const attestation = page.getByRole('region', { name: 'Attestation' });
    await attestation.getByLabel('Yes').check();
    await attestation.getByLabel(/^Name/).fill('Dr. Sample');
    await attestation.getByLabel(/^Date/).fill('2025-10-01');
    await page.getByRole('button', { name: 'Return the form' }).click();
    await page.locator('.form').getByRole('button', { name: 'Sign again' }).click();
    await page.getByText('What the form changed').waitFor();
    await page.evaluate(() => document.querySelector('.moved').scrollIntoView());
  },
  gallery: async (page) => {
    await page.goto('/?view=gallery');
    await page.getByRole('row', { name: /Fear of needles/ }).waitFor();
  },
};

const { url, stop } = await startService();
const executablePath = process.env.CHROMIUM_PATH || '/usr/bin/chromium';
const browser = await chromium.launch({
  executablePath,
  args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-lcd-text'],
});
mkdirSync(FOLDER, { recursive: true });
try {
  const page = await browser.newPage({ baseURL: url, viewport: WINDOW, reducedMotion: 'reduce' });
  for (const [name, prepare] of Object.entries(PICTURES)) {
    await prepare(page);
    await page.screenshot({ path: join(FOLDER, `${name}.png`), caret: 'hide' });
  }
  const phone = await browser.newPage({
    baseURL: url,
    viewport: { width: 390, height: 780 },
    colorScheme: 'dark',
  });
  await PICTURES.start(phone);
  await phone.evaluate(() => document.querySelector('.lesson').scrollIntoView());
  await phone.screenshot({ path: join(FOLDER, 'phone.png') });
} finally {
  await browser.close();
  await stop();
}

for (const name of readdirSync(FOLDER)) {
  const path = join(FOLDER, name);
  const { error } = spawnSync('pngquant', [
    '--force',
    '--speed',
    '1',
    '--nofs',
    '--output',
    path,
    '256',
    path,
  ]);
  if (error) {
    console.error('pngquant is not installed, so the pictures stay larger than they need to be.');
    break;
  }
}
