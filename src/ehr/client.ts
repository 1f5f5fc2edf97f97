/**
 * A narrow wrapper of fhir-kit-client: read, search, and the next page; never `resolve()`, which would send the token
 * to any host whose URL begins like ours. The library builds the requests; they are sent by our own transport,
 * because the library's reads bodies of any size and cannot be told not to.
 */
import { Client } from 'fhir-kit-client';
import { ReadFailure } from './failure.js';
import type { Send } from './network.js';
import { isResourceType, isUsableId, type Params } from './query.js';
import { getParsed } from './transport.js';

export interface ClientOptions {
  /** Checked base URL, see url.ts. */
  readonly baseUrl: URL;
  readonly token: string | undefined;
  readonly maxBytes: number;
  readonly send: Send;
}

/** Every method gives the parsed JSON, whatever it is, or rejects; see transport.ts. */
export interface FhirClient {
  read(resourceType: string, id: string, signal: AbortSignal): Promise<unknown>;
  search(resourceType: string, params: Params, signal: AbortSignal): Promise<unknown>;
  /** A `next` link as the server wrote it; only its own origin is asked. */
  page(link: string, signal: AbortSignal): Promise<unknown>;
  /** The text of an order that `read` gave: it may have to go back with its numbers as they came (CI-04). */
  textOf(value: unknown): string | undefined;
  /** Drops the token: what is asked afterwards is asked without. */
  forget(): void;
}

/** The address of a single order. */
const ORDER = /\/(?:Medication|Service)Request\/[^/]+$/;

export function createClient({ baseUrl, token, maxBytes, send }: ClientOptions): FhirClient {
  const client = new Client({ baseUrl: baseUrl.href });
  let bearer = token;
  const texts = new WeakMap<object, string>();

  client.httpClient.request = async (_method, requestUrl, options) => {
    const url = new URL(client.httpClient.expandUrl(requestUrl));
    if (url.origin !== baseUrl.origin) throw new ReadFailure('on another server');
    const signal = options?.signal as AbortSignal | undefined;
    const { value, text } = await getParsed(url, { send, token: bearer, maxBytes, signal });
    if (typeof value === 'object' && value !== null && ORDER.test(url.pathname)) texts.set(value, text);
    return value as { resourceType: string };
  };

  return {
    async read(resourceType, id, signal) {
      if (!isResourceType(resourceType)) throw new ReadFailure('not a resource type');
      if (!isUsableId(id)) throw new ReadFailure('id cannot be used in a URL');
      return client.read({ resourceType, id: encodeURIComponent(id), options: { signal } });
    },
    async search(resourceType, params, signal) {
      if (!isResourceType(resourceType)) throw new ReadFailure('not a resource type');
      return client.resourceSearch({ resourceType, searchParams: { ...params }, options: { signal } });
    },
    async page(link, signal) {
      // Resolved here: the library appends whatever does not begin with http to its base URL.
      const url = URL.canParse(link, baseUrl.href) ? new URL(link, baseUrl.href) : undefined;
      if (url?.origin !== baseUrl.origin) throw new ReadFailure('on another server');
      return client.request(url.href, { options: { signal } });
    },
    textOf: (value) => texts.get(value as object),
    forget() {
      bearer = undefined;
    },
  };
}
