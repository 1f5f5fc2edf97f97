/** The profiles of the servers that were read from lately: a bounded number, each probed in the background. */
import { deadline } from './deadline.js';
import { failureOf, ReadFailure } from './failure.js';
import type { Send } from './network.js';
import { ServerProfile, type Refusal } from './profile.js';
import { getJson } from './transport.js';

export interface ProfilesOptions {
  readonly send: Send;
  /** Milliseconds, as Date.now(). */
  readonly now: () => number;
  readonly maxServers?: number;
}

/** One server as GET /admin/servers shows it. */
export interface ServerView {
  readonly server: string;
  /** `not asked yet`, `read`, or why it could not be read. */
  readonly metadata: string;
  readonly metadataAt?: string;
  readonly software?: string;
  readonly fhirVersion?: string;
  readonly resourceTypes?: number;
  readonly refused: readonly {
    readonly resourceType: string;
    readonly parameters: readonly string[];
    readonly status: number;
    readonly instead: Refusal['instead'];
    readonly at: string;
  }[];
}

const MAX_SERVERS = 100;
/** A CapabilityStatement changes with the server's version; one that could not be read is asked for sooner. */
const METADATA_MS = 24 * 3_600_000;
const RETRY_MS = 10 * 60_000;
const PROBE_TIMEOUT_MS = 5_000;
/** HAPI's is about 1 MB. */
const MAX_BYTES = 8_000_000;

export class ServerProfiles {
  readonly #options: ProfilesOptions;
  /** The least recently used first. */
  readonly #profiles = new Map<string, ServerProfile>();
  readonly #probing = new Map<string, Promise<void>>();

  constructor(options: ProfilesOptions) {
    this.#options = options;
  }

  now(): number {
    return this.#options.now();
  }

  /** The profile of a checked base URL; made when it is new, which forgets the server that was unused for longest. */
  of(baseUrl: URL): ServerProfile {
    const server = baseUrl.href;
    const profile = this.#profiles.get(server) ?? new ServerProfile(server);
    this.#profiles.delete(server);
    if (this.#profiles.size >= (this.#options.maxServers ?? MAX_SERVERS))
      this.#profiles.delete(this.#profiles.keys().next().value ?? '');
    this.#profiles.set(server, profile);
    return profile;
  }

  /**
   * Asks for the metadata when what is known of it is missing or old, without a token, in its own time: to be called
   * when a call has finished reading. Never throws.
   */
  refresh(baseUrl: URL): void {
    const profile = this.of(baseUrl);
    const { server, probe } = profile;
    const age = probe === undefined ? Infinity : this.now() - probe.at;
    if (this.#probing.has(server) || age < (probe?.failed === undefined ? METADATA_MS : RETRY_MS)) return;
    const probing = this.#probe(baseUrl, profile).finally(() => this.#probing.delete(server));
    this.#probing.set(server, probing);
  }

  /** Resolves when no probe is under way. */
  async settled(): Promise<void> {
    await Promise.all(this.#probing.values());
  }

  list(): readonly ServerView[] {
    return [...this.#profiles.values()].reverse().map((profile) => viewOf(profile, this.now()));
  }

  async #probe(baseUrl: URL, profile: ServerProfile): Promise<void> {
    const time = deadline(PROBE_TIMEOUT_MS, `timed out after ${PROBE_TIMEOUT_MS} ms`, undefined);
    try {
      const metadata = await getJson(new URL('metadata', baseUrl), {
        send: this.#options.send,
        token: undefined,
        maxBytes: MAX_BYTES,
        signal: time.signal,
      });
      const { resourceType } = (metadata ?? {}) as { resourceType?: unknown };
      if (resourceType !== 'CapabilityStatement') throw new ReadFailure('no CapabilityStatement');
      profile.probed(this.now(), { metadata });
    } catch (error) {
      profile.probed(this.now(), { failed: failureOf(error).message });
    } finally {
      time.clear();
    }
  }
}

function viewOf(profile: ServerProfile, now: number): ServerView {
  const { server, declared, probe } = profile;
  return {
    server,
    metadata: probe === undefined ? 'not asked yet' : (probe.failed ?? 'read'),
    ...(probe && { metadataAt: new Date(probe.at).toISOString() }),
    ...(declared?.software !== undefined && { software: declared.software }),
    ...(declared?.fhirVersion !== undefined && { fhirVersion: declared.fhirVersion }),
    ...(declared && { resourceTypes: declared.types.size }),
    refused: profile.refusals(now).map(({ resourceType, parameters, status, instead, at }) => ({
      resourceType,
      parameters,
      status,
      instead,
      at: new Date(at).toISOString(),
    })),
  };
}
