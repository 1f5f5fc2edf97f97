/** One resource of the chart as the policy asks about it. Most are asked about little or nothing, so each answer is worked out when it is asked for. */
import type { CodeableConcept, FhirResource, Reference } from '../fhir.js';
import type { Chart, Obtained } from './chart.js';
import { medicationConcepts } from './medication-concepts.js';
import { momentOf, type Moment } from './moment.js';
import { list } from './read.js';
import { resolve } from './references.js';
import { standingOf, type Standing, type StatusFilters } from './standing.js';

type Loose = Record<string, unknown>;
/** Steps from the resource to an element. */
type Path = readonly string[];

/** Where each type says what it is about. Medications say it in their own way, see medicationConcepts. */
const CONCEPT_ELEMENTS: Readonly<Record<string, string>> = {
  Condition: 'code',
  AllergyIntolerance: 'code',
  Observation: 'code',
  Procedure: 'code',
  AdverseEvent: 'event',
  DocumentReference: 'type',
  RelatedPerson: 'relationship',
  ServiceRequest: 'code',
  Task: 'code',
  Encounter: 'type',
};

/** Where each type says when, best first. `a.b` is a nested element. */
const DATES = paths({
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
});

/** When it was written down, for what does not say when it happened. */
const RECORDED = paths({
  Condition: ['recordedDate'],
  AllergyIntolerance: ['recordedDate'],
  AdverseEvent: ['recordedDate'],
});

const NO_PATHS: readonly Path[] = [];

export class Fact {
  readonly obtained: Obtained;
  readonly #chart: Chart;
  readonly #filters: StatusFilters;
  #concepts: readonly CodeableConcept[] | undefined;
  #standing: Standing | undefined;
  #moments: { readonly happened: Moment | undefined; readonly recorded: Moment | undefined } | undefined;

  constructor(obtained: Obtained, chart: Chart, filters: StatusFilters) {
    this.obtained = obtained;
    this.#chart = chart;
    this.#filters = filters;
  }

  get resource(): FhirResource {
    return this.obtained.resource;
  }

  get reference(): string {
    return this.obtained.reference;
  }

  /** What the resource is about: the diagnosis, the observation's code, the drug, the event … */
  get concepts(): readonly CodeableConcept[] {
    return (this.#concepts ??= conceptsOf(this.#chart, this.obtained));
  }

  /** May it count, judged by its status? */
  get standing(): Standing {
    return (this.#standing ??= standingOf(this.resource, this.#filters));
  }

  /** When it happened, as far as the resource tells; else when it was recorded. */
  get when(): Moment | undefined {
    const { happened, recorded } = this.#when();
    return happened ?? recorded;
  }

  /** `when` is the day it was written down, or of the visit in which it was; it may have happened long before. */
  get recordedOnly(): boolean {
    const { happened, recorded } = this.#when();
    return happened === undefined && recorded !== undefined;
  }

  #when(): { readonly happened: Moment | undefined; readonly recorded: Moment | undefined } {
    if (this.#moments) return this.#moments;
    const happened = momentAt(this.resource, DATES.get(this.resource.resourceType));
    const recorded = happened ? undefined : recordedAt(this.#chart, this.obtained);
    return (this.#moments = { happened, recorded });
  }
}

function conceptsOf(chart: Chart, obtained: Obtained): readonly CodeableConcept[] {
  const element = CONCEPT_ELEMENTS[obtained.resource.resourceType];
  if (element === undefined) return medicationConcepts(chart, obtained);
  const source = obtained.resource as unknown as Loose;
  return list(source[element] as CodeableConcept | readonly CodeableConcept[] | undefined);
}

function recordedAt(chart: Chart, obtained: Obtained): Moment | undefined {
  const { resource } = obtained;
  const recorded = momentAt(resource, RECORDED.get(resource.resourceType));
  if (recorded) return recorded;
  const { encounter, context } = resource as { encounter?: Reference; context?: Reference };
  const visit = resolve(chart, encounter ?? context, obtained)?.resource;
  return visit && momentAt(visit, VISIT_START);
}

const VISIT_START: readonly Path[] = [['period', 'start']];

/** The first of these elements that holds a date. */
function momentAt(resource: FhirResource, elements: readonly Path[] = NO_PATHS): Moment | undefined {
  for (const path of elements) {
    const moment = momentOf(at(resource as unknown as Loose, path));
    if (moment) return moment;
  }
  return undefined;
}

/** Of what repeats, the first. */
function at(source: Loose, path: Path): unknown {
  let value: unknown = source;
  for (const step of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = list((value as Loose)[step])[0];
  }
  return value;
}

function paths(table: Readonly<Record<string, readonly string[]>>): ReadonlyMap<string, readonly Path[]> {
  return new Map(
    Object.entries(table).map(([type, elements]) => [type, elements.map((one) => one.split('.'))]),
  );
}
