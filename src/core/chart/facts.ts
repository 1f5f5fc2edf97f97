/**
 * The chart as the policy asks about it: per resource type a list of facts, and those of them that are about something in a value set.
 * Worked out once per chart. Resources of another patient are not facts.
 */
import type { FhirResource, Reference } from '../fhir.js';
import type { Chart } from './chart.js';
import { Fact } from './fact.js';
import { typeAndId } from './references.js';
import type { SharedIndex } from '../terminology/types.js';
import { matchConcept, type CompiledValueSet } from '../terminology/value-set.js';
import type { StatusFilters } from './standing.js';

type Loose = Record<string, unknown>;

const NONE: readonly Fact[] = [];
const PATIENT_ELEMENTS = ['subject', 'patient', 'beneficiary', 'for'];

/** The facts of one type that are about something in a value set. */
interface About {
  /** In any of them, also those that do not count. */
  readonly any: readonly Fact[];
  /** Those that count, by the id of the set. */
  readonly bySet: ReadonlyMap<string, readonly Fact[]>;
}

export class Facts {
  readonly #chart: Chart;
  /** `Patient/p1` */
  readonly #patient: string;
  readonly #filters: StatusFilters;
  readonly #inHand: ReadonlySet<FhirResource>;
  readonly #byType = new Map<string, readonly Fact[]>();
  readonly #counting = new Map<string, readonly Fact[]>();
  readonly #byAbout = new Map<string, About>();

  /** @param inHand the orders being asked about, which are no facts of the chart */
  constructor(
    chart: Chart,
    patientId: string,
    filters: StatusFilters,
    inHand: ReadonlySet<FhirResource> = new Set(),
  ) {
    this.#inHand = inHand;
    this.#chart = chart;
    this.#patient = `Patient/${patientId}`;
    this.#filters = filters;
  }

  /** Facts of one type that are not `never`, drafts of this call excluded (an order being signed is not history). */
  of(resourceType: string): readonly Fact[] {
    const known = this.#counting.get(resourceType);
    if (known) return known;
    const every = this.every(resourceType);
    if (every.length === 0) return NONE;
    const facts = every.filter((fact) => fact.standing !== 'never');
    this.#counting.set(resourceType, facts);
    return facts;
  }

  /** Those of `of` that are about something in one of the value sets; each is looked at once for all sets. */
  in(resourceType: string, sets: readonly CompiledValueSet[]): readonly Fact[] {
    if (sets.length === 0) return NONE;
    const shared = sets[0]?.shared;
    // A set that stands alone has no index to ask.
    if (!shared)
      return this.of(resourceType).filter(({ concepts }) =>
        concepts.some((concept) => sets.some((set) => matchConcept(set, concept))),
      );
    const index = this.#about(resourceType, shared).bySet;
    if (index.size === 0) return NONE;
    let first: readonly Fact[] = NONE;
    let several: Set<Fact> | undefined;
    for (const { id } of sets) {
      const facts = index.get(id);
      if (!facts) continue;
      if (first === NONE) first = facts;
      else {
        several ??= new Set(first);
        for (const fact of facts) several.add(fact);
      }
    }
    return several ? [...several] : first;
  }

  /** Those of `every` that can be in one of the value sets: of most charts few. */
  thatMayBeIn(resourceType: string, sets: readonly CompiledValueSet[]): readonly Fact[] {
    const shared = sets[0]?.shared;
    return shared ? this.#about(resourceType, shared).any : this.every(resourceType);
  }

  #about(resourceType: string, shared: SharedIndex): About {
    const known = this.#byAbout.get(resourceType);
    if (known) return known;
    const bySet = new Map<string, Fact[]>();
    const any: Fact[] = [];
    for (const fact of this.every(resourceType)) {
      for (const concept of fact.concepts) {
        const matches = shared.matches(concept);
        // Most of a chart is about nothing the policies ask, and then its status does not matter.
        if (matches.size === 0) continue;
        if (any.at(-1) !== fact) any.push(fact);
        if (fact.standing === 'never') continue;
        for (const id of matches.keys()) {
          const facts = bySet.get(id);
          if (!facts) bySet.set(id, [fact]);
          else if (facts.at(-1) !== fact) facts.push(fact);
        }
      }
    }
    const about = { any, bySet };
    this.#byAbout.set(resourceType, about);
    return about;
  }

  /** Also refuted, cancelled and not-done ones: for saying that something was seen and not counted. */
  every(resourceType: string): readonly Fact[] {
    const known = this.#byType.get(resourceType);
    if (known) return known;
    const all = this.#chart.all(resourceType);
    // Charts hold nothing of most types that are asked for.
    if (all.length === 0) return NONE;
    const facts: Fact[] = [];
    for (const obtained of all) {
      const { resource, source } = obtained;
      if (source === 'draft' || this.#inHand.has(resource) || !this.#isOfPatient(resource)) continue;
      facts.push(new Fact(obtained, this.#chart, this.#filters));
    }
    this.#byType.set(resourceType, facts);
    return facts;
  }

  get chart(): Chart {
    return this.#chart;
  }

  #isOfPatient(resource: FhirResource): boolean {
    const source = resource as unknown as Loose;
    for (const element of PATIENT_ELEMENTS) {
      const reference: unknown = (source[element] as Reference | null | undefined)?.reference;
      if (reference === undefined) continue;
      if (reference === this.#patient) return true;
      const named = typeAndId(reference);
      if (named?.startsWith('Patient/')) return named === this.#patient;
    }
    return true;
  }
}
