/** D.RESP: did the adverse event in hand occur or persist in spite of pre-medication, treatment or a lower rate? */
import { evidenceOf } from '../../chart/evidence-of.js';
import type { Fact } from '../../chart/fact.js';
import { isBefore, withinHoursAfter, type Moment } from '../../chart/moment.js';
import { codings, text } from '../../chart/read.js';
import type { AdverseEvent } from '../../fhir.js';
import type { CompiledValueSet } from '../../terminology/value-set.js';
import { EVENT_TYPES, type AdverseEventCase } from '../adverse-events.js';
import { number, only, valueSets } from '../arguments.js';
import { missingKeys } from '../availability.js';
import { isLowerRate } from '../dose-rate.js';
import { describeEvent } from '../event-words.js';
import { administrationsOf, certainlyBefore, givenAround, isOf } from '../given-around.js';
import { toleratedDosesOf } from '../tolerated-doses.js';
import type { QuestionKind } from '../question.js';
import { searchOf } from '../reads.js';
import { answer } from '../result.js';
import type { Subject } from '../subject.js';

/**
 * Met: the event came in spite of pre-medication, or it was treated and the infusion abandoned or the outcome not resolved; so many kinds
 * of measure have to have failed. Not met: a later dose of the drug was completed without any event under pre-medication or at a lower
 * rate. Nothing on record leaves it open; so does a chart that is not fully visible, as a later dose may have been tolerated.
 */
export const eventUnresponsive: QuestionKind = (args, context) => {
  only(args, ['measures', 'events', 'hours', 'failedMeasures'], context);
  const measures = valueSets(args, 'measures', context);
  const events = valueSets(args, 'events', context);
  const hours = number(args, 'hours', context);
  const failed = number(args, 'failedMeasures', context);
  const toleratedDoses = toleratedDosesOf(measures, events, hours);
  const administrations = administrationsOf(measures);
  const keys = ['MedicationAdministration', ...EVENT_TYPES].flatMap((type) => searchOf(type)?.key ?? []);
  return (subject) => {
    const { event } = subject;
    if (!event) return answer('needs-documentation');
    const { when } = event;
    const missing = missingKeys(subject.facts.chart, keys);
    const open = answer('needs-documentation', { ...describeEvent(event), missing });
    if (!when || missing.length > 0) return open;
    const tolerated = toleratedDoses(subject).find(
      (fact) => fact.when && isBefore(when, fact.when) === 'met',
    );
    if (tolerated)
      return answer('not-met', { evidence: [evidenceOf(tolerated, 'completed later without event')] });
    if (event.fact.recordedOnly) return open;
    const given = administrations(subject.facts);
    const before = certainlyBefore(givenAround(given, when, hours, 'before'), when);
    const wasAbandoned = abandoned(subject, event, hours);
    const after = wasAbandoned ? givenAround(given, when, hours, 'after') : [];
    const slower = wasAbandoned
      ? doses(subject, when, hours).filter((fact) => isLowerRate(subject, fact))
      : [];
    const kinds = kindsOf([...before, ...after], measures) + (slower.length > 0 ? 1 : 0);
    if (kinds < failed) return open;
    const notes = before.map((fact) => evidenceOf(fact, 'given before the event'));
    return answer('met', { evidence: [evidenceOf(event.fact), ...notes] });
  };
};

/** Two doses of one kind of drug are one measure. */
function kindsOf(given: readonly Fact[], measures: readonly CompiledValueSet[]): number {
  return measures.filter((set) => given.some((fact) => isOf(set, fact))).length;
}

const UNRESOLVED: ReadonlySet<unknown> = new Set(['ongoing', 'resolvedwithsequelae', 'fatal']);

/** The infusion was stopped, or the event's outcome says it did not resolve. */
function abandoned(subject: Subject, event: AdverseEventCase, hours: number): boolean {
  const outcome = codings((event.fact.resource as AdverseEvent).outcome);
  return (
    outcome.some((coding) => UNRESOLVED.has(text(coding.code)?.toLowerCase())) ||
    doses(subject, event.when, hours).some((fact) => statusOf(fact) === 'stopped')
  );
}

/** Administrations of the drug after which the event came. */
function doses(subject: Subject, when: Moment | undefined, hours: number): readonly Fact[] {
  if (!when) return [];
  return subject.exposures
    .filter(({ kind }) => kind === 'administered')
    .map(({ fact }) => fact)
    .filter((fact) => fact.when && withinHoursAfter(fact.when, when, hours) === 'met');
}

function statusOf(fact: Fact): unknown {
  return (fact.resource as { status?: unknown }).status;
}
