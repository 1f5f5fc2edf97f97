/**
 * What the service knows of the patient: resources by reference, and for each thing it asked for whether the
 * answer was complete. The chart grows (prefetch, then reads) through `with…`; a chart value never changes.
 */
import type { FhirResource } from '../fhir.js';
import type { Provenance } from '../evidence.js';

/** A resource and how it reached the service. */
export interface Obtained {
  readonly resource: FhirResource;
  /** `Condition/c7`; for a contained resource `MedicationRequest/m1#med`. */
  readonly reference: string;
  readonly source: Provenance;
  /** Page of a search result the resource was on, from 1. */
  readonly page?: number;
  /** The text of an order that was read: JSON.parse does not keep every number, and an order is given back unchanged (CI-04). */
  readonly json?: string;
}

/**
 * The four states of a prefetch key, and the outcome of a read.
 * - `complete`: asked and fully answered, also when the answer is "nothing".
 * - `partial`: some of it was seen; what was seen counts, what was not seen cannot be ruled out.
 * - `unavailable`: asked and refused, failed, or could not be asked.
 */
export type Availability =
  | { readonly state: 'complete' }
  | { readonly state: 'partial'; readonly reason: string }
  | { readonly state: 'unavailable'; readonly reason: string };

/** One thing to read from the EHR. */
export type ReadRequest =
  | { readonly kind: 'read'; readonly key: string; readonly resourceType: string; readonly id: string }
  | {
      readonly kind: 'search';
      /** Stable name of the query (also the prefetch key), such as `conditions`. */
      readonly key: string;
      readonly resourceType: string;
      /** Search parameters without the patient, such as `{ code: '10230-1' }`. */
      readonly params: Readonly<Record<string, string>>;
      /** `patient` or `subject`: the parameter that names the patient. */
      readonly patientParam: string;
    };

/** What came of one read. */
export interface ReadResult {
  readonly key: string;
  readonly availability: Availability;
  readonly obtained: readonly Obtained[];
  /** Link to the next page of a partial search result, as the server wrote it: reading can go on from there. */
  readonly next?: string;
}

const NONE: readonly Obtained[] = [];

export class Chart {
  readonly #byReference: ReadonlyMap<string, Obtained>;
  /** Worked out when it is first asked for: a chart that only grows into the next never is. */
  #byType: ReadonlyMap<string, readonly Obtained[]> | undefined;
  readonly #availability: ReadonlyMap<string, Availability>;
  readonly #base: string | undefined;

  private constructor(
    byReference: ReadonlyMap<string, Obtained>,
    availability: ReadonlyMap<string, Availability>,
    base?: string,
  ) {
    this.#base = base === undefined ? undefined : `${base.replace(/\/+$/, '')}/`;
    this.#byReference = byReference;
    this.#availability = availability;
  }

  /** `base` is the FHIR server that can be read from, when there is one. */
  static empty(base?: string): Chart {
    return new Chart(new Map(), new Map(), base);
  }

  /** Can a reference with this absolute URL be read? Only on the call's own server: elsewhere the same id is another resource. */
  isOnServer(url: string): boolean {
    return this.#base === undefined || url.startsWith(this.#base);
  }

  /** A chart that also holds these answers. The first copy of a resource wins: what the call carries is newer than what a server stored. */
  with(results: readonly ReadResult[]): Chart {
    const byReference = new Map(this.#byReference);
    const availability = new Map(this.#availability);
    for (const result of results) {
      availability.set(result.key, result.availability);
      for (const obtained of result.obtained) {
        if (!byReference.has(obtained.reference)) byReference.set(obtained.reference, obtained);
      }
    }
    return new Chart(byReference, availability, this.#base);
  }

  /** A chart that also holds these resources, without a word on whether they are all there is. */
  withResources(obtained: readonly Obtained[]): Chart {
    const byReference = new Map(this.#byReference);
    for (const one of obtained) if (!byReference.has(one.reference)) byReference.set(one.reference, one);
    return new Chart(byReference, this.#availability, this.#base);
  }

  /** A resource by its `Type/id` (or by the fullUrl it came with). */
  get(reference: string): Obtained | undefined {
    return this.#byReference.get(reference);
  }

  all(resourceType: string): readonly Obtained[] {
    return (this.#byType ??= byTypeOf(this.#byReference)).get(resourceType) ?? NONE;
  }

  /** Everything, each resource once. */
  resources(): readonly Obtained[] {
    const resources: Obtained[] = [];
    for (const ofType of (this.#byType ??= byTypeOf(this.#byReference)).values())
      for (const obtained of ofType) resources.push(obtained);
    return resources;
  }

  /** Undefined when the key was never asked for. */
  availability(key: string): Availability | undefined {
    return this.#availability.get(key);
  }

  /** Everything that was asked for and not fully answered: `conditions: 403`. */
  get shortcomings(): readonly { readonly key: string; readonly availability: Availability }[] {
    const shortcomings: { readonly key: string; readonly availability: Availability }[] = [];
    for (const [key, availability] of this.#availability)
      if (availability.state !== 'complete') shortcomings.push({ key, availability });
    return shortcomings;
  }
}

/** Each resource once, though it may be known by several references. */
function byTypeOf(byReference: ReadonlyMap<string, Obtained>): ReadonlyMap<string, readonly Obtained[]> {
  const byType = new Map<string, Obtained[]>();
  // Until one comes under another name than its own, none can come twice.
  let seen: Set<FhirResource> | undefined;
  for (const [reference, obtained] of byReference) {
    const { resourceType, id } = obtained.resource;
    let first = obtained;
    if (!isOwnName(reference, resourceType, id)) {
      // A copy that came again under a fullUrl is the same resource.
      if (id !== undefined) first = byReference.get(`${resourceType}/${id}`) ?? obtained;
      seen ??= new Set([...byType.values()].flatMap((list) => list.map(({ resource }) => resource)));
    }
    if (seen?.has(first.resource)) continue;
    seen?.add(first.resource);
    const list = byType.get(resourceType);
    if (list) list.push(first);
    else byType.set(resourceType, [first]);
  }
  return byType;
}

/** Is it `Type/id`? Compared without putting the two together, which would be done for each resource of the chart. */
function isOwnName(reference: string, resourceType: string, id: unknown): boolean {
  return (
    typeof id === 'string' &&
    reference.length === resourceType.length + 1 + id.length &&
    reference.charCodeAt(resourceType.length) === SLASH &&
    reference.startsWith(resourceType) &&
    reference.endsWith(id)
  );
}

const SLASH = 47;
