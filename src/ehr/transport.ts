/** One HTTP GET to a FHIR server: bounded in size, without redirects, and JSON or a short reason why not. */
import { ReadFailure } from './failure.js';

export interface GetOptions {
  readonly fetch: typeof fetch;
  /** Bearer token; the caller answers for the URL being the token's own server. */
  readonly token: string | undefined;
  readonly maxBytes: number;
  readonly signal: AbortSignal | undefined;
}

const JSON_TYPE = /[/+]json\b/i;

/**
 * The parsed body. Rejects with `ReadFailure`: the status of a refusal (its body is not looked at: it may be HTML,
 * empty, or quote the request; facts: quirk 10), `not JSON`, `empty answer`, `larger than … bytes`; or with fetch's own error.
 */
export async function getJson(url: URL, options: GetOptions): Promise<unknown> {
  const { token, signal } = options;
  const response = await options.fetch(url, {
    headers: {
      accept: 'application/fhir+json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    redirect: 'error',
    ...(signal === undefined ? {} : { signal }),
  });
  const refusal = refusalOf(response, options.maxBytes);
  if (refusal) {
    discard(response);
    throw refusal;
  }
  const body = await textOf(response, options.maxBytes);
  if (body.trim() === '') throw new ReadFailure('empty answer');
  try {
    return JSON.parse(body) as unknown;
  } catch {
    throw new ReadFailure('not JSON');
  }
}

function refusalOf(response: Response, maxBytes: number): ReadFailure | undefined {
  const { status, headers } = response;
  if (!response.ok)
    return new ReadFailure(String(status), { status, retryAfterMs: retryAfter(headers.get('retry-after')) });
  if (!JSON_TYPE.test(headers.get('content-type') ?? 'application/json')) return new ReadFailure('not JSON');
  return Number(headers.get('content-length')) > maxBytes ? tooLarge(maxBytes) : undefined;
}

async function textOf(response: Response, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > maxBytes) throw tooLarge(maxBytes);
    chunks.push(chunk);
  }
  return new TextDecoder().decode(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks));
}

/** Lets go of the connection without waiting for a body nobody reads. */
function discard(response: Response): void {
  response.body?.cancel().catch(() => undefined);
}

function tooLarge(maxBytes: number): ReadFailure {
  return new ReadFailure(`answer larger than ${maxBytes} bytes`);
}

/** Retry-After in milliseconds from now: seconds, or an HTTP date. */
function retryAfter(header: string | null): number | undefined {
  if (header === null) return undefined;
  const wait = /^\s*\d+\s*$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isNaN(wait) ? undefined : Math.max(0, wait);
}
