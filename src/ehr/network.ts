/**
 * The way out to FHIR servers. Addresses are checked when the connection is made, with the very address that is
 * connected to, so a name that resolves to a public address first and to a private one later gains nothing
 * (DNS rebinding). Redirects are not followed. Connections are kept alive, and only between the same checked hosts.
 */
import { lookup as dnsLookup, type LookupAddress, type LookupOptions } from 'node:dns';
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import type { Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { ReadFailure, tooLarge } from './failure.js';
import { isMetadataAddress, isPrivateAddress, isPrivateHost } from './private-address.js';

export interface Exchange {
  readonly status: number;
  /** A response header by its lower-case name. */
  header(name: string): string | undefined;
  /**
   * The whole body after decompression; to be asked for once, or let go of. Rejects with a `ReadFailure` when it is larger, which
   * ends the connection, and with a platform error when it breaks off.
   */
  text(maxBytes: number): Promise<string>;
  /** Lets go of the connection without reading the body. */
  discard(): void;
}

/** One GET. Rejects with a `ReadFailure`, with the signal's reason, or with a platform error. */
export type Send = (
  url: URL,
  options: { readonly headers: Readonly<Record<string, string>>; readonly signal?: AbortSignal | undefined },
) => Promise<Exchange>;

export interface Network {
  readonly send: Send;
  /** Closes idle connections. */
  close(): void;
}

export type Resolver = (
  hostname: string,
  options: LookupOptions & { all: true },
  done: (error: Error | null, addresses: LookupAddress[]) => void,
) => void;

export interface NetworkOptions {
  /** May loopback and private addresses be asked? Link-local ones, where clouds keep credentials, never are. */
  readonly allowPrivate: boolean;
  /** Stands in for DNS in tests. */
  readonly resolver?: Resolver;
}

export const PRIVATE_REFUSED = 'private address refused';

/** Connections kept open per server; more than one call reads from the same EHR at a time. */
const MAX_IDLE = 256;
const IDLE_MS = 4_000;
const SHORT_REST = 16_384;
const EMPTY = new Uint8Array();

export function createNetwork({ allowPrivate, resolver = dnsLookup }: NetworkOptions): Network {
  const agentOptions = {
    keepAlive: true,
    maxFreeSockets: MAX_IDLE,
    timeout: IDLE_MS,
    scheduling: 'lifo',
  } as const;
  const http = new HttpAgent(agentOptions);
  const https = new HttpsAgent(agentOptions);
  const lookup = guardedLookup(resolver, allowPrivate);

  const once = (url: URL, { headers, signal }: Parameters<Send>[1]): Promise<Exchange> =>
    new Promise((resolve, reject) => {
      const secure = url.protocol === 'https:';
      const request = (secure ? httpsRequest : httpRequest)(url, {
        agent: secure ? https : http,
        headers: { 'accept-encoding': 'gzip', ...headers },
        lookup,
      });
      // Not by the option `signal`, which costs more than all the rest of a request's listeners.
      const abort = (): void => void request.destroy(signal?.reason as Error);
      if (signal?.aborted) abort();
      signal?.addEventListener('abort', abort, { once: true });
      request.once('close', () => signal?.removeEventListener('abort', abort));
      request.once('response', (response) => resolve(exchangeOf(response)));
      request.once('error', (error) =>
        reject(signal?.aborted ? (signal.reason as Error) : stale(error, request)),
      );
      request.end();
    });

  return {
    async send(url, options) {
      if (isMetadataAddress(url.hostname) || (!allowPrivate && isPrivateHost(url.hostname)))
        throw new ReadFailure(PRIVATE_REFUSED);
      try {
        return await once(url, options);
      } catch (error) {
        if (!(error instanceof StaleConnection)) throw error;
        return once(url, options);
      }
    },
    close() {
      http.destroy();
      https.destroy();
    },
  };
}

/** A kept connection that the server had closed in the meantime; a GET may go again on a new one. */
class StaleConnection extends Error {}

function stale(error: Error, request: { readonly reusedSocket: boolean }): Error {
  const { code } = error as NodeJS.ErrnoException;
  return request.reusedSocket && (code === 'ECONNRESET' || code === 'EPIPE') ? new StaleConnection() : error;
}

/** A name is refused when any of its addresses is private: a mixed answer has no honest reason. */
function guardedLookup(resolver: Resolver, allowPrivate: boolean): LookupFunction {
  return (hostname, options, done) => {
    resolver(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return done(error, '', 0);
      const first = addresses[0];
      if (!first) return done(new Error('no address'), '', 0);
      const isClosed = allowPrivate ? isMetadataAddress : isPrivateAddress;
      if (addresses.some(({ address }) => isClosed(address)))
        return done(new ReadFailure(PRIVATE_REFUSED), '', 0);
      if (options.all) (done as unknown as (error: null, all: LookupAddress[]) => void)(null, addresses);
      else done(null, first.address, first.family);
    });
  };
}

function exchangeOf(response: IncomingMessage): Exchange {
  return {
    status: response.statusCode ?? 0,
    header: (name) => {
      const value = response.headers[name];
      return Array.isArray(value) ? value[0] : value;
    },
    text: (maxBytes) => textOf(decompressed(response), maxBytes),
    discard: () => discard(response),
  };
}

const UTF_8 = new TextDecoder();

function textOf(body: Readable, maxBytes: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    let size = 0;
    body.on('data', (chunk: Uint8Array) => {
      size += chunk.byteLength;
      if (size <= maxBytes) chunks.push(chunk);
      else body.destroy(tooLarge(maxBytes));
    });
    body.once('end', () => {
      const [first = EMPTY] = chunks;
      resolve(UTF_8.decode(chunks.length < 2 ? first : Buffer.concat(chunks)));
    });
    body.once('error', reject);
    body.once('close', () => {
      if (!body.readableEnded) reject(new Error('closed before its end'));
    });
  });
}

/** A short rest is read, so that the connection can be used again; anything else is cut off. */
function discard(response: IncomingMessage): void {
  response.on('error', () => undefined);
  if (!(Number(response.headers['content-length']) <= SHORT_REST)) {
    response.destroy();
    return;
  }
  response.setTimeout(IDLE_MS, () => response.destroy());
  response.resume();
}

function decompressed(response: IncomingMessage): Readable {
  const decoder = decoderOf(response.headers['content-encoding']?.trim().toLowerCase());
  if (!decoder) return response;
  // What breaks on the way breaks the reader too.
  response.on('error', (error) => decoder.destroy(error));
  response.on('aborted', () => decoder.destroy(new Error('aborted')));
  decoder.on('close', () => response.destroy());
  return response.pipe(decoder);
}

function decoderOf(encoding: string | undefined) {
  switch (encoding) {
    case 'gzip':
    case 'x-gzip':
      return createGunzip();
    case 'deflate':
      return createInflate();
    case 'br':
      return createBrotliDecompress();
    default:
      return undefined;
  }
}
