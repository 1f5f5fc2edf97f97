/**
 * The chart as the policy asks about it: per resource type a list of facts with what they are about, whether they
 * count and when they happened, worked out once per call. Resources of another patient are not facts.
 */
import type { CodeableConcept, FhirResource, Reference } from '../fhir.js';
import type { Evidence } from '../evidence.js';
import type { Chart, Obtained } from './chart.js';
import { momentOf, type Moment } from './moment.js';
import { displayOf, list } from './read.js';
import { resolve, typeAndId } from './references.js';
import { standingOf, type Standing, type StatusFilters } from './standing.js';

export interface Fact {
  readonly obtained: Obtained;
  readonly resource: FhirResource;
  readonly reference: string;
  /** What the resource is about: the diagnosis, the observation's code, the drug, the event … */
  readonly concepts: readonly CodeableConcept[];
  readonly standing: Standing;
  readonly when?: Moment;
}

type Loose = Record<string, unknown>;

/** Where each type says what it is about. Medications and reactions are found in their own functions below. */
const CONCEPT_PATHS: Record<string, readonly string[]> = {
  Condition: ['code'],
  AllergyIntolerance: ['code'],
  Observation: ['code'],
  Procedure: ['code'],
  AdverseEvent: ['event'],
  DocumentReference: ['type'],
  RelatedPerson: ['relationship'],
  ServiceRequest: ['code'],
  Task: ['code'],
  Encounter: ['type'],
};

/** Where each type says when, best first. `a.b` is a nested element. */
const DATE_PATHS: Record<string, readonly string[]> = {
  Condition: ['onsetDateTime', 'onsetPeriod.start', 'recordedDate'],
  AllergyIntolerance: ['lastOccurrence', 'onsetDateTime', 'onsetPeriod.start', 'recordedDate'],
  Observation: ['effectiveDateTime', 'effectiveInstant', 'effectivePeriod.start', 'issued'],
  Procedure: ['performedDateTime', 'performedPeriod.start'],
  AdverseEvent: ['date', 'detected', 'recordedDate'],
  MedicationAdministration: ['effectiveDateTime', 'effectivePeriod.start'],
  MedicationDispense: ['whenHandedOver', 'whenPrepared'],
  MedicationStatement: ['effectivePeriod.end', 'effectiveDateTime', 'effectivePeriod.start'],
  MedicationRequest: ['authoredOn'],
  DocumentReference: ['context.period.start', 'date'],
  Encounter: ['period.start'],
  ServiceRequest: ['occurrenceDateTime', 'occurrencePeriod.start', 'occurrenceTiming.event'],
  Task: ['authoredOn', 'lastModified'],
  QuestionnaireResponse: ['authored'],
  ClaimResponse: ['created'],
};

const PATIENT_ELEMENTS = ['subject', 'patient', 'beneficiary', 'for'];

export class Facts {
  readonly #chart: Chart;
  readonly #patientId: string;
  readonly #filters: StatusFilters;
  readonly #byType = new Map<string, readonly Fact[]>();

  constructor(chart: Chart, patientId: string, filters: StatusFilters) {
    this.#chart = chart;
    this.#patientId = patientId;
    this.#filters = filters;
  }

  /** Facts of one type that are not `never`, drafts of this call excluded (an order being signed is not history). */
  of(resourceType: string): readonly Fact[] {
    return this.every(resourceType).filter((fact) => fact.standing !== 'never');
  }

  /** Also refuted, cancelled and not-done ones: for saying that something was seen and not counted. */
  every(resourceType: string): readonly Fact[] {
    const known = this.#byType.get(resourceType);
    if (known) return known;
    const facts = this.#chart
      .all(resourceType)
      .filter((obtained) => obtained.source !== 'draft' && this.#isOfPatient(obtained.resource))
      .map((obtained) => this.#fact(obtained));
    this.#byType.set(resourceType, facts);
    return facts;
  }

  get chart(): Chart {
    return this.#chart;
  }

  #fact(obtained: Obtained): Fact {
    const { resource, reference } = obtained;
    const when = this.#when(obtained);
    return {
      obtained,
      resource,
      reference,
      concepts: this.#concepts(obtained),
      standing: standingOf(resource, this.#filters),
      ...(when && { when }),
    };
  }

  #concepts(obtained: Obtained): readonly CodeableConcept[] {
    const source = obtained.resource as unknown as Loose;
    const paths = CONCEPT_PATHS[obtained.resource.resourceType];
    if (paths) return paths.flatMap((path) => list(source[path] as CodeableConcept | CodeableConcept[]));
    return medicationConcepts(this.#chart, obtained);
  }

  #when(obtained: Obtained): Moment | undefined {
    const source = obtained.resource as unknown as Loose;
    for (const path of DATE_PATHS[obtained.resource.resourceType] ?? []) {
      const moment = momentOf(list(at(source, path))[0]);
      if (moment) return moment;
    }
    const encounter = resolve(this.#chart, source['encounter'] as Reference | undefined, obtained);
    return encounter && momentOf(at(encounter.resource as unknown as Loose, 'period.start'));
  }

  #isOfPatient(resource: FhirResource): boolean {
    const source = resource as unknown as Loose;
    for (const element of PATIENT_ELEMENTS) {
      const named = typeAndId((source[element] as Reference | undefined)?.reference);
      if (named?.startsWith('Patient/')) return named === `Patient/${this.#patientId}`;
    }
    return true;
  }
}

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

/**
 * A fact as evidence for the record: reference, date, status, code and how it was obtained. `words` name it where the chart has a bare code.
 */
export function evidenceOf(fact: Fact, note?: string, words?: string): Evidence {
  const concept = fact.concepts[0];
  const coding = list(concept?.coding)[0];
  const display = chartWords(concept) ?? words ?? displayOf(concept);
  const code = coding?.code && (coding.system ? `${coding.system}|${coding.code}` : coding.code);
  const status = statusText(fact.resource as unknown as Loose);
  return {
    reference: fact.reference,
    source: fact.obtained.source,
    ...(fact.when && { date: fact.when.text }),
    ...(status && { status }),
    ...(code && { code }),
    ...(display && { display: display.slice(0, 120) }),
    ...(note && { note }),
  };
}

/** What the chart itself calls it; a code alone is no word. */
function chartWords(concept: CodeableConcept | undefined): string | undefined {
  const display = displayOf(concept);
  return list(concept?.coding).some((coding) => coding.code === display) ? undefined : display;
}

function statusText(source: Loose): string | undefined {
  const clinical = displayCode(source['clinicalStatus']);
  const verification = displayCode(source['verificationStatus']);
  const status = typeof source['status'] === 'string' ? source['status'] : undefined;
  return [clinical, verification, status].filter(Boolean).join(', ') || undefined;
}

function displayCode(concept: unknown): string | undefined {
  const code = list((concept as CodeableConcept | undefined)?.coding)[0]?.code;
  return typeof code === 'string' ? code : undefined;
}

function at(source: Loose, path: string): unknown {
  let value: unknown = source;
  for (const step of path.split('.')) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Loose)[step];
  }
  return value;
}
