/**
 * The chart as the policy asks about it: per resource type a list of facts with what they are about, whether they
 * count and when they happened, worked out once per call. Resources of another patient are not facts.
 */
import type { CodeableConcept, FhirResource, Reference } from '../fhir.js';
import type { Chart, Obtained } from './chart.js';
import { momentOf, type Moment } from './moment.js';
import { medicationConcepts } from './medication-concepts.js';
import { list } from './read.js';
import { resolve, typeAndId } from './references.js';
import type { CompiledValueSet, SharedIndex } from '../terminology/types.js';
import { standingOf, type Standing, type StatusFilters } from './standing.js';

export interface Fact {
  readonly obtained: Obtained;
  readonly resource: FhirResource;
  readonly reference: string;
  /** What the resource is about: the diagnosis, the observation's code, the drug, the event … */
  readonly concepts: readonly CodeableConcept[];
  readonly standing: Standing;
  readonly when?: Moment;
  /** `when` is the day it was written down, or of the visit in which it was; it may have happened long before. */
  readonly recordedOnly?: true;
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
  Condition: ['onsetDateTime', 'onsetPeriod.start'],
  AllergyIntolerance: ['lastOccurrence', 'reaction.onset', 'onsetDateTime', 'onsetPeriod.start'],
  Observation: ['effectiveDateTime', 'effectiveInstant', 'effectivePeriod.start', 'issued'],
  Procedure: ['performedDateTime', 'performedPeriod.start'],
  AdverseEvent: ['date', 'detected'],
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

/** When it was written down, for what does not say when it happened. */
const RECORDED_PATHS: Record<string, readonly string[]> = {
  Condition: ['recordedDate'],
  AllergyIntolerance: ['recordedDate'],
  AdverseEvent: ['recordedDate'],
};

const PATIENT_ELEMENTS = ['subject', 'patient', 'beneficiary', 'for'];

export class Facts {
  readonly #chart: Chart;
  readonly #patientId: string;
  readonly #filters: StatusFilters;
  readonly #inHand: ReadonlySet<FhirResource>;
  readonly #byType = new Map<string, readonly Fact[]>();
  readonly #counting = new Map<string, readonly Fact[]>();
  readonly #bySet = new Map<string, ReadonlyMap<string, readonly Fact[]>>();

  /** @param inHand the orders being asked about, which are no facts of the chart */
  constructor(
    chart: Chart,
    patientId: string,
    filters: StatusFilters,
    inHand: ReadonlySet<FhirResource> = new Set(),
  ) {
    this.#inHand = inHand;
    this.#chart = chart;
    this.#patientId = patientId;
    this.#filters = filters;
  }

  /** Facts of one type that are not `never`, drafts of this call excluded (an order being signed is not history). */
  of(resourceType: string): readonly Fact[] {
    let facts = this.#counting.get(resourceType);
    if (!facts) {
      facts = this.every(resourceType).filter((fact) => fact.standing !== 'never');
      this.#counting.set(resourceType, facts);
    }
    return facts;
  }

  /** Those of `of` that are about something in one of the value sets; each is looked at once for all sets. */
  in(resourceType: string, sets: readonly CompiledValueSet[]): readonly Fact[] {
    const [first, ...others] = sets;
    if (!first) return [];
    // A set that stands alone has no index to ask.
    if (!first.shared) return this.of(resourceType);
    const index = this.#index(resourceType, first.shared);
    const found = index.get(first.id) ?? [];
    if (others.length === 0) return found;
    return [...new Set([found, ...others.map((set) => index.get(set.id) ?? [])].flat())];
  }

  #index(resourceType: string, shared: SharedIndex): ReadonlyMap<string, readonly Fact[]> {
    const known = this.#bySet.get(resourceType);
    if (known) return known;
    const index = new Map<string, Fact[]>();
    for (const fact of this.of(resourceType)) {
      for (const concept of fact.concepts) {
        for (const id of shared.matches(concept).keys()) {
          const facts = index.get(id);
          if (!facts) index.set(id, [fact]);
          else if (facts.at(-1) !== fact) facts.push(fact);
        }
      }
    }
    this.#bySet.set(resourceType, index);
    return index;
  }

  /** Also refuted, cancelled and not-done ones: for saying that something was seen and not counted. */
  every(resourceType: string): readonly Fact[] {
    const known = this.#byType.get(resourceType);
    if (known) return known;
    const facts = this.#chart
      .all(resourceType)
      .filter(({ resource, source }) => source !== 'draft' && !this.#inHand.has(resource))
      .filter(({ resource }) => this.#isOfPatient(resource))
      .map((obtained) => this.#fact(obtained));
    this.#byType.set(resourceType, facts);
    return facts;
  }

  get chart(): Chart {
    return this.#chart;
  }

  #fact(obtained: Obtained): Fact {
    const { resource, reference } = obtained;
    const happened = momentAt(resource, DATE_PATHS[resource.resourceType] ?? []);
    const when = happened ?? this.#recorded(obtained);
    return {
      obtained,
      resource,
      reference,
      concepts: this.#concepts(obtained),
      standing: standingOf(resource, this.#filters),
      ...(when && { when }),
      ...(when && !happened && { recordedOnly: true as const }),
    };
  }

  #concepts(obtained: Obtained): readonly CodeableConcept[] {
    const source = obtained.resource as unknown as Loose;
    const paths = CONCEPT_PATHS[obtained.resource.resourceType];
    if (paths) return paths.flatMap((path) => list(source[path] as CodeableConcept | CodeableConcept[]));
    return medicationConcepts(this.#chart, obtained);
  }

  #recorded(obtained: Obtained): Moment | undefined {
    const { resource } = obtained;
    const { encounter, context } = resource as { encounter?: Reference; context?: Reference };
    const visit = resolve(this.#chart, encounter ?? context, obtained)?.resource;
    return (
      momentAt(resource, RECORDED_PATHS[resource.resourceType] ?? []) ??
      (visit && momentAt(visit, ['period.start']))
    );
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

/** The first of these elements that holds a date. */
function momentAt(resource: FhirResource, paths: readonly string[]): Moment | undefined {
  for (const path of paths) {
    const moment = momentOf(at(resource as unknown as Loose, path));
    if (moment) return moment;
  }
  return undefined;
}

/** Of what repeats, the first. */
function at(source: Loose, path: string): unknown {
  let value: unknown = source;
  for (const step of path.split('.')) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = list((value as Loose)[step])[0];
  }
  return value;
}
