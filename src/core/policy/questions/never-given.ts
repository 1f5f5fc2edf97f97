/**
 * `neverGiven` (INIT.NEW): met when a source of given doses was fully visible and shows none; any dose makes it not met. What speaks of an
 * earlier one without proving it leaves it open: an old order, a dispense of the last `dispenseDays`, words in the order, a new record.
 */
import { list, text } from '../../chart/read.js';
import { only, number } from '../arguments.js';
import { missingKeys } from '../availability.js';
import { lastOf, mayBeThisOrder, needDoses, unprovable } from '../dose-sources.js';
import { isDose } from '../exposures.js';
import type { QuestionKind } from '../question.js';
import { searchOf } from '../reads.js';
import { answer } from '../result.js';
import type { Subject } from '../subject.js';

export const neverGiven: QuestionKind = (args, context) => {
  only(args, ['newRecordDays', 'dispenseDays'], context);
  const newRecordDays = number(args, 'newRecordDays', context);
  const dispenseDays = number(args, 'dispenseDays', context);
  needDoses(context);
  const encounters = searchOf('Encounter');
  if (encounters) context.need(encounters);
  return (subject) => {
    const { exposures, order } = subject;
    const proven = exposures.filter(
      (exposure) => isDose(exposure) && exposure.certain && !mayBeThisOrder(exposure, subject, dispenseDays),
    );
    if (proven.length > 0) return answer('not-met', lastOf(proven));
    const missing = unprovable(subject);
    if (missing.length > 0) return answer('needs-documentation', { missing });
    const open = (why: string): ReturnType<typeof answer> =>
      answer('needs-documentation', { detail: { why } });
    if (exposures.length > 0)
      return answer(
        'needs-documentation',
        lastOf(exposures, 'an earlier order or supply of it is on record'),
      );
    if (order.request.priorPrescription) return open('the order names a prior prescription');
    if (speaksOfRunning(subject)) return open('the order speaks of a running therapy');
    return recordAge(subject, newRecordDays);
  };
};

/** Words of a running therapy, and those of its beginning, which name later weeks too. */
const RUNNING = /\b(maintenance|week\s*(?:[6-9]|[1-9]\d)\b|dose\s*#?\s*(?:[2-9]|[1-9]\d)\b)/i;
const CONTINUING = /\b(?:continu(?:e|es|ed|ing|ation of)|resum\w+)\b/i;
const BEGINNING = /\b(weeks?\s*0|day\s*[01]|induction|loading|initial|first|start(s|ing)?|new)\b/i;
/** What is said of another place is the plan to go on there. */
const ELSEWHERE = /\b(home|infusion (?:suite|center)|AIS|AIC)\b/i;

function speaksOfRunning({ order }: Subject): boolean {
  const { note, dosageInstruction } = order.request;
  const words = [
    ...list(note).map((one) => one.text),
    ...list(dosageInstruction).flatMap((dosage) => [dosage.text, dosage.patientInstruction]),
  ];
  const here = words
    .flatMap((word) => text(word)?.split(/[.;,\n]/) ?? [])
    .filter((clause) => !ELSEWHERE.test(clause));
  if (here.some((clause) => BEGINNING.test(clause))) return false;
  return here.some((clause) => RUNNING.test(clause) || CONTINUING.test(clause));
}

/** A record that began lately cannot prove a first dose, nor can one whose beginning was not seen. One without any visit has no beginning. */
function recordAge({ facts, order }: Subject, days: number): ReturnType<typeof answer> {
  const since = order.planned.span.first - days;
  const starts = facts.of('Encounter').flatMap((fact) => (fact.when ? [fact.when.span.first] : []));
  if (starts.some((start) => start <= since)) return answer('met');
  const missing = missingKeys(facts.chart, ['encounters']);
  if (missing.length > 0) return answer('needs-documentation', { missing });
  if (starts.length === 0) return answer('met');
  const why = `the record begins less than ${days} days before the planned date`;
  return answer('needs-documentation', { detail: { why } });
}
