/**
 * Signs that the patient gives the drug, not a provider (gate S.ROUTE, facts/criteria.md A19). One sign alone proves
 * nothing: syringes are used by nurses too, and home infusion is ordered as `community`.
 */
import { codings, displayOf, list, text } from '../chart/read.js';
import { typeAndId } from '../chart/references.js';
import type { DrugResolution } from '../drug/types.js';
import type { Evidence } from '../evidence.js';
import type { Reference } from '../fhir.js';
import { medicationCategories } from './categories.js';
import type { Order } from './types.js';

const LONGEST_TEXT = 2_000;
const SELF = /\b(self[- ]?(inject|administ|infus|giv)\w*|yourself|themsel(f|ves)|himself|herself)\b/i;
const EACH_SELF = new RegExp(SELF, 'gi');
/** Before the hit in the same clause: "not for self-injection", "unable to self-administer". */
const NEGATED =
  /\b(no|not|never|don'?t|do not|cannot|can'?t|unable|without|refus\w+|declin\w+|instead of|rather than|non)\b[^.;,\n]{0,60}$/i;
const CLAUSE_END = /[.;,\n]/;
const PATIENT_WORD = /^(the )?(patient|self)\b/i;
/** Patient (person) */
const SNOMED_PATIENT = '116154003';

/** At most one sign of each kind: category, performer, product form, instruction. */
export function selfAdministrationSigns(order: Order, drug: DrugResolution): readonly Evidence[] {
  const sign = (path: string, note: string, more: Partial<Evidence> = {}): Evidence => ({
    reference: order.reference,
    path,
    source: order.obtained.source,
    note,
    ...more,
  });
  const signs: Evidence[] = [];
  if (medicationCategories(order.request).has('community')) {
    signs.push(sign('category', 'ordered for use in the community', { code: 'community' }));
  }
  const performer = performerPath(order);
  if (performer !== undefined) signs.push(sign(performer, 'the patient is to give it'));
  if (drug.selfAdministeredForm !== undefined) {
    const display = drug.selfAdministeredForm.replaceAll('_', ' ');
    signs.push(sign('medication', 'a form made for self-injection', { display }));
  }
  const instruction = instructionPath(order);
  if (instruction !== undefined) signs.push(sign(instruction, 'the instruction has the patient give it'));
  return signs;
}

function performerPath({ request }: Order): string | undefined {
  const isPatient = list<Reference>(request.performer).some(
    (reference) => typeAndId(reference.reference)?.startsWith('Patient/') || reference.type === 'Patient',
  );
  if (isPatient) return 'performer';
  const { performerType } = request;
  const coded = codings(performerType).some((coding) => coding.code === SNOMED_PATIENT);
  return coded || PATIENT_WORD.test(displayOf(performerType) ?? '') ? 'performerType' : undefined;
}

/** The element with the words, never the words themselves: evidence carries no free text. */
function instructionPath({ request }: Order): string | undefined {
  for (const dosage of list(request.dosageInstruction)) {
    if (saysSelf(dosage.patientInstruction)) return 'dosageInstruction.patientInstruction';
    if (saysSelf(dosage.text)) return 'dosageInstruction.text';
    if (list(dosage.additionalInstruction).some((concept) => saysSelf(displayOf(concept)))) {
      return 'dosageInstruction.additionalInstruction';
    }
  }
  return undefined;
}

function saysSelf(value: unknown): boolean {
  const words = text(value)?.slice(0, LONGEST_TEXT);
  if (words === undefined || !SELF.test(words)) return false;
  return [...words.matchAll(EACH_SELF)].some((hit) => {
    const clause = words.slice(0, hit.index).split(CLAUSE_END).at(-1) ?? '';
    return !NEGATED.test(clause);
  });
}
