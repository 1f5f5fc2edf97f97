/** D.RESP: did the adverse event in hand occur or persist in spite of pre-medication, treatment or a lower rate? */
import { evidenceOf, type Fact } from '../../chart/facts.js';
import { isBefore, withinHoursAfter, type Moment } from '../../chart/moment.js';
import { codings } from '../../chart/read.js';
import type { AdverseEvent } from '../../fhir.js';
import type { CompiledValueSet } from '../../terminology/value-set.js';
import { EVENT_TYPES, type AdverseEventCase } from '../adverse-events.js';
import { number, only, valueSets } from '../arguments.js';
import { missingKeys } from '../availability.js';
import { isLowerRate } from '../dose-rate.js';
import { describeEvent } from '../event-words.js';
import { givenAround } from '../given-around.js';
import type { QuestionKind } from '../question.js';
import { answer } from '../result.js';
import type { Subject } from '../subject.js';

/**
 * Met: the event came in spite of pre-medication, or it was treated and the infusion abandoned or the outcome not resolved. Not met: a
 * later dose of the drug was completed without event under pre-medication or at a lower rate. Nothing on record leaves it open.
 */
export const eventUnresponsive: QuestionKind = (args, context) => {
  only(args, ['measures', 'hours', 'failedMeasures'], context);
  const measures = valueSets(args, 'measures', context);
  const hours = number(args, 'hours', context);
  const failed = number(args, 'failedMeasures', context);
  return (subject) => {
    const { event } = subject;
    if (!event) return answer('needs-documentation');
    const missing = missingKeys(subject.facts.chart, ['administrations']);
    if (!event.when) return answer('needs-documentation', { ...describeEvent(event), missing });
    const tolerated = toleratedLater(subject, event.when, measures, hours);
    if (tolerated)
      return answer('not-met', { evidence: [evidenceOf(tolerated, 'completed later without event')] });
    const before = givenAround(subject, measures, event.when, hours, 'before');
    const after = givenAround(subject, measures, event.when, hours, 'after');
    const measuresFailed =
      before.length +
      (abandoned(subject, event, hours) ? after.length + reducedRates(subject, event.when, hours).length : 0);
    if (measuresFailed >= failed) {
      return answer('met', {
        evidence: [
          evidenceOf(event.fact),
          ...before.map((fact) => evidenceOf(fact, 'given before the event')),
        ],
      });
    }
    return answer('needs-documentation', { ...describeEvent(event), missing });
  };
};

function toleratedLater(
  subject: Subject,
  when: Moment,
  measures: readonly CompiledValueSet[],
  hours: number,
): Fact | undefined {
  return subject.exposures
    .filter(
      (exposure) =>
        exposure.kind === 'administered' &&
        exposure.certain &&
        exposure.when &&
        isBefore(when, exposure.when) === 'met',
    )
    .map((exposure) => exposure.fact)
    .find((fact) => {
      const dose = fact.when as Moment;
      if (
        (fact.resource as { status?: string }).status !== 'completed' ||
        hasEventAfter(subject, dose, hours)
      )
        return false;
      return givenAround(subject, measures, dose, hours, 'before').length > 0 || isLowerRate(subject, fact);
    });
}

function hasEventAfter(subject: Subject, dose: Moment, hours: number): boolean {
  return EVENT_TYPES.some((type) =>
    subject.facts
      .of(type)
      .some(
        (fact) =>
          type === 'AdverseEvent' && fact.when && withinHoursAfter(dose, fact.when, hours) !== 'not-met',
      ),
  );
}

/** The infusion was stopped, or the event's outcome says it did not resolve. */
function abandoned(subject: Subject, event: AdverseEventCase, hours: number): boolean {
  const outcome = codings((event.fact.resource as AdverseEvent).outcome).map((coding) =>
    coding.code?.toLowerCase(),
  );
  if (outcome.some((code) => code === 'ongoing' || code === 'resolvedwithsequelae' || code === 'fatal'))
    return true;
  return doses(subject, event.when, hours).some(
    (fact) => (fact.resource as { status?: string }).status === 'stopped',
  );
}

function reducedRates(subject: Subject, when: Moment, hours: number): readonly Fact[] {
  return doses(subject, when, hours).filter((fact) => isLowerRate(subject, fact));
}

function doses(subject: Subject, when: Moment | undefined, hours: number): readonly Fact[] {
  if (!when) return [];
  return subject.exposures
    .map((exposure) => exposure.fact)
    .filter(
      (fact) =>
        fact.resource.resourceType === 'MedicationAdministration' &&
        fact.when &&
        withinHoursAfter(fact.when, when, hours) === 'met',
    );
}
