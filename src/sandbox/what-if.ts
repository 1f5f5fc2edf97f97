/** "What if the chart said otherwise?": a copy of the prefetched chart with single facts changed. */
import { list } from '../core/chart/read.js';
import { typeAndId } from '../core/chart/references.js';
import type { CodeableConcept } from '../core/fhir.js';
import { SYSTEM } from '../core/terminology/systems.js';
import type { Json } from './fhir-source.js';
import { added, filtered, mapped, resourcesOf, type Prefetch } from './prefetch-edits.js';

export interface WhatIf {
  /** Percent; null: never measured. */
  readonly lvef?: number | null;
  readonly removeAllergies?: true;
  readonly postalCode?: string;
  /** Of the ordered drug; null: it was never given. */
  readonly lastDoseDate?: string | null;
  /** FHIR resources. */
  readonly addFacts?: readonly Json[];
}

export interface WhatIfSubject {
  readonly patientId: string;
  readonly today: string;
  readonly drug: CodeableConcept;
  readonly isOrderedDrug: (concepts: readonly CodeableConcept[]) => boolean;
  readonly isLvef: (concept: CodeableConcept) => boolean;
}

/** One change: what is asked, and the chart as it would be. */
interface Change {
  readonly said: string;
  readonly apply: (chart: Prefetch) => Prefetch;
}

/** Types that record a dose of a drug, or bill one. */
const DOSES = ['MedicationAdministration', 'MedicationDispense', 'MedicationStatement', 'Procedure'];
const REACTIONS = ['AllergyIntolerance', 'AdverseEvent'];

/** The chart with these changes, and a sentence for each. */
export function whatIf(
  prefetch: Prefetch,
  wanted: WhatIf,
  subject: WhatIfSubject,
): { readonly prefetch: Prefetch; readonly notes: readonly string[] } {
  const changes = [
    lvefChange(wanted, subject),
    reactionsChange(wanted),
    addressChange(wanted),
    doseChange(wanted, subject),
    factsChange(wanted),
  ].filter((change) => change !== undefined);
  return {
    prefetch: changes.reduce((chart, { apply }) => apply(chart), prefetch),
    notes: changes.map(({ said }) => said),
  };
}

function lvefChange({ lvef }: WhatIf, subject: WhatIfSubject): Change | undefined {
  if (lvef === undefined) return undefined;
  const without = (chart: Prefetch) => filtered(chart, (resource) => !isLvef(resource, subject));
  return lvef === null
    ? { said: 'What if the ejection fraction was never measured?', apply: without }
    : {
        said: `What if the ejection fraction is ${lvef} % today?`,
        apply: (chart) => added(without(chart), lvefOf(lvef, subject)),
      };
}

function reactionsChange({ removeAllergies }: WhatIf): Change | undefined {
  if (!removeAllergies) return undefined;
  return {
    said: 'What if there are no allergies and adverse events in the chart?',
    apply: (chart) => filtered(chart, ({ resourceType }) => !REACTIONS.includes(String(resourceType))),
  };
}

function addressChange({ postalCode }: WhatIf): Change | undefined {
  if (postalCode === undefined) return undefined;
  return {
    said: `What if the patient lives in ZIP ${postalCode}?`,
    apply: (chart) =>
      mapped(chart, (resource) =>
        resource['resourceType'] === 'Patient' ? movedTo(resource, postalCode) : resource,
      ),
  };
}

function doseChange({ lastDoseDate }: WhatIf, subject: WhatIfSubject): Change | undefined {
  if (lastDoseDate === undefined) return undefined;
  const without = (chart: Prefetch) => {
    const medications = resourcesOf(chart, 'Medication');
    return filtered(chart, (resource) => !isDose(resource, medications, subject));
  };
  return lastDoseDate === null
    ? { said: 'What if the drug was never given?', apply: without }
    : {
        said: `What if the last dose was on ${lastDoseDate}?`,
        apply: (chart) => added(without(chart), doseOf(lastDoseDate, subject)),
      };
}

function factsChange({ addFacts = [] }: WhatIf): Change | undefined {
  if (addFacts.length === 0) return undefined;
  const many = addFacts.length === 1 ? 'entry' : 'entries';
  return {
    said: `What if the chart holds ${addFacts.length} more ${many}?`,
    apply: (chart) => addFacts.reduce(added, chart),
  };
}

function lvefOf(value: number, { today, patientId }: WhatIfSubject): Json {
  return {
    resourceType: 'Observation',
    id: 'what-if-lvef',
    status: 'final',
    code: {
      coding: [{ system: SYSTEM.loinc, code: '10230-1', display: 'Left ventricular ejection fraction' }],
    },
    subject: { reference: `Patient/${patientId}` },
    effectiveDateTime: today,
    valueQuantity: { value, unit: '%', system: 'http://unitsofmeasure.org', code: '%' },
  };
}

function doseOf(day: string, { drug, patientId }: WhatIfSubject): Json {
  return {
    resourceType: 'MedicationAdministration',
    id: 'what-if-dose',
    status: 'completed',
    medicationCodeableConcept: drug,
    subject: { reference: `Patient/${patientId}` },
    effectiveDateTime: day,
  };
}

function isLvef(resource: Json, subject: WhatIfSubject): boolean {
  const code = resource['code'] as CodeableConcept | undefined;
  return resource['resourceType'] === 'Observation' && code !== undefined && subject.isLvef(code);
}

/** A dose may name its drug by a Medication, inside it or beside it. */
function isDose(resource: Json, medications: readonly Json[], { isOrderedDrug }: WhatIfSubject): boolean {
  if (!DOSES.includes(String(resource['resourceType']))) return false;
  const { reference } = (resource['medicationReference'] ?? {}) as { reference?: unknown };
  const contained = list(resource['contained'] as Json[] | undefined);
  const medication =
    contained.find(({ id }) => reference === `#${String(id)}`) ??
    medications.find(({ id }) => typeAndId(reference) === `Medication/${String(id)}`);
  const concepts = [resource['medicationCodeableConcept'], medication?.['code'], resource['code']];
  return isOrderedDrug(concepts.filter((one) => one !== undefined) as CodeableConcept[]);
}

function movedTo(patient: Json, postalCode: string): Json {
  const [address] = list(patient['address'] as Json[] | undefined);
  return { ...patient, address: [{ use: 'home', state: address?.['state'] ?? 'GA', postalCode }] };
}
