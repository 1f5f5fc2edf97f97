/** The sites a card offers, in words. */
import type { Decision } from '../core/decision.js';
import type { CommonWords } from '../knowledge/card-types.js';
import type { SuggestedSite } from '../knowledge/suggestion-types.js';
import { nameOf } from './chart-text.js';
import { offered } from './offered.js';

const NAME = 70;

/** `home infusion or an infusion suite` */
export function alternativesOf(decision: Decision, words: CommonWords): string | undefined {
  const kinds = (['HOME', 'ASC_AIC'] as const).filter((kind) => offered(decision, kind));
  return kinds.length === 0 ? undefined : kinds.map((kind) => words.alternatives[kind]).join(` ${words.or} `);
}

/** Name of the nearest in-network site of a kind, with its distance. */
export function nearestSite(decision: Decision, kind: SuggestedSite, words: CommonWords): string | undefined {
  const site = offered(decision, kind)?.sites[0];
  const name = nameOf(site?.name, NAME, words.records);
  if (name === undefined || site?.distanceMiles === undefined) return name;
  return `${name} (${site.distanceMiles.toFixed(1)} mi)`;
}
