/** Where earlier doses are looked for, what has to be visible before "none" can be said, and the last dose in words. */
import { formatDay } from '../dates.js';
import { evidenceOf } from '../chart/evidence-of.js';
import type { Fact } from '../chart/fact.js';
import { list, text } from '../chart/read.js';
import { missingKeys } from './availability.js';
import type { Exposure } from './exposures.js';
import type { CompileContext } from './question.js';
import { searchOf } from './reads.js';
import type { Answer } from './result.js';
import type { Subject } from './subject.js';

const TYPES = [
  'MedicationAdministration',
  'MedicationDispense',
  'MedicationStatement',
  'MedicationRequest',
  'Procedure',
];

/** Registers the searches doses are found by. */
export function needDoses(context: CompileContext): void {
  for (const type of TYPES) {
    const search = searchOf(type);
    if (search) context.need(search);
  }
}

/**
 * Keys without which "no dose" cannot be said. Administrations prove absence; so do procedures where this EHR records drug codes
 * on them. Without either, dispenses and statements alone prove nothing (contract, "Criteria").
 */
export function unprovable({ facts }: Subject): readonly string[] {
  const administrations = missingKeys(facts.chart, ['administrations']);
  if (administrations.length === 0) return [];
  const procedures = missingKeys(facts.chart, ['procedures']);
  return procedures.length === 0 && facts.every('Procedure').some(carriesDrugCode) ? [] : administrations;
}

/**
 * A dispense shortly before the planned date can be the very dose that is ordered, sent ahead to the site; it proves no earlier one.
 */
export function mayBeThisOrder(exposure: Exposure, { order }: Subject, days: number): boolean {
  return (
    exposure.kind === 'dispensed' &&
    exposure.when !== undefined &&
    exposure.when.span.last >= order.planned.span.first - days
  );
}

/** The last of these doses as evidence and in words; `why` says what is open about it. */
export function lastOf(exposures: readonly Exposure[], why?: string): Pick<Answer, 'evidence' | 'detail'> {
  const last = exposures.at(-1);
  if (!last) return { evidence: [], detail: {} };
  const { when } = last;
  const lastDose = when && (when.span.first === when.span.last ? formatDay(when.span.last) : when.text);
  return {
    evidence: exposures.slice(-3).map(({ fact }) => evidenceOf(fact)),
    detail: { ...(lastDose && { lastDose }), ...(why && { why }) },
  };
}

function carriesDrugCode(fact: Fact): boolean {
  return fact.concepts.some((concept) =>
    list(concept.coding).some((coding) => /^[JQ]\d{4}$/.test(text(coding.code) ?? '')),
  );
}
