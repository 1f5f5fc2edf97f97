/**
 * What one FHIR answer holds, whether it came as prefetch or was read: the resources of this patient, and what
 * keeps the answer from being the whole truth. Any JSON is taken; nothing throws.
 */
import type { Availability, Obtained } from '../core/chart/chart.js';
import { list, text } from '../core/chart/read.js';
import { typeAndId } from '../core/chart/references.js';
import type { Provenance } from '../core/evidence.js';
import type { FhirResource, OperationOutcome } from '../core/fhir.js';
import { unaskedOf } from './not-asked.js';
import { shortfall } from './outcome.js';
import { isAnothers } from './patient.js';
import { isResourceType } from './query.js';

export interface Origin {
  readonly patientId: string;
  readonly source: Provenance;
  /** Name of the query, to tell resources without an id apart. */
  readonly key: string;
  /** The resource type that was asked for; absent when nothing in particular was. */
  readonly expected?: string;
  readonly page?: number;
}

export interface Answer {
  /** Everything usable, of any type. */
  readonly obtained: readonly Obtained[];
  /** How many of these are of the expected type. */
  readonly fits: number;
  /** Why something may be missing; empty for a whole answer. */
  readonly shortfalls: readonly string[];
  /** Entries of the Bundle, outcomes included; `total` is not to be trusted (facts: quirks 11 and 12). */
  readonly entries: number;
  /** The `next` link, as the server wrote it. */
  readonly next?: string;
}

/** A Bundle may hold Bundles (the answer to a batch), but no deeper than this. */
const MAX_DEPTH = 2;

export function readAnswer(value: unknown, origin: Origin): Answer {
  const collector = new Collector(origin);
  collector.resource(value, undefined, undefined, 0);
  return collector.answer();
}

/** `seen`: something of what was asked for did come. */
export function availabilityOf(shortfalls: readonly string[], seen: boolean): Availability {
  if (shortfalls.length === 0) return { state: 'complete' };
  return { state: seen ? 'partial' : 'unavailable', reason: [...new Set(shortfalls)].join('; ') };
}

class Collector {
  readonly #origin: Origin;
  readonly #obtained: Obtained[] = [];
  readonly #shortfalls: string[] = [];
  /** fullUrls of other patients in the answer, once there is one. */
  #anothersUrls: Set<string> | undefined;
  #fits = 0;
  #entries = 0;
  #anothers = 0;
  #unreadable = 0;
  #misfit: string | undefined;
  #next: string | undefined;

  constructor(origin: Origin) {
    this.#origin = origin;
  }

  resource(value: unknown, fullUrl: string | undefined, mode: unknown, depth: number): void {
    const type = isObject(value) ? text(value['resourceType']) : undefined;
    if (!isObject(value) || type === undefined || !this.#isType(type)) this.#unreadable += 1;
    else if (type === 'OperationOutcome' || mode === 'outcome') this.#outcome(value);
    else if (type === 'Bundle') this.#bundle(value, depth);
    else if (isAnothers(value, this.#origin.patientId, this.#anothersUrls)) this.#anothers += 1;
    else this.#take(value, type, fullUrl, mode);
  }

  #isType(type: string): boolean {
    return type === this.#origin.expected || isResourceType(type);
  }

  answer(): Answer {
    const { expected } = this.#origin;
    const shortfalls = this.#shortfalls;
    if (this.#fits === 0 && this.#misfit !== undefined)
      shortfalls.push(`${this.#misfit} instead of ${expected}`);
    if (this.#anothers > 0)
      shortfalls.push(`left out ${count(this.#anothers, 'resource')} of another patient`);
    if (this.#unreadable > 0) shortfalls.push(`left out ${count(this.#unreadable, 'unreadable resource')}`);
    const answer = { obtained: this.#obtained, fits: this.#fits, shortfalls, entries: this.#entries };
    return this.#next === undefined ? answer : { ...answer, next: this.#next };
  }

  #bundle(bundle: Record<string, unknown>, depth: number): void {
    if (depth >= MAX_DEPTH) {
      this.#unreadable += 1;
      return;
    }
    const given = list(bundle['entry'] as object | null | undefined);
    for (const entry of given) if (isObject(entry)) this.#notePatient(entry);
    for (const entry of given) {
      if (isObject(entry)) this.#entry(entry, depth);
      else this.#unreadable += 1;
    }
    const next = list(bundle['link'] as object | null | undefined).find(
      (link) => isObject(link) && link['relation'] === 'next',
    );
    if (depth === 0 && next) this.#next = text((next as { url?: unknown }).url);
  }

  /** Entries after or before this one may name their patient by its urn alone. */
  #notePatient({ fullUrl, resource }: Record<string, unknown>): void {
    if (!isObject(resource) || resource['resourceType'] !== 'Patient') return;
    const url = text(fullUrl);
    if (url !== undefined && isAnothers(resource, this.#origin.patientId))
      (this.#anothersUrls ??= new Set()).add(url);
  }

  #entry(entry: Record<string, unknown>, depth: number): void {
    this.#entries += 1;
    const failed = failedStatus(entry);
    if (failed !== undefined) this.#shortfalls.push(failed);
    else if (isObject(entry['resource'])) {
      const search = entry['search'];
      const mode = isObject(search) ? search['mode'] : undefined;
      this.resource(entry['resource'], text(entry['fullUrl']), mode, depth + 1);
    } else if (!isObject(entry['response'])) this.#unreadable += 1;
  }

  #outcome(outcome: Record<string, unknown>): void {
    const reason = shortfall(outcome as unknown as OperationOutcome);
    if (reason !== undefined) this.#shortfalls.push(reason);
  }

  /** Without `search.mode` an entry is a match (quirk 14), yet servers also leave it out beside included resources. */
  #take(value: Record<string, unknown>, type: string, fullUrl: string | undefined, mode: unknown): void {
    const { source, page, expected } = this.#origin;
    const unasked = unaskedOf(value);
    if (unasked !== undefined) {
      // It is an answer, if only the one that nobody knows: asking the server again would give the same.
      if (type === expected) this.#fits += 1;
      if (unasked.counts) this.#shortfalls.push(unasked.reason);
      return;
    }
    if (type === expected) this.#fits += 1;
    else if (expected !== undefined && mode !== 'include') this.#misfit ??= type;
    const resource = value as unknown as FhirResource;
    const reference = this.#reference(value, type, fullUrl);
    const obtained: Obtained =
      page === undefined ? { resource, reference, source } : { resource, reference, source, page };
    this.#obtained.push(obtained);
    // Other entries refer to this one by its urn, and only its entry says which urn that is.
    if (fullUrl?.startsWith('urn:') && fullUrl !== reference)
      this.#obtained.push({ ...obtained, reference: fullUrl });
  }

  /** The resource's own type and id: fullUrl may name another host (quirk 13) and is only used when there is no id. */
  #reference(value: Record<string, unknown>, type: string, fullUrl: string | undefined): string {
    const id = text(value['id'])?.trim();
    if (id !== undefined) return `${type}/${id}`;
    const { key, page } = this.#origin;
    return (
      typeAndId(fullUrl) ?? fullUrl ?? `${type} without id (${key} ${page ?? 1}.${this.#obtained.length + 1})`
    );
  }
}

/** The status of a `response` that is not a success, such as `403`. */
export function failedStatus(wrapper: Record<string, unknown>): string | undefined {
  const response = wrapper['response'];
  if (!isObject(response)) return undefined;
  const { status } = response;
  const code =
    typeof status === 'number' || typeof status === 'string'
      ? /^\s*(\d{3})/.exec(String(status))?.[1]
      : undefined;
  return code === undefined || code.startsWith('2') ? undefined : code;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
