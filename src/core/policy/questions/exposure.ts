/**
 * Questions about earlier doses of the same molecule: never given (INIT.NEW), paused for at least so many months (INIT.RESTART),
 * fewer than so many doses, given within the last months. What the chart cannot show stays open.
 */
import { addMonths, describeGap, formatDay, type DaySpan } from '../../dates.js';
import { allOf, type Truth } from '../../truth.js';
import { evidenceOf } from '../../chart/facts.js';
import { list, text } from '../../chart/read.js';
import { dosingIntervalDays } from '../../orders/duration.js';
import { only, number } from '../arguments.js';
import { missingKeys } from '../availability.js';
import type { Exposure } from '../exposures.js';
import type { CompileContext, QuestionKind } from '../question.js';
import { searchOf } from '../reads.js';
import { answer, type Answer } from '../result.js';
import type { Subject } from '../subject.js';

const TYPES = [
  'MedicationAdministration',
  'MedicationDispense',
  'MedicationStatement',
  'MedicationRequest',
  'Procedure',
];

function needDoses(context: CompileContext): void {
  for (const type of TYPES) {
    const search = searchOf(type);
    if (search) context.need(search);
  }
}

/** Words in an order that speak of a running therapy. */
const RUNNING =
  /\b(maintenance|continu(e|ation|ing)|week\s*(?:[6-9]|[1-9]\d)\b|dose\s*#?\s*(?:[2-9]|[1-9]\d)\b)/i;

/** `neverGiven: {}`: met when a source of given doses was fully visible and shows none; any dose makes it not met. */
export const neverGiven: QuestionKind = (args, context) => {
  only(args, ['newRecordDays'], context);
  const newRecordDays = number(args, 'newRecordDays', context);
  needDoses(context);
  const encounters = searchOf('Encounter');
  if (encounters) context.need(encounters);
  return (subject) => {
    const doses = subject.exposures.filter((exposure) => exposure.kind !== 'ordered');
    const certain = doses.filter((exposure) => exposure.certain);
    if (certain.length > 0) return answer('not-met', lastOf(certain));
    const missing = unprovable(subject);
    if (missing.length > 0) return answer('needs-documentation', { missing });
    const open = subject.exposures;
    if (open.length > 0)
      return answer('needs-documentation', lastOf(open, 'cannot tell whether a dose was given'));
    if (subject.order.request.priorPrescription)
      return answer('needs-documentation', { detail: { why: 'the order names a prior prescription' } });
    if (RUNNING.test(orderWords(subject)))
      return answer('needs-documentation', { detail: { why: 'the order speaks of a running therapy' } });
    if (isNewRecord(subject, newRecordDays)) {
      return answer('needs-documentation', {
        detail: { why: `the record begins less than ${newRecordDays} days before the planned date` },
      });
    }
    return answer('met');
  };
};

/**
 * `pausedFor: { months, intervalFactor, intervalDays }`: the last dose was at least `months` calendar months before the planned date and
 * at least `intervalFactor` dosing intervals ago. `intervalDays` lists drugs with long intervals; the longer of it and the ordered one counts.
 */
export const pausedFor: QuestionKind = (args, context) => {
  only(args, ['months', 'intervalFactor', 'intervalDays'], context);
  const months = number(args, 'months', context);
  const factor = number(args, 'intervalFactor', context);
  const table = (args['intervalDays'] ?? {}) as Readonly<Record<string, number>>;
  needDoses(context);
  return (subject) => {
    const doses = subject.exposures.filter((exposure) => exposure.kind !== 'ordered');
    const dated = doses.filter((exposure) => exposure.certain && exposure.when);
    const last = dated.at(-1);
    const missing = unprovable(subject);
    const planned = subject.order.planned.span;
    if (!last?.when) {
      const open = doses.length > 0 || missing.length > 0 || subject.exposures.length > 0;
      return answer(open ? 'needs-documentation' : 'not-met', {
        missing,
        ...(doses.length > 0 && lastOf(doses, 'no date')),
      });
    }
    const interval = Math.max(
      dosingIntervalDays(subject.order) ?? 0,
      ...subject.drug.hcpcs.map((code) => table[code] ?? 0),
    );
    const long = allOf([
      pausedMonths(last.when.span, planned, months),
      pausedDays(last.when.span, planned, interval * factor),
    ]);
    const parts = lastOf([last]);
    const detail = {
      ...parts.detail,
      gap: describeGap(last.when.span.last, planned.first),
      interval: `${interval} days`,
    };
    if (long === 'not-met') return answer('not-met', { ...parts, detail });
    // A long pause is certain only if no later dose can be hidden.
    const later = doses.some((exposure) => !exposure.certain || !exposure.when);
    const open = missing.length > 0 || later;
    return answer(open ? 'needs-documentation' : long, { ...parts, detail, missing });
  };
};

/** `fewerDoses: { than: 3 }`: fewer doses than that were given so far. */
export const fewerDoses: QuestionKind = (args, context) => {
  only(args, ['than'], context);
  const than = number(args, 'than', context);
  needDoses(context);
  return (subject) => {
    const certain = subject.exposures.filter((exposure) => exposure.certain && exposure.kind !== 'ordered');
    if (certain.length >= than) return answer('not-met', lastOf(certain));
    const missing = unprovable(subject);
    const open = missing.length > 0 || subject.exposures.some((exposure) => !exposure.certain);
    return answer(open ? 'needs-documentation' : 'met', { missing });
  };
};

/** `givenWithin: { months }`: at least one dose was given in the last months. */
export const givenWithin: QuestionKind = (args, context) => {
  only(args, ['months'], context);
  const months = number(args, 'months', context);
  needDoses(context);
  return (subject) => {
    const since = addMonths(subject.order.planned.span.first, -months);
    const doses = subject.exposures.filter(
      (exposure) => exposure.kind === 'administered' || exposure.kind === 'billed',
    );
    const recent = doses.filter(
      (exposure) => exposure.certain && (exposure.when?.span.first ?? -Infinity) >= since,
    );
    if (recent.length > 0) return answer('met', lastOf(recent));
    const missing = missingKeys(subject.facts.chart, ['administrations']);
    const open = missing.length > 0 || doses.some((exposure) => !exposure.when || !exposure.certain);
    return answer(open ? 'needs-documentation' : 'not-met', { missing });
  };
};

function pausedMonths(last: DaySpan, planned: DaySpan, months: number): Truth {
  if (addMonths(last.last, months) <= planned.first) return 'met';
  return addMonths(last.first, months) > planned.last ? 'not-met' : 'needs-documentation';
}

function pausedDays(last: DaySpan, planned: DaySpan, days: number): Truth {
  if (planned.first - last.last >= days) return 'met';
  return planned.last - last.first < days ? 'not-met' : 'needs-documentation';
}

/**
 * Keys without which "no dose" cannot be said. Administrations prove absence; so do procedures where this EHR records drug codes
 * on them. Without either, dispenses and statements alone prove nothing (contract, "Criteria").
 */
function unprovable({ facts }: Subject): readonly string[] {
  const administrations = missingKeys(facts.chart, ['administrations']);
  if (administrations.length === 0) return [];
  const procedures = missingKeys(facts.chart, ['procedures']);
  return procedures.length === 0 && facts.every('Procedure').some(carriesDrugCode) ? [] : administrations;
}

function carriesDrugCode(fact: Exposure['fact']): boolean {
  return fact.concepts.some((concept) =>
    list(concept.coding).some((coding) => /^[JQ]\d{4}$/.test(coding.code ?? '')),
  );
}

function isNewRecord({ facts, order }: Subject, days: number): boolean {
  if (missingKeys(facts.chart, ['encounters']).length > 0) return false;
  const starts = facts.of('Encounter').flatMap((fact) => (fact.when ? [fact.when.span.first] : []));
  return starts.length > 0 && Math.min(...starts) > order.planned.span.first - days;
}

function orderWords({ order }: Subject): string {
  const notes = list(order.request.note).map((note) => text(note.text) ?? '');
  const dosages = list(order.request.dosageInstruction).flatMap((dosage) => [
    text(dosage.text) ?? '',
    text(dosage.patientInstruction) ?? '',
  ]);
  return [...notes, ...dosages].join('\n');
}

function lastOf(exposures: readonly Exposure[], why?: string): Pick<Answer, 'evidence' | 'detail'> {
  const last = exposures.at(-1);
  if (!last) return { evidence: [], detail: {} };
  const lastDose = last.when
    ? last.when.span.first === last.when.span.last
      ? formatDay(last.when.span.last)
      : last.when.text
    : 'undated';
  return {
    evidence: exposures.slice(-3).map((exposure) => evidenceOf(exposure.fact)),
    detail: { lastDose, ...(why && { why }) },
  };
}
