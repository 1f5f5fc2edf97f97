/** One entry of the client file, made ready for verifying tokens, or everything that is wrong with it. */
import { fhirBase, fhirServerFault, keyAddressFault, type Mode } from './addresses.js';
import type { Client } from './client.js';
import type { ClientEntry } from './client-file.js';
import { keyLookup } from './client-keys.js';
import { readPinnedKeys, type PinnedKeys } from './pinned-keys.js';
import type { RemoteKeys } from './remote-keys.js';

export interface RegisterOptions {
  readonly mode: Mode;
  readonly remote: RemoteKeys;
  /** Ids of the payers there are. */
  readonly payers: ReadonlySet<string>;
}

/** What is wrong, and where in the entry. Addresses are not quoted: they may hold credentials. */
export interface EntryFault {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

export type Registered = { readonly client: Client } | { readonly faults: readonly EntryFault[] };

const ALL_VERSIONS = ['2.0', '2.2'] as const;
/** CDS Hooks advises five minutes at most, and test kits use them up. */
const MAX_LIFETIME_SECONDS = 300;

/** @param file path of the client file; a file of keys is looked for beside it */
export function registerClient(entry: ClientEntry, file: string, options: RegisterOptions): Registered {
  const pinned = entry.keys.jwks === undefined ? undefined : readPinnedKeys(entry.keys.jwks, file);
  const faults = [...keyFaults(entry, pinned, options.mode), ...rightFaults(entry, options)];
  return faults.length > 0 ? { faults } : { client: clientOf(entry, pinned, options.remote) };
}

function keyFaults({ keys }: ClientEntry, pinned: PinnedKeys | undefined, mode: Mode): readonly EntryFault[] {
  if (!keys.jku && !pinned)
    return [{ path: ['keys'], message: 'names neither addresses of keys (jku) nor keys (jwks)' }];
  return [
    ...faultsOfEach(['keys', 'jku'], keys.jku, (address) => keyAddressFault(address, mode)),
    ...(pinned?.faults ?? []).map(({ path, message }) => ({ path: ['keys', 'jwks', ...path], message })),
  ];
}

function rightFaults({ fhirServers, payers }: ClientEntry, options: RegisterOptions): readonly EntryFault[] {
  return [
    ...faultsOfEach(['fhirServers'], fhirServers, (address) => fhirServerFault(address, options.mode)),
    ...faultsOfEach(['payers'], payers, (payer) =>
      options.payers.has(payer) ? undefined : `"${payer}" is no payer of this service`,
    ),
  ];
}

function faultsOfEach(
  path: readonly string[],
  values: readonly string[] | undefined,
  faultOf: (value: string) => string | undefined,
): readonly EntryFault[] {
  return (values ?? []).flatMap((value, at) => {
    const message = faultOf(value);
    return message === undefined ? [] : [{ path: [...path, at], message }];
  });
}

function clientOf(entry: ClientEntry, pinned: PinnedKeys | undefined, remote: RemoteKeys): Client {
  const { id, issuer, tenant, contact, keys, fhirServers, crdVersions, payers, rateLimit } = entry;
  const registered = {
    jku: keys.jku ?? [],
    ...(pinned?.keys && { pinned: pinned.keys }),
    ...(keys.algorithms && { algorithms: keys.algorithms }),
  };
  return {
    id,
    issuer,
    ...(tenant !== undefined && { tenant }),
    ...(contact !== undefined && { contact }),
    keys: keyLookup(registered, remote),
    audiences: entry.audiences ?? [],
    ...(fhirServers && { fhirServers: new Set(fhirServers.map((address) => fhirBase(address) ?? address)) }),
    crdVersions: new Set(crdVersions ?? ALL_VERSIONS),
    ...(payers && { payers: new Set(payers) }),
    silent: entry.silent ?? false,
    tokenReuse: entry.tokenReuse ?? 'refuse',
    maxTokenLifetimeSeconds: entry.maxTokenLifetimeSeconds ?? MAX_LIFETIME_SECONDS,
    ...(rateLimit !== undefined && { rateLimit }),
  };
}
