/** The stories of the sandbox are what they say: each at each site, through the sandbox's own API and the real hook. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Gallery } from '../../src/sandbox/gallery.js';
import { loadStories, SITE_IDS, type SiteId, type Story } from '../../src/sandbox/stories.js';
import { projectRoot } from '../../src/knowledge/load.js';
import { startPolicyApp, type PolicyApp } from '../support/policy-app.js';
import { EVALUATED_AT } from '../support/scenarios/scenario.js';
import { sandboxOf, type Sandbox } from './client.js';

const { stories } = loadStories(projectRoot);

let app: PolicyApp;
let sandbox: Sandbox;
beforeAll(async () => {
  app = await startPolicyApp({ now: EVALUATED_AT, assumeCoverage: true });
  sandbox = sandboxOf(app);
});
afterAll(() => app.close());

const determinationsAt = async (story: Story, site: SiteId, prefetch: boolean) => {
  const { decisions } = await sandbox.run({ story: story.id, site, prefetch });
  const found = decisions.map(({ determination }) => determination);
  return found.length === 1 ? found[0] : found;
};

const named = stories.map((story) => [story.id, story] as const);

describe('each story at each site, everything prefetched', () => {
  test.each(named)('%s', async (_id, story) => {
    const found: Record<string, unknown> = {};
    for (const site of SITE_IDS) found[site] = await determinationsAt(story, site, true);
    expect(found).toEqual(story.expected);
  });
});

describe('each story where it begins, the chart read from the server', () => {
  test.each(named)('%s', async (_id, story) => {
    expect(await determinationsAt(story, story.site, false)).toEqual(story.expected[story.site]);
  });
});

describe('the other hooks say the same of the same order', () => {
  const hooks = ['order-select', 'order-dispatch', 'appointment-book'] as const;
  const wishes = hooks.flatMap((hook) => (['2.0', '2.2'] as const).map((crd) => [hook, crd] as const));

  test.each(wishes)('%s, CRD %s', async (hook, crd) => {
    for (const id of ['heart-failure-25', 'fear-of-needles', 'natalizumab-uncertified']) {
      const story = stories.find((one) => one.id === id);
      const found: Record<string, unknown> = {};
      for (const site of SITE_IDS) {
        const { decisions } = await sandbox.run({ story: id, site, hook, crd });
        found[site] = decisions[0]?.determination;
      }
      expect([id, found]).toEqual([id, story?.expected]);
    }
  });

  test('a signed order is prefetched, whatever was asked for, since it is stored on no server', async () => {
    const { call, decisions } = await sandbox.run({
      story: 'rural',
      hook: 'order-dispatch',
      prefetch: false,
    });
    expect(call.request).not.toHaveProperty('fhirServer');
    expect(call.notes.join(' ')).toMatch(/stored on no server/);
    expect(decisions[0]?.determination).toBe('met');
  });
});

describe('on any day', () => {
  // The charts move with the days, the policy counts in months, and months differ.
  test.each(['2025-12-31', '2026-03-31', '2028-02-29'])('%s', async (day) => {
    const later = await startPolicyApp({ now: `${day}T12:00:00Z`, assumeCoverage: true });
    const { body } = await sandboxOf(later).get('/sandbox/api/gallery');
    await later.close();
    const { cells } = body as Gallery;
    const found = (story: Story) =>
      Object.fromEntries(
        SITE_IDS.map((site) => {
          const cell = cells.find((one) => one.story === story.id && one.site === site);
          const others = cell?.others?.map(({ determination }) => determination) ?? [];
          return [site, others.length > 0 ? [cell?.determination, ...others] : cell?.determination];
        }),
      );
    for (const story of stories) expect([story.id, found(story)]).toEqual([story.id, story.expected]);
  });
});
