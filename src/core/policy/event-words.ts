/** An adverse event as evidence and in words, for every question about it. */
import { evidenceOf } from '../chart/evidence-of.js';
import { displayOf, list } from '../chart/read.js';
import type { Evidence } from '../evidence.js';
import type { AllergyIntolerance } from '../fhir.js';
import type { AdverseEventCase } from './adverse-events.js';

export function describeEvent(event: AdverseEventCase): {
  evidence: Evidence[];
  detail: Record<string, string>;
} {
  const [first] = event.matches;
  const evidence = evidenceOf(
    event.fact,
    first?.match.strength === 'text' ? 'text only, not a code' : undefined,
  );
  const what = first?.match.display ?? wordsFor(event, evidence.display);
  return {
    evidence: [evidence],
    detail: { event: `${what}${event.when ? `, ${event.when.text.slice(0, 10)}` : ''}` },
  };
}

/** An allergy that does not say what happened names only its substance. */
function wordsFor({ kind, fact }: AdverseEventCase, display: string | undefined): string {
  if (kind !== 'AllergyIntolerance') return display ?? 'adverse event';
  const [reaction] = list((fact.resource as AllergyIntolerance).reaction);
  const [manifestation] = list(reaction?.manifestation);
  return displayOf(manifestation) ?? `allergy to ${display ?? 'an unnamed substance'}`;
}
