/** The part of the configuration that is about the wire and about running the process: limits, proxies, TLS, traces. */
import { isIP } from 'node:net';

export interface EdgeConfig {
  /** Whose X-Forwarded-For is believed: that many proxies, or proxies at these addresses. 0: nobody's. */
  readonly trustProxy: number | readonly string[];
  /** Calls in a minute, in this process; 0: no limit. */
  readonly rateLimit: {
    /** Of a registered client, unless its registration says otherwise. */
    readonly perClient: number;
    /** Of an address, for what is not a client's call. */
    readonly perAddress: number;
  };
  readonly maxConnections: number;
  /** Milliseconds for the head of a request to arrive. */
  readonly headersTimeoutMs: number;
  /** Milliseconds for a whole request to arrive. */
  readonly requestTimeoutMs: number;
  /** Milliseconds that an idle connection is kept; longer than a proxy in front keeps it. */
  readonly keepAliveMs: number;
  /** Bytes of request bodies held at the same time, over all connections. */
  readonly bodyMemory: number;
  /** Milliseconds between "not ready" and closing, in which load balancers learn of it. */
  readonly shutdownDelayMs: number;
  /** Milliseconds after which connections that are still open while stopping are cut. */
  readonly drainMs: number;
  /** Files of the certificate when this process speaks TLS itself. */
  readonly tls?: {
    readonly cert: string;
    readonly key: string;
    /** Certificates of the authorities whose clients may connect (mutual TLS). */
    readonly clientCa?: string;
  };
  /** Where traces are sent, OTLP over HTTP; undefined: nowhere. */
  readonly traces?: string;
}

/** What config.ts reads a variable with; each reports a fault instead of throwing. */
export interface Readers {
  readonly sandbox: boolean;
  readonly faults: string[];
  readonly value: (name: string) => string | undefined;
  readonly whole: (name: string, fallback: number, least: number, most: number) => number;
  readonly bytes: (name: string, fallback: number) => number;
  readonly httpUrl: (name: string, fallback: string) => string;
}

/** What the Express setting "trust proxy" calls its ranges. */
const RANGES: ReadonlySet<string> = new Set(['loopback', 'linklocal', 'uniquelocal']);
const MB = 1024 ** 2;

export function edgeConfig(read: Readers): EdgeConfig {
  const { sandbox, whole } = read;
  const headersTimeoutMs = whole('HEADERS_TIMEOUT_MS', 10_000, 100, 600_000);
  const requestTimeoutMs = whole('REQUEST_TIMEOUT_MS', 30_000, 100, 600_000);
  if (headersTimeoutMs > requestTimeoutMs)
    read.faults.push('HEADERS_TIMEOUT_MS: is longer than REQUEST_TIMEOUT_MS, which includes it.');
  const tls = tlsFiles(read);
  const traces = tracesUrl(read);
  return Object.freeze({
    trustProxy: trustedProxies(read),
    rateLimit: Object.freeze({
      perClient: whole('RATE_LIMIT', sandbox ? 0 : 3000, 0, 1_000_000),
      perAddress: whole('RATE_LIMIT_ADDRESS', sandbox ? 0 : 300, 0, 1_000_000),
    }),
    maxConnections: whole('MAX_CONNECTIONS', 2000, 1, 1_000_000),
    headersTimeoutMs,
    requestTimeoutMs,
    keepAliveMs: whole('KEEP_ALIVE_MS', 65_000, 0, 3_600_000),
    bodyMemory: read.bytes('BODY_MEMORY', 256 * MB),
    shutdownDelayMs: whole('SHUTDOWN_DELAY_MS', 0, 0, 300_000),
    drainMs: whole('DRAIN_MS', 10_000, 0, 300_000),
    ...(tls && { tls }),
    ...(traces !== undefined && { traces }),
  });
}

function trustedProxies({ value, faults }: Readers): EdgeConfig['trustProxy'] {
  const given = value('TRUST_PROXY');
  if (given === undefined || given === 'off') return 0;
  if (/^\d$/.test(given)) return Number(given);
  const listed = given.split(',').map((address) => address.trim());
  const wrong = listed.filter((address) => !RANGES.has(address) && !isNetwork(address));
  if (wrong.length > 0) {
    const fix = 'write the number of proxies (1), or their addresses ("10.0.0.0/8, loopback")';
    faults.push(`TRUST_PROXY: ${wrong.join(', ')} is no address; ${fix}.`);
  }
  return Object.freeze(listed);
}

/** `10.1.2.3`, `10.0.0.0/8`, `fd00::/8`. A prefix of 0 would believe everybody, which is never meant. */
function isNetwork(text: string): boolean {
  const [address = '', prefix, ...rest] = text.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  return (
    prefix === undefined || (/^\d{1,3}$/.test(prefix) && +prefix >= 1 && +prefix <= (family === 4 ? 32 : 128))
  );
}

function tlsFiles({ value, faults }: Readers): EdgeConfig['tls'] {
  const cert = value('TLS_CERT');
  const key = value('TLS_KEY');
  const clientCa = value('TLS_CLIENT_CA');
  if (cert !== undefined && key !== undefined)
    return Object.freeze({ cert, key, ...(clientCa !== undefined && { clientCa }) });
  if (cert !== undefined)
    faults.push('TLS_KEY: is missing; name the file of the key that belongs to TLS_CERT.');
  else if (key !== undefined) faults.push('TLS_CERT: is missing; name the file of the certificate (PEM).');
  else if (clientCa !== undefined) faults.push('TLS_CLIENT_CA: needs TLS_CERT and TLS_KEY as well.');
  return undefined;
}

/** The names are OpenTelemetry's own; the address for traces goes as it is, the general one gets the path appended. */
function tracesUrl({ value, httpUrl }: Readers): string | undefined {
  const ofTraces = httpUrl('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', '');
  const general = httpUrl('OTEL_EXPORTER_OTLP_ENDPOINT', '');
  if (value('OTEL_SDK_DISABLED')?.toLowerCase() === 'true') return undefined;
  if (ofTraces !== '') return ofTraces;
  return general === '' ? undefined : `${general}/v1/traces`;
}
