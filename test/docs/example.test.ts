/** The example of the README: what it shows is what the service says. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { CdsResponse } from '../../src/cards/types.js';
import type { HookRequest } from '../../src/hooks/types.js';
import { startPolicyApp, type PolicyApp } from '../support/policy-app.js';

const PROJECT = join(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(join(PROJECT, file), 'utf8');

describe('given the maintenance infusion of docs/examples at a hospital', () => {
  const request = JSON.parse(read('docs/examples/order-sign-infliximab.json')) as HookRequest;
  let app: PolicyApp;
  let answer: CdsResponse;

  beforeAll(async () => {
    app = await startPolicyApp({ now: '2026-11-22T12:00:00Z' });
    answer = (await app.orderSign(request)).body;
  });
  afterAll(() => app.close());

  test('then the card offers home infusion and an infusion suite by name', () => {
    const labels = answer.cards[0]?.suggestions?.map(({ label }) => label);
    expect(labels).toEqual([
      'Home infusion: Example Home Infusion',
      'Infusion suite: Midtown Example Ambulatory Infusion Suite (2.3 mi)',
    ]);
  });

  test('then nothing was assumed and nothing was unreadable', async () => {
    const decision = (await app.decisions(request.hookInstance)).get('MedicationRequest/infliximab');
    expect(decision).toMatchObject({ determination: 'not-met', assumptions: [], unavailable: [] });
  });

  test('then the README quotes the card as it is', () => {
    const readme = read('README.md');
    const card = answer.cards[0];
    const quoted = [card?.summary ?? '', ...(card?.suggestions ?? []).map(({ label }) => label)];
    for (const words of quoted) expect(readme).toContain(words);
  });

  test('then the picture is up to date (node scripts/draw-card.mjs < answer.json > docs/card.svg)', () => {
    const input = JSON.stringify(answer);
    const drawn = execFileSync(process.execPath, [join(PROJECT, 'scripts/draw-card.mjs')], { input });
    expect(drawn.toString()).toBe(read('docs/card.svg'));
  });
});
