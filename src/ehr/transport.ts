/** One HTTP GET to a FHIR server: bounded in size, without redirects, and JSON or a short reason why not. */
import { ReadFailure, tooLarge } from './failure.js';
import type { Exchange, Send } from './network.js';

export interface GetOptions {
  readonly send: Send;
  /** Bearer token; the caller answers for the URL being the token's own server. */
  readonly token: string | undefined;
  readonly maxBytes: number;
  readonly signal: AbortSignal | undefined;
}

const JSON_TYPE = /[/+]json\b/i;

/**
 * The parsed body. Rejects with `ReadFailure`: the status of a refusal (its body is not looked at: it may be HTML,
 * empty, or quote the request; facts: quirk 10), `redirect refused`, `not JSON`, `empty answer`, `larger than … bytes`;
 * or with the platform's own error.
 */
export async function getJson(url: URL, options: GetOptions): Promise<unknown> {
  return (await getParsed(url, options)).value;
}

/** The same with the text it was parsed from, for what JSON.parse does not keep. */
export async function getParsed(
  url: URL,
  options: GetOptions,
): Promise<{ readonly value: unknown; readonly text: string }> {
  const { token, signal } = options;
  const exchange = await options.send(url, {
    headers: {
      accept: 'application/fhir+json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    signal,
  });
  const refusal = refusalOf(exchange, options.maxBytes);
  if (refusal) {
    exchange.discard();
    throw refusal;
  }
  const body = await textOf(exchange, options);
  if (body.trim() === '') throw new ReadFailure('empty answer');
  try {
    return { value: JSON.parse(body) as unknown, text: body };
  } catch {
    throw new ReadFailure('not JSON');
  }
}

function refusalOf(exchange: Exchange, maxBytes: number): ReadFailure | undefined {
  const { status } = exchange;
  if (status >= 300 && status < 400) return new ReadFailure('redirect refused', { status });
  if (status < 200 || status > 299)
    return new ReadFailure(String(status), {
      status,
      retryAfterMs: retryAfter(exchange.header('retry-after')),
    });
  if (!JSON_TYPE.test(exchange.header('content-type') ?? 'application/json'))
    return new ReadFailure('not JSON');
  return Number(exchange.header('content-length')) > maxBytes ? tooLarge(maxBytes) : undefined;
}

async function textOf(exchange: Exchange, { maxBytes, signal }: GetOptions): Promise<string> {
  try {
    return await exchange.text(maxBytes);
  } catch (error) {
    throw signal?.aborted ? (signal.reason as Error) : error;
  }
}

/** Retry-After in milliseconds from now: seconds, or an HTTP date. */
function retryAfter(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  const wait = /^\s*\d+\s*$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isNaN(wait) ? undefined : Math.max(0, wait);
}
