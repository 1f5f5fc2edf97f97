/** Every story at every site, answered by the service itself. */
import type { CompiledPolicy } from '../core/policy/policy.js';
import type { Determination } from '../core/decision.js';
import type { BuiltCall } from './call.js';
import type { AskService, Evaluated } from './in-process.js';
import { decidingIn } from './deciding.js';
import { outlineOf, type PolicyOutline } from './policy-tree.js';
import { SITE_IDS, type SiteId, type Story } from './stories.js';

export interface GalleryCell {
  readonly story: string;
  readonly site: SiteId;
  readonly determination: Determination;
  readonly cause?: string;
  /** Ids of the criteria that decide. */
  readonly deciding: readonly string[];
  /** Number of cards. */
  readonly cards: number;
  readonly ms: number;
  /** Of the further orders signed together. */
  readonly others?: readonly { readonly determination: Determination; readonly cause?: string }[];
}

export interface Gallery {
  readonly stories: readonly string[];
  readonly sites: readonly SiteId[];
  readonly cells: readonly GalleryCell[];
}

export interface GalleryDeps {
  readonly stories: readonly Story[];
  readonly policies: readonly CompiledPolicy[];
  readonly build: (story: Story, site: SiteId) => Promise<BuiltCall>;
  readonly ask: AskService;
  readonly now: () => Date;
}

export async function galleryOf({ stories, policies, build, ask, now }: GalleryDeps): Promise<Gallery> {
  const outlines = policies.map(outlineOf);
  const cells: GalleryCell[] = [];
  for (const story of stories) {
    for (const site of SITE_IDS) {
      const { endpoint, request } = await build(story, site);
      const begun = performance.now();
      const answer = await ask(endpoint, request, now());
      const ms = Math.round((performance.now() - begun) * 10) / 10;
      cells.push({ story: story.id, site, ...cellOf(answer, outlines), ms });
    }
    // Calls that came meanwhile go first.
    await new Promise((resolve) => setImmediate(resolve));
  }
  return { stories: stories.map(({ id }) => id), sites: SITE_IDS, cells };
}

function cellOf({ response, decisions }: Evaluated, outlines: readonly PolicyOutline[]) {
  const [first, ...others] = decisions;
  if (!first) throw new Error('a story’s call left no decision');
  return {
    determination: first.determination,
    ...(first.cause !== undefined && { cause: first.cause }),
    deciding: decidingIn(first, outlines),
    cards: response.cards.length,
    ...(others.length > 0 && {
      others: others.map(({ determination, cause }) => ({
        determination,
        ...(cause !== undefined && { cause }),
      })),
    }),
  };
}
