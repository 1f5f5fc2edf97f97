/** Headless Chromium for the page's tests. Where there is none they are skipped, and say so. */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from '@jest/globals';
import { chromium, type Browser } from 'playwright-core';

const PLACES = [process.env['CHROMIUM_PATH'], '/usr/bin/chromium', '/usr/bin/chromium-browser'];

function executable(): string | undefined {
  return PLACES.find((path) => path !== undefined && path !== '' && existsSync(path));
}

export async function openBrowser(): Promise<Browser> {
  const executablePath = executable();
  if (executablePath === undefined) throw new Error('there is no Chromium here');
  // Containers run tests as root and share little memory; the page is our own, so nothing is lost.
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
}

/** `describe`, where there is a browser. */
export function describeInBrowser(name: string, tests: () => void): void {
  if (executable() !== undefined) return describe(name, tests);
  describe(name, () => {
    test.skip('needs Chromium: install it, or name it in CHROMIUM_PATH', () => undefined);
  });
}

/** Where continuous integration keeps pictures; undefined when nobody wants them. */
export function picture(name: string): string | undefined {
  const folder = process.env['CI_ARTIFACTS'];
  if (folder === undefined || folder === '') return undefined;
  mkdirSync(folder, { recursive: true });
  return join(folder, `${name}.png`);
}
