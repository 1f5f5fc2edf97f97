/**
 * A small FHIR R4 API over a store in memory: read, create, update, delete, type search with paging and `_include`,
 * transaction, metadata. Knows FHIR, not HTTP (docs/adr/0003-embedded-fhir-server.md).
 */
import { randomUUID } from 'node:crypto';
import type { FhirStore, Json } from './fhir-store.js';
import { isRefused } from './refusals.js';

export interface FhirCall {
  readonly method: string;
  /** Below the base, without query: `Condition`, `Location/h1`, `metadata`, or empty for a page or a transaction. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: string;
  /** The base URL the client used, without a trailing slash; links are made from it. */
  readonly base: string;
}

export interface FhirReply {
  readonly status: number;
  /** Absent: no body. */
  readonly answer?: Json;
  readonly location?: string;
}

export interface FhirApiOptions {
  /** Entries on a page when the search does not say `_count`. */
  readonly pageSize?: number;
  /** Resource types the metadata declares. */
  readonly types?: readonly string[];
  /** With more than these nothing further is taken in. */
  readonly maxResources?: number;
}

/** Searches whose further pages are remembered; the oldest is forgotten first. */
const MOST_PAGES = 200;
const WITH_MEDICATION = /^Medication(Administration|Dispense|Request|Statement)$/;

export class FhirApi {
  readonly #store: FhirStore;
  readonly #options: FhirApiOptions;
  readonly #pages = new Map<string, { readonly entries: readonly Json[]; readonly size: number }>();

  constructor(store: FhirStore, options: FhirApiOptions = {}) {
    this.#store = store;
    this.#options = options;
  }

  answer(call: FhirCall): FhirReply {
    const { method, path } = call;
    if (method === 'GET') return this.#get(call);
    if (method !== 'DELETE' && this.#store.size >= (this.#options.maxResources ?? Infinity))
      return problem(507, 'too-costly');
    if (method === 'POST') return this.#post(call);
    const [type = '', id] = path.split('/');
    if (id === undefined) return problem(405, 'not-supported');
    if (method === 'DELETE')
      return this.#store.remove(type, id) ? { status: 204 } : problem(404, 'not-found');
    return method === 'PUT' ? this.#put(call, type, id) : problem(405, 'not-supported');
  }

  forgetPages(): void {
    this.#pages.clear();
  }

  #get({ path, query, base }: FhirCall): FhirReply {
    if (path === 'metadata') return { status: 200, answer: this.#metadata() };
    const cursor = query.get('cursor');
    if (path === '' && cursor !== null) {
      const page = this.#pages.get(cursor);
      return page
        ? { status: 200, answer: this.#searchset(page.entries, page.size, `${base}?cursor=${cursor}`, base) }
        : problem(410, 'expired');
    }
    const [type = '', id] = path.split('/');
    if (id !== undefined) {
      const resource = this.#store.read(type, decoded(id));
      return resource ? { status: 200, answer: resource } : problem(404, 'not-found');
    }
    return this.#search(type, query, base);
  }

  #search(type: string, query: URLSearchParams, base: string): FhirReply {
    if (isRefused(this.#store, type, query)) return problem(403, 'forbidden');
    const matches = this.#store.search(type, query);
    if (!matches) return problem(400, 'not-supported');
    const included = query.getAll('_include').flatMap((include) => {
      const element = include.split(':')[1] ?? '';
      return this.#store.referredFrom(matches, element);
    });
    const entries = [
      ...matches.map((resource) => entryOf(resource, 'match', base)),
      ...included.map((resource) => entryOf(resource, 'include', base)),
    ];
    const asked = Number(query.get('_count') ?? this.#options.pageSize ?? 50);
    const size = Math.max(1, Math.min(asked || 50, this.#options.pageSize ?? 1000));
    return {
      status: 200,
      answer: this.#searchset(entries, size, `${base}/${type}?${query.toString()}`, base),
    };
  }

  #searchset(entries: readonly Json[], size: number, self: string, base: string): Json {
    const link = [{ relation: 'self', url: self }];
    if (entries.length > size) {
      const cursor = randomUUID();
      if (this.#pages.size >= MOST_PAGES) this.#pages.delete(this.#pages.keys().next().value ?? '');
      this.#pages.set(cursor, { entries: entries.slice(size), size });
      link.push({ relation: 'next', url: `${base}?cursor=${cursor}` });
    }
    return {
      resourceType: 'Bundle',
      type: 'searchset',
      total: entries.length,
      link,
      entry: entries.slice(0, size),
    };
  }

  #post({ path, body }: FhirCall): FhirReply {
    const content = parsed(body);
    if (!content) return problem(400, 'structure');
    if (path !== '' && content['resourceType'] !== path) return problem(400, 'invalid');
    const isBundle = path === '' && content['resourceType'] === 'Bundle';
    if (path === '' && !isBundle) return problem(400, 'invalid');
    const deleted = isBundle ? this.#deletions(content) : [];
    const loaded = this.#store.load(isBundle ? withoutDeletions(content) : content);
    if (!isBundle)
      return { status: 201, answer: content, ...(loaded[0] === undefined ? {} : { location: loaded[0] }) };
    const entry = [
      ...loaded.map((location) => ({ response: { status: '201 Created', location } })),
      ...deleted.map(() => ({ response: { status: '204 No Content' } })),
    ];
    return { status: 200, answer: { resourceType: 'Bundle', type: 'transaction-response', entry } };
  }

  #put({ body }: FhirCall, type: string, id: string): FhirReply {
    const content = parsed(body);
    if (content?.['resourceType'] !== type) return problem(400, 'invalid');
    const existed = this.#store.read(type, id) !== undefined;
    this.#store.load({ ...content, id });
    return { status: existed ? 200 : 201, answer: content, location: `${type}/${id}` };
  }

  #deletions(bundle: Json): readonly string[] {
    const urls = entriesOf(bundle).flatMap(({ request }) =>
      request?.method === 'DELETE' && typeof request.url === 'string' ? [request.url] : [],
    );
    for (const url of urls) {
      const [type = '', id = ''] = url.split('/');
      this.#store.remove(type, id);
    }
    return urls;
  }

  #metadata(): Json {
    const resource = (this.#options.types ?? []).map((type) => ({
      type,
      interaction: [{ code: 'read' }, { code: 'search-type' }],
      ...includesOf(type),
    }));
    return {
      resourceType: 'CapabilityStatement',
      status: 'active',
      kind: 'instance',
      software: { name: 'site-of-care-cds embedded FHIR server' },
      fhirVersion: '4.0.1',
      format: ['json'],
      rest: [{ mode: 'server', ...(resource.length > 0 ? { resource } : {}) }],
    };
  }
}

export function problem(status: number, code: string): { status: number; answer: Json } {
  return { status, answer: { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code }] } };
}

function includesOf(type: string): { readonly searchInclude?: readonly string[] } {
  if (type === 'Coverage') return { searchInclude: ['Coverage:payor'] };
  return WITH_MEDICATION.test(type) ? { searchInclude: [`${type}:medication`] } : {};
}

interface TransactionEntry {
  readonly request?: { readonly method?: unknown; readonly url?: unknown };
}

function entriesOf(bundle: Json): readonly TransactionEntry[] {
  const entry = bundle['entry'];
  return Array.isArray(entry) ? (entry as TransactionEntry[]).filter((one) => typeof one === 'object') : [];
}

function withoutDeletions(bundle: Json): Json {
  return { ...bundle, entry: entriesOf(bundle).filter(({ request }) => request?.method !== 'DELETE') };
}

function entryOf(resource: Json, mode: 'match' | 'include', base: string): Json {
  const fullUrl = `${base}/${String(resource['resourceType'])}/${String(resource['id'])}`;
  return { fullUrl, resource, search: { mode } };
}

function parsed(body: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
  } catch {
    return undefined;
  }
}

function decoded(id: string): string {
  try {
    return decodeURIComponent(id);
  } catch {
    return id;
  }
}
