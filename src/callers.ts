/** Verifying callers, put together: the client file, and keys that come in by the same guarded way as FHIR resources. */
import type { ClientRegistry } from './auth/client-registry.js';
import { loadClients } from './auth/load-clients.js';
import type { RegisterOptions } from './auth/register-client.js';
import {
  defaultRemoteKeyOptions,
  RemoteKeys,
  type FetchJson,
  type RemoteKeyOptions,
} from './auth/remote-keys.js';
import type { ReplayGuard } from './auth/replay-guard.js';
import { createVerifier, type VerifyCaller } from './auth/verify-caller.js';
import { ConfigError } from './config.js';
import { failureOf } from './ehr/failure.js';
import type { Network } from './ehr/network.js';
import { getJson } from './ehr/transport.js';
import { KnowledgeError } from './knowledge/faults.js';

/** Bytes of a key set; a key has about one thousand. */
const MAX_KEY_SET_BYTES = 100_000;

export interface CallerDeps {
  /** Path of the client file. */
  readonly file: string;
  readonly mode: 'sandbox' | 'production';
  /** Ids of the payers there are. */
  readonly payers: ReadonlySet<string>;
  readonly network: Network;
  readonly replay: ReplayGuard;
  readonly now: () => Date;
  /** Milliseconds the replay guard may take, in place of the default. */
  readonly replayPatienceMs?: number;
  /** How often keys are fetched, in place of the defaults. */
  readonly fetching?: Partial<RemoteKeyOptions>;
}

/** @throws ConfigError with every fault of the client file */
export function createCallers(deps: CallerDeps): VerifyCaller {
  const { file, mode, payers, network, replay, now, replayPatienceMs, fetching } = deps;
  const remote = new RemoteKeys(keyFetcher(network), { ...defaultRemoteKeyOptions, ...fetching });
  const registry = registryFrom(file, { mode, payers, remote });
  return createVerifier({ registry, replay, now, replayPatienceMs });
}

/** Whoever starts the service thinks of the variable that names the file. */
function registryFrom(file: string, options: RegisterOptions): ClientRegistry {
  try {
    return loadClients(file, options);
  } catch (error) {
    if (!(error instanceof KnowledgeError)) throw error;
    throw new ConfigError(
      error.faults.map(
        ({ line, message }) => `CDS_CLIENTS: ${file}${line > 0 ? `:${line}` : ''}: ${message}`,
      ),
    );
  }
}

/** No redirects, no private addresses unless the network allows them (CH-85), a limit of size. */
export function keyFetcher(network: Network): FetchJson {
  const send: Network['send'] = (url, { headers, signal }) =>
    network.send(url, {
      headers: { ...headers, accept: 'application/jwk-set+json, application/json' },
      signal,
    });
  return async (url, signal) => {
    try {
      return await getJson(url, { send, token: undefined, maxBytes: MAX_KEY_SET_BYTES, signal });
    } catch (cause) {
      throw new Error(whyNot(cause), { cause });
    }
  };
}

/** A platform error's message may name addresses; its code (ENOTFOUND, CERT_HAS_EXPIRED) tells as much. */
function whyNot(error: unknown): string {
  if (error instanceof DOMException && error.name === 'TimeoutError') return 'no answer in time';
  const { code } = error as NodeJS.ErrnoException;
  return typeof code === 'string' && !(error instanceof DOMException) ? code : failureOf(error).message;
}
