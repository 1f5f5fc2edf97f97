/** The CRD version a call asks for in its extension `davinci-crd.requestedVersion` (CR-21). */
import { ServiceError } from '../errors.js';
import { CRD_VERSIONS, type CrdVersion } from './dialect.js';

const MEMBER = 'davinci-crd.requestedVersion';
/** `2.2`, and `2.2.1` from a client that names the whole version of the guide. */
const VERSION = /^(\d+\.\d+)(?:\.\d+)?$/;

/**
 * Undefined when the call asks for none: then the address decides.
 *
 * @param body a parsed request body, not checked yet
 * @throws ServiceError `unsupported-version` for anything else than a version that is served
 */
export function requestedVersion(body: unknown): CrdVersion | undefined {
  const extension = member(body, 'extension');
  const asked = member(extension, MEMBER);
  if (asked === undefined || asked === null) return undefined;
  const wanted = typeof asked === 'string' ? VERSION.exec(asked.trim())?.[1] : undefined;
  const version = CRD_VERSIONS.find((one) => one === wanted);
  if (version !== undefined) return version;
  throw new ServiceError('unsupported-version', [
    {
      expression: `extension['${MEMBER}']`,
      diagnostics: `${MEMBER} has to be one of: ${CRD_VERSIONS.join(', ')}.`,
    },
  ]);
}

function member(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return Object.hasOwn(value, name) ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}
