/** The sites a card may offer. A patient who reacted severely to the drug is not sent home with it, whatever the coverage says. */
import type { AlternativeSite, Decision } from '../core/decision.js';
import type { SuggestedSite } from '../knowledge/suggestion-types.js';

/** What the decision offers, without home infusion when the chart records a severe reaction to the drug. */
export function offeredSites(decision: Decision): readonly AlternativeSite[] {
  return decision.alternatives.filter(({ siteClass }) => siteClass !== 'HOME' || homeIsSafe(decision));
}

export function homeIsSafe({ safety }: Decision): boolean {
  return safety.length === 0;
}

export function offered(decision: Decision, kind: SuggestedSite): AlternativeSite | undefined {
  if (kind === 'HOME' && !homeIsSafe(decision)) return undefined;
  return decision.alternatives.find(({ siteClass }) => siteClass === kind);
}
