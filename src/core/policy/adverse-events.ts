/**
 * Candidate adverse events of the chart (criterion D): AdverseEvent, reactions of AllergyIntolerance, and coded
 * Conditions. Whether one belongs to the ordered drug, was severe, and did not respond is asked event by event.
 */
import type { CodeableConcept } from '../fhir.js';
import type { Fact, Facts } from '../chart/facts.js';
import type { Moment } from '../chart/moment.js';
import { list } from '../chart/read.js';
import { matchConcept, type CompiledValueSet, type ConceptMatch } from '../terminology/value-set.js';

export interface AdverseEventCase {
  readonly fact: Fact;
  readonly kind: 'AdverseEvent' | 'AllergyIntolerance' | 'Condition';
  /** The value sets the event is in, with how firmly. */
  readonly matches: readonly { readonly set: CompiledValueSet; readonly match: ConceptMatch }[];
  readonly when?: Moment;
}

/** The searches candidate events come from. */
export const EVENT_TYPES = ['AdverseEvent', 'AllergyIntolerance', 'Condition'] as const;

export function adverseEventsOf(
  facts: Facts,
  sets: readonly CompiledValueSet[],
): readonly AdverseEventCase[] {
  return casesOf(facts, sets).filter(({ fact }) => fact.standing !== 'never');
}

/** Refuted entries and those made in error: seen, and not counted. */
export function refutedEventsOf(
  facts: Facts,
  sets: readonly CompiledValueSet[],
): readonly AdverseEventCase[] {
  return casesOf(facts, sets).filter(({ fact }) => fact.standing === 'never');
}

function casesOf(facts: Facts, sets: readonly CompiledValueSet[]): readonly AdverseEventCase[] {
  return EVENT_TYPES.flatMap((kind) =>
    facts.every(kind).flatMap((fact) => {
      const matches = sets.flatMap((set) => {
        const match = strongest(eventConcepts(kind, fact), set);
        return match && !match.subsequent ? [{ set, match }] : [];
      });
      return matches.length > 0 ? [{ fact, kind, matches, ...(fact.when && { when: fact.when }) }] : [];
    }),
  );
}

/** Is the event in one of these value sets by code (not by text alone)? */
export function isCodedIn(event: AdverseEventCase, ids: readonly string[]): boolean {
  return event.matches.some(({ set, match }) => match.strength !== 'text' && ids.includes(set.id));
}

/** What happened: the event itself, the manifestations of an allergy, the diagnosis. */
function eventConcepts(kind: string, fact: Fact): readonly CodeableConcept[] {
  if (kind !== 'AllergyIntolerance') return fact.concepts;
  const reactions = list((fact.resource as { reaction?: { manifestation?: CodeableConcept[] }[] }).reaction);
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
