/**
 * An in-memory FHIR R4 server over real HTTP, for tests: read, type search with paging, transaction, metadata; it logs
 * every request and misbehaves on demand. (@medplum/fhir-router with its MemoryRepository was tried first: over 100 MB
 * installed, half a second to start, no next links and no transactions in memory.)
 */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { FhirStore, type Json } from './fhir-store.js';

export interface FhirServerOptions {
  /** Path of the FHIR base, `/fhir` when absent. */
  readonly base?: string;
  /** Bearer token every request must carry; absent: none is asked for. */
  readonly token?: string;
  /** Entries on a page when the search does not say `_count`. */
  readonly pageSize?: number;
}

/** How the server misbehaves. What is not given stays as it would be. */
export interface Fault {
  readonly status?: number;
  /** Sent as it is when a string, as JSON otherwise; with status 200 unless told. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly delayMs?: number;
  /** Adds an entry with `search.mode=outcome` and this issue to a search result. */
  readonly outcome?: Json;
  /** Sends only this many bytes of the body, then ends the connection. */
  readonly cutAfter?: number;
  /** Ends the connection without an answer. */
  readonly drop?: boolean;
  /** Changes the answer. */
  readonly change?: (answer: Json) => unknown;
  /** How often; for ever when absent. */
  readonly times?: number;
  /** Only requests it holds for. */
  readonly when?: (request: LoggedRequest) => boolean;
}

export interface LoggedRequest {
  readonly method: string;
  /** Path below the base, without query: `Condition`, `Location/h1`, `metadata`, or empty for a page or a transaction. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  /** Milliseconds since the server started. */
  readonly at: number;
}

export interface FhirServer {
  /** Base URL without a trailing slash. */
  readonly url: string;
  readonly requests: readonly LoggedRequest[];
  /** The most requests that were under way at the same time. */
  readonly peakInFlight: number;
  /** Takes a Bundle, a resource or a list of resources; gives `Type/id` of each. */
  load(content: object | readonly object[]): string[];
  /** `Condition` (searches and reads), `Location/h1`, `metadata`, `page` (any but the first), or `*`. The latest fault wins. */
  fail(where: string, fault: Fault): void;
  /** Forgets resources, faults and the log. */
  reset(): void;
  close(): Promise<void>;
}

const FHIR_JSON = 'application/fhir+json; charset=utf-8';

export async function startFhirServer(options: FhirServerOptions = {}): Promise<FhirServer> {
  const { base = '/fhir', token, pageSize = 50 } = options;
  const started = performance.now();
  const store = new FhirStore();
  const requests: LoggedRequest[] = [];
  const faults: { where: string; fault: Fault; left: number }[] = [];
  const pages = new Map<string, { resources: Json[]; size: number }>();
  let inFlight = 0;
  let peakInFlight = 0;
  let url = '';

  const searchset = (resources: Json[], size: number, self: string): Json => {
    const link = [{ relation: 'self', url: self }];
    if (resources.length > size) {
      const cursor = randomUUID();
      pages.set(cursor, { resources: resources.slice(size), size });
      link.push({ relation: 'next', url: `${url}?cursor=${cursor}` });
    }
    const entry = resources.slice(0, size).map((resource) => ({
      fullUrl: `${url}/${String(resource['resourceType'])}/${String(resource['id'])}`,
      resource,
      search: { mode: 'match' },
    }));
    return { resourceType: 'Bundle', type: 'searchset', total: resources.length, link, entry };
  };

  const respond = (
    { method, path, query }: LoggedRequest,
    body: string,
  ): { status: number; answer: Json } => {
    const [type = '', id] = path.split('/');
    if (method === 'POST' && path === '') {
      const loaded = store.load(JSON.parse(body) as object);
      const entry = loaded.map((location) => ({ response: { status: '201 Created', location } }));
      return { status: 200, answer: { resourceType: 'Bundle', type: 'transaction-response', entry } };
    }
    if (method !== 'GET') return problem(405, 'not-supported');
    if (path === 'metadata') {
      return {
        status: 200,
        answer: { resourceType: 'CapabilityStatement', status: 'active', fhirVersion: '4.0.1' },
      };
    }
    const cursor = query.get('cursor');
    if (path === '' && cursor !== null) {
      const page = pages.get(cursor);
      return page
        ? { status: 200, answer: searchset(page.resources, page.size, `${url}?cursor=${cursor}`) }
        : problem(410, 'expired');
    }
    if (id !== undefined) {
      const resource = store.read(type, decodeURIComponent(id));
      return resource ? { status: 200, answer: resource } : problem(404, 'not-found');
    }
    const found = store.search(type, query);
    if (!found) return problem(400, 'not-supported');
    return {
      status: 200,
      answer: searchset(found, Number(query.get('_count') ?? pageSize), `${url}/${path}?${query.toString()}`),
    };
  };

  const faultFor = (request: LoggedRequest): Fault => {
    const { path, query } = request;
    const names = new Set(['*', path, path.split('/')[0], query.has('cursor') ? 'page' : '*']);
    const hit = faults.findLast(
      ({ where, fault, left }) => left > 0 && names.has(where) && (fault.when?.(request) ?? true),
    );
    if (!hit) return {};
    hit.left -= 1;
    return hit.fault;
  };

  const handle = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const asked = new URL(incoming.url ?? '/', url);
    const path = asked.pathname.slice(base.length).replace(/^\//, '');
    const request: LoggedRequest = {
      method: incoming.method ?? 'GET',
      path,
      query: asked.searchParams,
      headers: incoming.headers,
      at: performance.now() - started,
    };
    requests.push(request);
    let body = '';
    for await (const chunk of incoming) body += String(chunk);
    const fault = faultFor(request);
    if (fault.delayMs !== undefined) await sleep(fault.delayMs, undefined, { ref: false });
    if (outgoing.destroyed) return;
    if (fault.drop) {
      incoming.socket.destroy();
      return;
    }
    const allowed = token === undefined || incoming.headers.authorization === `Bearer ${token}`;
    send(outgoing, fault, allowed ? respond(request, body) : problem(401, 'login'));
  };

  const server = createServer((incoming, outgoing) => {
    inFlight += 1;
    peakInFlight = Math.max(peakInFlight, inFlight);
    outgoing.once('close', () => (inFlight -= 1));
    handle(incoming, outgoing).catch(() => outgoing.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${base}`;

  return {
    url,
    requests,
    get peakInFlight() {
      return peakInFlight;
    },
    load: (content) => store.load(content),
    fail: (where, fault) => void faults.push({ where, fault, left: fault.times ?? Infinity }),
    reset() {
      store.clear();
      pages.clear();
      faults.length = 0;
      requests.length = 0;
      peakInFlight = 0;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function problem(status: number, code: string): { status: number; answer: Json } {
  return { status, answer: { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code }] } };
}

function send(
  outgoing: ServerResponse,
  fault: Fault,
  { status, answer }: { status: number; answer: Json },
): void {
  if (fault.outcome && answer['resourceType'] === 'Bundle') {
    const resource = { resourceType: 'OperationOutcome', issue: [fault.outcome] };
    answer = {
      ...answer,
      entry: [...((answer['entry'] as Json[] | undefined) ?? []), { resource, search: { mode: 'outcome' } }],
    };
  }
  const content = fault.body ?? (fault.change ? fault.change(answer) : answer);
  const body = typeof content === 'string' ? content : JSON.stringify(content);
  outgoing.writeHead(fault.status ?? (fault.body === undefined ? status : 200), {
    'content-type': FHIR_JSON,
    ...fault.headers,
  });
  if (fault.cutAfter === undefined) outgoing.end(body);
  else outgoing.write(body.slice(0, fault.cutAfter), () => outgoing.destroy());
}
