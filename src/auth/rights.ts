/** What a verified caller may do. Without a caller (a sandbox trusts everybody) there is nothing to look up. */
import { ServiceError } from '../errors.js';
import { fhirBase } from './addresses.js';
import type { Caller, CrdVersion } from './client.js';

/** @throws ServiceError `crd-version-refused` */
export function requireVersion(caller: Caller | undefined, version: CrdVersion): void {
  if (caller && !caller.client.crdVersions.has(version)) throw new ServiceError('crd-version-refused');
}

/**
 * A call that names another FHIR server than the client's own could make this service send its token, or its requests,
 * anywhere (CH-32).
 *
 * @throws ServiceError `fhir-server-refused`
 */
export function requireFhirServer(caller: Caller | undefined, fhirServer: string | undefined): void {
  const registered = caller?.client.fhirServers;
  if (!registered || fhirServer === undefined) return;
  const base = fhirBase(fhirServer);
  if (base === undefined || !registered.has(base))
    throw new ServiceError('fhir-server-refused', [
      { expression: 'fhirServer', diagnostics: 'fhirServer is not one of those registered for this client.' },
    ]);
}
