/** D.LINK: does the adverse event in hand belong to the ordered drug: by the record's own words, else by timing after a dose? */
import { medicationConcepts } from '../../chart/medication-concepts.js';
import { isBefore, withinHoursAfter, type Moment } from '../../chart/moment.js';
import { list } from '../../chart/read.js';
import { resolve } from '../../chart/references.js';
import { matchMolecule } from '../../drug/molecule.js';
import type { AdverseEvent, AllergyIntolerance, CodeableConcept, Reference } from '../../fhir.js';
import { anyOf, type Truth } from '../../truth.js';
import type { AdverseEventCase } from '../adverse-events.js';
import { number, only } from '../arguments.js';
import { missingKeys } from '../availability.js';
import { describeEvent } from '../event-words.js';
import type { QuestionKind } from '../question.js';
import { searchOf } from '../reads.js';
import { answer } from '../result.js';
import type { Subject } from '../subject.js';

/** Arguments: `hours` after a dose that link an event, `days` beyond which timing excludes it. */
export const eventLinked: QuestionKind = (args, context) => {
  only(args, ['hours', 'days'], context);
  const hours = number(args, 'hours', context);
  const days = number(args, 'days', context);
  const administrations = searchOf('MedicationAdministration');
  if (administrations) context.need(administrations);
  return (subject) => {
    const { event } = subject;
    if (!event) return answer('needs-documentation');
    const named = namedDrug(subject, event);
    if (named === 'met' || named === 'not-met') return answer(named, describeEvent(event));
    const missing = missingKeys(subject.facts.chart, ['administrations']);
    // A suspect that is named but cannot be read may be the drug, whatever the dates say.
    const unseen = missing.length > 0 || namesUnreadSuspect(event);
    return answer(byTiming(subject, event, hours, days, unseen), {
      ...describeEvent(event),
      missing,
    });
  };
};

/** Does the record itself name the drug? Met for the ordered molecule, not met for another, open when it names none. */
function namedDrug(subject: Subject, event: AdverseEventCase): Truth {
  if (event.kind === 'AllergyIntolerance') {
    const allergy = event.fact.resource as AllergyIntolerance;
    const substances = list(allergy.reaction).flatMap((reaction) => list(reaction.substance));
    return matchTruth(subject, [...event.fact.concepts, ...substances]);
  }
  if (event.kind === 'Condition') return 'needs-documentation';
  const suspects = list((event.fact.resource as AdverseEvent).suspectEntity).map((entity) => entity.instance);
  return anySuspect(
    suspects.map((instance) => matchTruth(subject, suspectConcepts(subject, event, instance))),
  );
}

function namesUnreadSuspect({ kind, fact }: AdverseEventCase): boolean {
  return kind === 'AdverseEvent' && list((fact.resource as AdverseEvent).suspectEntity).length > 0;
}

function suspectConcepts(
  subject: Subject,
  event: AdverseEventCase,
  instance: Reference,
): readonly CodeableConcept[] {
  const found = resolve(subject.facts.chart, instance, event.fact.obtained);
  if (found) return medicationConcepts(subject.facts.chart, found);
  return typeof instance?.display === 'string' ? [{ text: instance.display }] : [];
}

function matchTruth(subject: Subject, concepts: readonly CodeableConcept[]): Truth {
  if (concepts.length === 0) return 'needs-documentation';
  const match = matchMolecule(subject.drug, concepts, subject.tables);
  return match === 'same' ? 'met' : match === 'different' ? 'not-met' : 'needs-documentation';
}

/** Met if any suspect is the drug; not met only if all suspects are known to be others; no suspect leaves it open. */
function anySuspect(values: readonly Truth[]): Truth {
  return values.length === 0 ? 'needs-documentation' : anyOf(values);
}

function byTiming(
  subject: Subject,
  { when, fact }: AdverseEventCase,
  hours: number,
  days: number,
  unseen: boolean,
): Truth {
  if (!when) return 'needs-documentation';
  const given = subject.exposures.filter(
    (exposure) => exposure.kind === 'administered' || exposure.kind === 'billed',
  );
  const dated = given.flatMap((exposure) => (exposure.certain && exposure.when ? [exposure.when] : []));
  if (dated.some((dose) => withinHoursAfter(dose, when, hours) === 'met')) {
    // What was written down during an infusion visit may have happened years ago.
    return fact.recordedOnly ? 'needs-documentation' : 'met';
  }
  if (unseen || dated.length < given.length) return 'needs-documentation';
  if (given.length === 0 && mayBeGivenElsewhere(subject, when)) return 'needs-documentation';
  const close = dated.some((dose) => withinHoursAfter(dose, when, days * 24) !== 'not-met');
  return close ? 'needs-documentation' : 'not-met';
}

/** Where no dose is on record: may the doses be in another record, as orders, dispenses or statements of before the event say? */
function mayBeGivenElsewhere({ exposures, facts }: Subject, when: Moment): boolean {
  return (
    exposures.some((exposure) => !exposure.when || isBefore(when, exposure.when) !== 'met') ||
    missingKeys(facts.chart, ['procedures', 'dispenses', 'statements', 'medicationRequests']).length > 0
  );
}
