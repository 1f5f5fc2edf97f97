/**
 * Does the chart hold a coded resource in one of these value sets? A strong code that counts is met; a weak code, an unsure
 * status, a text match, or a date that cannot be told is a hint (needs-documentation); nothing seen is not met only where everything was visible.
 *
 * - `resource`: the type(s) to look at (Condition when absent)
 * - `standing`: `current` (a present impairment) or `ever` (history counts too)
 * - `withinMonths` / `withinDays`: how far back from the planned date; without it the date does not matter
 * - `historyIsHint`: with `standing: current`, a resolved one within the window is still a hint
 * - `discreet`: a hit is not named in the reason (minimum necessary: a diagnosis only where it decides)
 */
import { only, number, string, strings, valueSets } from '../arguments.js';
import type { QuestionKind } from '../question.js';
import { answer, NO_DETAIL, NOTHING, type Answer } from '../result.js';
import { missingKeys, unlessUnseen } from '../availability.js';
import { searchOf } from '../reads.js';
import { addMonths, onOrAfter, spanOf } from '../../dates.js';
import { allOf, anyOf, truthOf, type Truth } from '../../truth.js';
import { evidenceOf } from '../../chart/evidence-of.js';
import type { Fact } from '../../chart/fact.js';
import { matchConcept, type CompiledValueSet, type ConceptMatch } from '../../terminology/value-set.js';
import type { Evidence } from '../../evidence.js';
import type { CodeableConcept } from '../../fhir.js';
import { found } from '../../lists.js';
import { list } from '../../chart/read.js';

export const coded: QuestionKind = (args, context) => {
  only(
    args,
    ['resource', 'in', 'standing', 'withinMonths', 'withinDays', 'historyIsHint', 'reactions', 'discreet'],
    context,
  );
  const types = strings(args, 'resource', context, ['Condition']);
  const sets = valueSets(args, 'in', context);
  const standing = string(args, 'standing', context, 'current');
  if (standing !== 'current' && standing !== 'ever') context.fault('"standing" is current or ever');
  const months = args['withinMonths'] === undefined ? undefined : number(args, 'withinMonths', context);
  const days = args['withinDays'] === undefined ? undefined : number(args, 'withinDays', context);
  const byReaction = args['reactions'] === true;
  const isDiscreet = args['discreet'] === true;
  const searches = types.flatMap((type) => searchOf(type) ?? []);
  for (const search of searches) context.need(search);
  const keys = searches.map((search) => search.key);
  // Nearly every question is about one.
  const type = types.length === 1 ? types[0] : undefined;

  return (subject) => {
    const { facts: all } = subject;
    const ofType = (type: string): readonly Fact[] => (byReaction ? all.of(type) : all.in(type, sets));
    const facts = type === undefined ? types.flatMap(ofType) : ofType(type);
    const missing = missingKeys(all.chart, keys);
    if (facts.length === 0) return answer(unlessUnseen('not-met', missing), { missing });
    const planned = subject.order.planned.span;
    const since =
      months !== undefined
        ? addMonths(planned.first, -months)
        : days !== undefined
          ? planned.first - days
          : undefined;
    const hits = found(facts, (fact) => {
      const match = bestMatch(sets, conceptsOf(fact, byReaction));
      if (!match) return undefined;
      const truth = allOf([
        worth(match),
        counts(fact),
        inWindow(fact, since),
        stillHolds(fact, planned.first),
      ]);
      return truth === 'not-met' ? undefined : { fact, match, truth };
    });
    const truth = anyOf(hits.map((hit) => hit.truth));
    const deciding = hits.filter((hit) => hit.truth === truth);
    const evidence = deciding.map(({ fact, match }) => evidenceOf(fact, noteOf(match), match.words));
    return answer(unlessUnseen(truth, missing), {
      evidence,
      detail: isDiscreet ? NO_DETAIL : describe(deciding[0]?.fact, evidence[0]),
      missing: truth === 'not-met' ? missing : NOTHING,
    });
  };

  function counts(fact: Fact): Truth {
    if (fact.standing === 'unsure') return 'needs-documentation';
    if (fact.standing === 'history' && standing === 'current') {
      return args['historyIsHint'] === true ? 'needs-documentation' : 'not-met';
    }
    return 'met';
  }
};

/** A match, and what to call it where the chart has a bare code. */
interface Hit {
  readonly strength: ConceptMatch['strength'];
  readonly words: string;
}

const RANK: Record<ConceptMatch['strength'], number> = { strong: 2, weak: 1, text: 0 };

const WORTH: Record<ConceptMatch['strength'], Truth> = {
  strong: 'met',
  weak: 'needs-documentation',
  text: 'needs-documentation',
};

function worth(match: Hit): Truth {
  return WORTH[match.strength];
}

function inWindow(fact: Fact, since: number | undefined): Truth {
  if (since === undefined) return 'met';
  return fact.when ? onOrAfter(fact.when.span, since) : 'needs-documentation';
}

/** A person who no longer stands in the relation: inactive, or the period ended before the planned day. */
function stillHolds({ resource }: Fact, day: number): Truth {
  if (resource.resourceType !== 'RelatedPerson') return 'met';
  const end = spanOf(resource.period?.end);
  return truthOf(resource.active !== false && (end === undefined || end.last >= day));
}

function conceptsOf(fact: Fact, reactions: boolean): readonly CodeableConcept[] {
  if (!reactions) return fact.concepts;
  const reacted = list((fact.resource as { reaction?: { manifestation?: CodeableConcept[] }[] }).reaction);
  return reacted.flatMap((reaction) => list(reaction.manifestation));
}

function bestMatch(sets: readonly CompiledValueSet[], concepts: readonly CodeableConcept[]): Hit | undefined {
  let best: Hit | undefined;
  for (const set of sets) {
    for (const concept of concepts) {
      const match = matchConcept(set, concept);
      if (!match || (best && RANK[best.strength] >= RANK[match.strength])) continue;
      best = { strength: match.strength, words: match.display ?? set.title };
      if (best.strength === 'strong') return best;
    }
  }
  return best;
}

function noteOf(match: Hit): string | undefined {
  if (match.strength === 'text') return 'text only, not a code';
  return match.strength === 'weak' ? 'this code alone does not prove it' : undefined;
}

/** `Heart failure, unspecified, 2025-03-02`; a person is no finding. */
function describe(fact: Fact | undefined, evidence: Evidence | undefined): Answer['detail'] {
  if (!fact || !evidence || fact.resource.resourceType === 'RelatedPerson') return NO_DETAIL;
  const { display, code, date, reference } = evidence;
  return { finding: `${display ?? code ?? reference}${date ? `, ${date.slice(0, 10)}` : ''}` };
}
