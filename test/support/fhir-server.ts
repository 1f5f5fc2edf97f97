/** The embedded FHIR server (src/sandbox) over real HTTP on a free port, which logs every request and misbehaves on demand. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FhirApi, problem, type FhirReply } from '../../src/sandbox/fhir-api.js';
import { FhirStore, type Json } from '../../src/sandbox/fhir-store.js';
import { keepSecrets } from './output.js';

export interface FhirServerOptions {
  /** Path of the FHIR base, `/fhir` when absent. */
  readonly base?: string;
  /** Bearer token every request must carry; absent: none is asked for. */
  readonly token?: string;
  /** Most entries on a page. */
  readonly pageSize?: number;
  /** Resource types the metadata declares; none when absent. */
  readonly types?: readonly string[];
}

/** How the server misbehaves. What is not given stays as it would be. */
export interface Fault {
  readonly status?: number;
  /** Sent as it is when a string, as JSON otherwise; with status 200 unless told. */
  readonly body?: unknown;
  /** Sent as they are, for what is no text. */
  readonly bytes?: Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
  /** Takes the request and never answers. */
  readonly silent?: boolean;
  /** Answers once this resolves. */
  readonly held?: (request: LoggedRequest) => Promise<void>;
  /** Adds an entry with `search.mode=outcome` and this issue to a search result. */
  readonly outcome?: Json;
  /** Sends only this many bytes of the body, then ends the connection. */
  readonly cutAfter?: number;
  /** Sends the head of the answer and a byte, and nothing after that. */
  readonly hang?: boolean;
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
  /** Without those for the metadata, which come in their own time. */
  readonly requests: readonly LoggedRequest[];
  /** Requests for the metadata; `reset` keeps them. */
  readonly probes: readonly LoggedRequest[];
  /** The most requests that were under way at the same time. */
  readonly peakInFlight: number;
  /** Takes a Bundle, a resource or a list of resources; gives `Type/id` of each. */
  load(content: object | readonly object[]): string[];
  /** `Condition` (searches and reads), `Location/h1`, `metadata`, `page` (any but the first), or `*`. The latest fault wins. */
  fail(where: string, fault: Fault): void;
  /** Closes the connections that are open. */
  disconnect(): void;
  /** Forgets resources, faults and the log. */
  reset(): void;
  close(): Promise<void>;
}

const FHIR_JSON = 'application/fhir+json; charset=utf-8';

export async function startFhirServer(options: FhirServerOptions = {}): Promise<FhirServer> {
  const { base = '/fhir', token, pageSize = 50, types = [] } = options;
  const started = performance.now();
  const store = new FhirStore();
  const api = new FhirApi(store, { pageSize, types });
  const requests: LoggedRequest[] = [];
  const probes: LoggedRequest[] = [];
  const faults: { where: string; fault: Fault; left: number }[] = [];
  let inFlight = 0;
  let peakInFlight = 0;
  let url = '';

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
    (path === 'metadata' ? probes : requests).push(request);
    let body = '';
    for await (const chunk of incoming) body += String(chunk);
    const fault = faultFor(request);
    if (fault.silent) return;
    await fault.held?.(request);
    if (outgoing.destroyed) return;
    if (fault.drop) {
      incoming.socket.destroy();
      return;
    }
    // The metadata is open, as on real servers.
    const allowed =
      path === 'metadata' || token === undefined || incoming.headers.authorization === `Bearer ${token}`;
    send(outgoing, fault, allowed ? api.answer({ ...request, body, base: url }) : problem(401, 'login'));
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
    probes,
    get peakInFlight() {
      return peakInFlight;
    },
    load: (content) => {
      keepSecrets(content, `Bearer ${token}`);
      return store.load(content);
    },
    fail: (where, fault) => void faults.push({ where, fault, left: fault.times ?? Infinity }),
    disconnect: () => server.closeAllConnections(),
    reset() {
      store.clear();
      api.forgetPages();
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

function send(outgoing: ServerResponse, fault: Fault, { status, answer: given, location }: FhirReply): void {
  let answer: Json = given ?? {};
  if (fault.outcome && answer['resourceType'] === 'Bundle') {
    const resource = { resourceType: 'OperationOutcome', issue: [fault.outcome] };
    answer = {
      ...answer,
      entry: [...((answer['entry'] as Json[] | undefined) ?? []), { resource, search: { mode: 'outcome' } }],
    };
  }
  const content = fault.body ?? (fault.change ? fault.change(answer) : given && answer);
  const body = typeof content === 'string' ? content : (JSON.stringify(content) ?? '');
  const isReplaced = fault.body !== undefined || fault.bytes !== undefined;
  outgoing.writeHead(fault.status ?? (isReplaced ? 200 : status), {
    'content-type': FHIR_JSON,
    ...(location === undefined ? {} : { location }),
    ...fault.headers,
  });
  if (fault.hang) outgoing.write('{');
  else if (fault.bytes) outgoing.end(fault.bytes);
  else if (fault.cutAfter === undefined) outgoing.end(body);
  else outgoing.write(body.slice(0, fault.cutAfter), () => outgoing.destroy());
}
