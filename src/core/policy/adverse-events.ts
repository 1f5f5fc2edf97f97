/**
 * Candidate adverse events of the chart (criterion D): AdverseEvent, reactions of AllergyIntolerance, and coded
 * Conditions. Whether one belongs to the ordered drug, was severe, and did not respond is asked event by event.
 */
import type { AllergyIntolerance, CodeableConcept } from '../fhir.js';
import { addMonths, onOrAfter } from '../dates.js';
import type { Fact } from '../chart/fact.js';
import type { Moment } from '../chart/moment.js';
import { list } from '../chart/read.js';
import { matchConcept, mayBeIn, type CompiledValueSet, type ConceptMatch } from '../terminology/value-set.js';
import type { Truth } from '../truth.js';
import { matchFact } from './exposures.js';
import { isStatedSevere } from './severity.js';
import type { Subject } from './subject.js';

export interface AdverseEventCase {
  readonly fact: Fact;
  readonly kind: 'AdverseEvent' | 'AllergyIntolerance' | 'Condition';
  /** The value sets the event is in, with how firmly; empty when the record calls it severe but is in none. */
  readonly matches: readonly { readonly set: CompiledValueSet; readonly match: ConceptMatch }[];
  readonly when?: Moment;
  /** Did it happen within the policy's window? Never `not-met`: an older event raises the question still. */
  readonly recent: Truth;
}

/** The searches candidate events come from. */
export const EVENT_TYPES = ['AdverseEvent', 'AllergyIntolerance', 'Condition'] as const;

export interface AdverseEvents {
  readonly candidates: readonly AdverseEventCase[];
  /** Refuted entries and those made in error: seen, and not counted. */
  readonly refuted: readonly AdverseEventCase[];
}

/** Which events are candidates: those of the value sets, and others to which the record gives a severe severity. */
export interface EventSearch {
  readonly sets: readonly CompiledValueSet[];
  readonly severe: readonly CompiledValueSet[];
  readonly withinMonths: number;
}

export function adverseEventsOf(subject: Subject, search: EventSearch): AdverseEvents {
  const candidates: AdverseEventCase[] = [];
  const refuted: AdverseEventCase[] = [];
  for (const kind of EVENT_TYPES) {
    for (const fact of factsOf(kind, search, subject)) {
      const found = caseOf(kind, fact, search, subject);
      if (found) (fact.standing === 'never' ? refuted : candidates).push(found);
    }
  }
  return { candidates, refuted };
}

/** A diagnosis can be nothing else than one of the value sets. */
function factsOf(kind: AdverseEventCase['kind'], { sets }: EventSearch, { facts }: Subject): readonly Fact[] {
  return kind === 'Condition' ? facts.thatMayBeIn(kind, sets) : facts.every(kind);
}

function caseOf(
  kind: AdverseEventCase['kind'],
  fact: Fact,
  { sets, severe, withinMonths }: EventSearch,
  subject: Subject,
): AdverseEventCase | undefined {
  const concepts = eventConcepts(kind, fact).filter((concept) => mayBeIn(sets, concept));
  if (concepts.length === 0 && kind === 'Condition') return undefined;
  const matches = sets.flatMap((set) => {
    const match = strongest(concepts, set);
    return match && !match.subsequent ? [{ set, match }] : [];
  });
  if (matches.length === 0 && !isSevereOtherwise(kind, fact, severe, subject)) return undefined;
  const since = addMonths(subject.order.planned.span.first, -withinMonths);
  const recent = fact.when && onOrAfter(fact.when.span, since) === 'met' ? 'met' : 'needs-documentation';
  return { fact, kind, matches, recent, ...(fact.when && { when: fact.when }) };
}

/**
 * The policy's list of events is not complete: what the record calls severe, in words or codes no value set has, is worth the question; so is
 * an allergy to the ordered drug that does not say what happened.
 */
function isSevereOtherwise(
  kind: AdverseEventCase['kind'],
  fact: Fact,
  severe: readonly CompiledValueSet[],
  subject: Subject,
): boolean {
  if (kind === 'Condition') return false;
  if (kind === 'AdverseEvent') return isStatedSevere(fact, severe);
  const reactions = list((fact.resource as AllergyIntolerance).reaction);
  const isUntold = reactions.every((reaction) => list(reaction.manifestation).length === 0);
  return (
    (isStatedSevere(fact, severe) || isUntold) &&
    matchFact(subject.facts, fact, subject.drug, subject.tables) === 'same'
  );
}

/** Is the event in one of these value sets by a code that proves it? */
export function isCodedIn(event: AdverseEventCase, ids: readonly string[]): boolean {
  return event.matches.some(({ set, match }) => match.strength === 'strong' && ids.includes(set.id));
}

/** Is the fact about an event of these sets, however firmly? */
export function isEventIn(kind: string, fact: Fact, sets: readonly CompiledValueSet[]): boolean {
  return sets.some((set) => {
    const match = strongest(eventConcepts(kind, fact), set);
    return match !== undefined && !match.subsequent;
  });
}

/** What happened: the event itself, the manifestations of an allergy, the diagnosis. */
function eventConcepts(kind: string, fact: Fact): readonly CodeableConcept[] {
  if (kind !== 'AllergyIntolerance') return fact.concepts;
  const reactions = list((fact.resource as AllergyIntolerance).reaction);
  return [...reactions.flatMap((reaction) => list(reaction.manifestation)), ...fact.concepts];
}

const RANK = { strong: 2, weak: 1, text: 0 } as const;

function strongest(concepts: readonly CodeableConcept[], set: CompiledValueSet): ConceptMatch | undefined {
  let best: ConceptMatch | undefined;
  for (const concept of concepts) {
    const match = matchConcept(set, concept);
    if (match && (!best || RANK[match.strength] > RANK[best.strength])) best = match;
  }
  return best;
}
