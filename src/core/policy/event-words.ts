/** An adverse event as evidence and in words, for every question about it. */
import { evidenceOf } from '../chart/facts.js';
import type { Evidence } from '../evidence.js';
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
  const what = first?.match.display ?? evidence.display ?? 'adverse event';
  return {
    evidence: [evidence],
    detail: { event: `${what}${event.when ? `, ${event.when.text.slice(0, 10)}` : ''}` },
  };
}
