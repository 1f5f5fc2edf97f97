/** A registered CDS client: one tenant of an EHR, how its tokens are checked, and what its calls may do (CH-85). */
import type { KeyLookup } from './client-keys.js';

export type CrdVersion = '2.0' | '2.2';

export interface Client {
  /** Name in logs, records and limits. */
  readonly id: string;
  readonly issuer: string;
  /** Absent: its tokens name no tenant. */
  readonly tenant?: string;
  readonly contact?: string;
  readonly keys: KeyLookup;
  /** Values of aud that its tokens may carry in place of the address that is called. */
  readonly audiences: readonly string[];
  /** FHIR base addresses its calls may name, each ending in one slash; absent: any. */
  readonly fhirServers?: ReadonlySet<string>;
  readonly crdVersions: ReadonlySet<CrdVersion>;
  /** Ids of the payers its calls may be decided for; absent: all. */
  readonly payers?: ReadonlySet<string>;
  /** Evaluate and record, show nothing. */
  readonly silent: boolean;
  /** `allow`: the very same token is taken again within a minute of its first use. */
  readonly tokenReuse: 'refuse' | 'allow';
  readonly maxTokenLifetimeSeconds: number;
  /** Calls per minute; absent: the service's own limit. */
  readonly rateLimit?: number;
}

/** Who made a call, once its token has been verified. */
export interface Caller {
  readonly client: Client;
}
