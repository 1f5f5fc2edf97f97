/**
 * Every sign in the chart that the patient has had this molecule (biosimilars included), INIT.NEW and INIT.RESTART.
 * An order proves intent, not a dose; a dispense or statement is a dose someone else recorded.
 */
import type { Fact } from '../chart/fact.js';
import type { Facts } from '../chart/facts.js';
import { medicationConcepts } from '../chart/medication-concepts.js';
import { momentOf, type Moment } from '../chart/moment.js';
import { matchMolecule } from '../drug/molecule.js';
import type { DrugTables } from '../drug/tables.js';
import type { DrugResolution, MoleculeMatch } from '../drug/types.js';
import type { MedicationStatement } from '../fhir.js';

export type ExposureKind = 'administered' | 'billed' | 'dispensed' | 'stated' | 'ordered';

export interface Exposure {
  readonly kind: ExposureKind;
  readonly fact: Fact;
  /** When the dose was given, for a statement the last one; undefined when that cannot be told. */
  readonly when?: Moment;
  /** False when the status or the drug's identity leaves it open. */
  readonly certain: boolean;
}

const KINDS: readonly (readonly [string, ExposureKind])[] = [
  ['MedicationAdministration', 'administered'],
  ['Procedure', 'billed'],
  ['Claim', 'billed'],
  ['MedicationDispense', 'dispensed'],
  ['MedicationStatement', 'stated'],
  ['MedicationRequest', 'ordered'],
];

export function exposuresOf(facts: Facts, drug: DrugResolution, tables: DrugTables): readonly Exposure[] {
  const exposures: Exposure[] = [];
  for (const [resourceType, kind] of KINDS) {
    for (const fact of facts.of(resourceType)) {
      if (resourceType === 'MedicationRequest' && isDraft(fact)) continue;
      const match = matchFact(facts, fact, drug, tables);
      if (match === 'different' || (match === 'unknown' && kind === 'billed')) continue;
      const certain = match === 'same' && fact.standing !== 'unsure';
      const when = kind === 'stated' ? lastStated(fact) : fact.when;
      exposures.push({ kind, fact, certain, ...(when && { when }) });
    }
  }
  return exposures.sort((a, b) => (a.when?.span.last ?? -Infinity) - (b.when?.span.last ?? -Infinity));
}

/** Is this exposure a dose, or may it be one? All but orders. */
export function isDose({ kind }: Exposure): boolean {
  return kind !== 'ordered';
}

/** A dose in a record of giving it, which has its own day: nothing else can be counted. */
export function isGiven({ kind }: Exposure): boolean {
  return kind === 'administered' || kind === 'billed';
}

/** Is the fact's drug the ordered molecule? */
export function matchFact(facts: Facts, fact: Fact, drug: DrugResolution, tables: DrugTables): MoleculeMatch {
  const concepts = fact.concepts.length > 0 ? fact.concepts : medicationConcepts(facts.chart, fact.obtained);
  return matchMolecule(drug, concepts, tables);
}

/** The beginning of a therapy says nothing of its last dose, and one that is going on has had none yet. */
function lastStated({ resource }: Fact): Moment | undefined {
  const { status, effectivePeriod, effectiveDateTime } = resource as MedicationStatement;
  return momentOf(effectivePeriod?.end) ?? (status === 'active' ? undefined : momentOf(effectiveDateTime));
}

function isDraft(fact: Fact): boolean {
  return (fact.resource as { status?: unknown }).status === 'draft';
}
