/** Which FHIR base URLs this service is ready to send a request, and a token, to (CH-32). */
import { PRIVATE_REFUSED } from './network.js';
import { isMetadataAddress, isPrivateHost } from './private-address.js';

export interface ServerPolicy {
  /** Plain http is fine on loopback; anywhere else only in a sandbox. */
  readonly plainHttp: 'anywhere' | 'loopback';
  /** May loopback, private and link-local addresses be asked? The network checks what names resolve to, see network.ts. */
  readonly privateNetworks: boolean;
  /** A further say, such as "registered for this client". Absent: every host. */
  readonly accepts?: (url: URL) => boolean;
}

export const strictPolicy: ServerPolicy = { plainHttp: 'loopback', privateNetworks: false };

export type ServerCheck = { readonly url: URL } | { readonly refused: string };

/** The base URL, parsed and ending in one slash; or why it is refused, in words that do not repeat it. */
export function checkFhirServer(fhirServer: unknown, policy: ServerPolicy = strictPolicy): ServerCheck {
  if (typeof fhirServer !== 'string' || fhirServer.trim() === '') return { refused: 'no FHIR server given' };
  if (!URL.canParse(fhirServer)) return { refused: 'fhirServer is not a URL' };
  const url = new URL(fhirServer);
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    return { refused: 'fhirServer is not http or https' };
  if (url.username !== '' || url.password !== '') return { refused: 'fhirServer has credentials in it' };
  if (url.search !== '' || url.hash !== '') return { refused: 'fhirServer is not a base URL' };
  if (url.protocol === 'http:' && policy.plainHttp === 'loopback' && !isLoopback(url.hostname)) {
    return { refused: 'fhirServer is not https' };
  }
  if (isMetadataAddress(url.hostname) || (!policy.privateNetworks && isPrivateHost(url.hostname)))
    return { refused: PRIVATE_REFUSED };
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/`;
  if (policy.accepts && !policy.accepts(url)) return { refused: 'fhirServer is not allowed' };
  return { url };
}

/** `URL` has already normalised the forms an IPv4 address can be written in. */
function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}
