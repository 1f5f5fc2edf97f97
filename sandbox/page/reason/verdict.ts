/** The decision on one order in a sentence that somebody who has never seen the policy understands. */
import type { DecisionRecord } from '../../../src/decisions/record.js';
import { decidingIn } from '../../../src/sandbox/deciding.js';
import type { PolicyOutline } from '../../../src/sandbox/policy-tree.js';
import { outlineFor } from './tree.js';
import { markOf, SITE_WORDS, type Mark } from './words.js';

export interface Verdict {
  readonly mark: Mark;
  /** What it means for the prescriber. */
  readonly sentence: string;
  /** Why, in the words of the criteria that decide. */
  readonly because: readonly string[];
  /** Why the service says nothing, when it does. */
  readonly silence?: string;
}

/** @param cards how many cards the answer has for the whole draft */
export function verdictOf(
  record: DecisionRecord,
  outlines: readonly PolicyOutline[],
  cards: number,
): Verdict {
  const titles = new Map(outlineFor(record, outlines)?.nonQualifying.map(({ id, title }) => [id, title]));
  const because = reasonsOf(record, outlines);
  const named = record.nonQualifying.map((id) => (titles.get(id) ?? id).toLowerCase());
  const isSilent = record.silent === true || cards === 0;
  return {
    mark: markOf(record.determination, record.cause),
    sentence: sentenceOf(record),
    because: [
      ...(named.length > 0 && record.determination !== 'met'
        ? [
            `In the chart or the order, but named by the policy as reasons that do not count: ${named.join(', ')}.`,
          ]
        : []),
      ...because,
    ],
    ...(isSilent && { silence: silenceOf(record) }),
  };
}

function sentenceOf({
  determination,
  cause,
  site,
  drug,
  unavailable,
  documentation,
}: DecisionRecord): string {
  const seen = documentation?.completed ? 'the chart or the completed form' : 'the chart';
  const place = SITE_WORDS[site?.class ?? ''] ?? 'the ordered place';
  const name = drug.name || 'the order';
  switch (determination) {
    case 'met':
      return `${capital(place)} can stay for ${name}: a reason the policy accepts is in ${seen}.`;
    case 'not-met':
      return cause === 'facility'
        ? `${capital(name)} cannot be given at this facility, whatever else the chart shows.`
        : `${capital(place)} is not kept for ${name}: no reason the policy accepts is in ${seen}.`;
    case 'needs-documentation':
      return cause === 'technical-failure'
        ? `The chart could not be read fully (${unavailable.join(', ')}), so ${place} is neither confirmed nor refused for ${name}.`
        : `${capital(place)} may be kept for ${name} if documents show what the chart only hints at.`;
    case 'insufficient-context':
      return cause === 'site-unknown'
        ? `Nobody says where ${name} is to be given, so the answer tells what would apply at each place.`
        : `The call does not tell enough to decide about ${name}.`;
    case 'not-applicable':
      return cause === 'preferred-site'
        ? `${capital(place)} is where the policy wants ${name} to be given, so nothing has to be shown.`
        : `The site-of-care policy does not concern this order of ${name}.`;
  }
}

function reasonsOf(record: DecisionRecord, outlines: readonly PolicyOutline[]): readonly string[] {
  const deciding = new Set(decidingIn(record, outlines));
  const reasons = record.criteria.filter(({ id }) => deciding.has(id)).map(({ reason }) => reason);
  if (reasons.length > 0) return [...new Set(reasons)];
  // Nothing is met: the highest criterion says so, and those below it say why.
  const tops = ['ACC', 'FDA', 'INIT', 'C', 'D'];
  return record.criteria.filter(({ id }) => tops.includes(id)).map(({ reason }) => reason);
}

const SPOKEN_OF_AT_SELECTION = ['not-met', 'needs-documentation'];

/** What the service keeps to itself differs by hook, and the record tells only that nothing was shown. */
function silenceOf({ determination, cause, silent, id, hook }: DecisionRecord): string {
  if (cause === 'preferred-site')
    return 'The place is already a preferred one. A card would only interrupt; the order gets its coverage information without one.';
  if (determination === 'not-applicable')
    return 'The policy has nothing to say about this order, so the prescriber is not interrupted.';
  if (cause === 'unusable-order')
    return 'The service could not work on this order, so it says nothing about it.';
  if (hook === 'order-select' && !SPOKEN_OF_AT_SELECTION.includes(determination))
    return 'While a drug is only being chosen, the service speaks up when the place may not be kept. Everything else is said when the order is signed.';
  if (silent === true)
    return `The order already carries this answer (assertion ${id}), so it is not said twice.`;
  return 'The prescriber was told the same when the drug was chosen (order-select), so no card repeats it.';
}

function capital(words: string): string {
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}
