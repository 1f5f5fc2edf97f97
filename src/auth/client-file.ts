/** The file that lists the clients, as it is written; checked against schemas/cds-clients.schema.json. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type SchemaObject, type ValidateFunction } from 'ajv';
import { projectRoot } from '../knowledge/load.js';
import type { CrdVersion } from './client.js';

export interface ClientEntry {
  readonly id: string;
  readonly issuer: string;
  readonly tenant?: string;
  readonly contact?: string;
  readonly keys: {
    readonly jku?: readonly string[];
    /** A key set, or the path of a file that holds one. */
    readonly jwks?: object | string;
    readonly algorithms?: readonly string[];
  };
  readonly audiences?: readonly string[];
  readonly fhirServers?: readonly string[];
  readonly crdVersions?: readonly CrdVersion[];
  readonly payers?: readonly string[];
  readonly silent?: boolean;
  readonly tokenReuse?: 'refuse' | 'allow';
  readonly maxTokenLifetimeSeconds?: number;
  readonly rateLimit?: number;
}

export interface ClientFile {
  readonly clients: readonly ClientEntry[];
}

/** Compiled when it is needed: a sandbox without clients has no use for it. */
export function clientFileCheck(): ValidateFunction<ClientFile> {
  const schema = readFileSync(join(projectRoot, 'schemas', 'cds-clients.schema.json'), 'utf8');
  const ajv = new Ajv({ allErrors: true, strictTypes: false });
  return ajv.compile<ClientFile>(JSON.parse(schema) as SchemaObject);
}
