/** Which drug a resource is about: inline, or in the Medication it refers to. */
import type { CodeableConcept, Reference } from '../fhir.js';
import type { Chart, Obtained } from './chart.js';
import { list } from './read.js';
import { resolve } from './references.js';

type Loose = Record<string, unknown>;

/** The drug of an administration, dispense, statement, request, or of a Medication itself. */
export function medicationConcepts(chart: Chart, obtained: Obtained): readonly CodeableConcept[] {
  const source = obtained.resource as unknown as Loose;
  if (obtained.resource.resourceType === 'Medication')
    return list(source['code'] as CodeableConcept | undefined);
  const inline = list(source['medicationCodeableConcept'] as CodeableConcept | undefined);
  const reference = source['medicationReference'] as Reference | undefined;
  const medication = resolve(chart, reference, obtained);
  const referred = medication ? medicationConcepts(chart, medication) : [];
  const display =
    typeof reference?.display === 'string' && referred.length === 0 ? [{ text: reference.display }] : [];
  return [...inline, ...referred, ...display];
}
