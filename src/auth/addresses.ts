/** The addresses of a client file: where keys may be fetched from, and which FHIR servers calls may name. */

export type Mode = 'sandbox' | 'production';

/** What is wrong with the address of a key set; undefined when it may be fetched from. */
export function keyAddressFault(address: string, mode: Mode): string | undefined {
  if (!URL.canParse(address)) return 'is not an absolute address';
  const url = new URL(address);
  if (url.username !== '' || url.password !== '') return 'has credentials in it';
  return transportFault(url, mode);
}

/** What is wrong with the base address of a FHIR server; undefined when calls may name it. */
export function fhirServerFault(address: string, mode: Mode): string | undefined {
  if (!URL.canParse(address)) return 'is not an absolute address';
  const url = new URL(address);
  if (url.username !== '' || url.password !== '') return 'has credentials in it';
  if (url.search !== '' || url.hash !== '') return 'is not a base address: it has a query or a fragment';
  if (mode === 'sandbox' && url.protocol === 'http:') return undefined;
  return transportFault(url, mode);
}

/**
 * Base addresses that mean the same server are written alike: host in lower case, one slash at the end. Undefined for
 * what no FHIR base address looks like.
 */
export function fhirBase(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') return undefined;
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}/`;
}

/** Test kits on the same machine serve their keys without TLS. */
function transportFault({ protocol, hostname }: URL, mode: Mode): string | undefined {
  if (protocol === 'https:') return undefined;
  if (protocol !== 'http:') return 'is not https';
  if (mode === 'production') return 'is not https';
  return isLoopback(hostname) ? undefined : 'is not https; http is for this machine (localhost) only';
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}
