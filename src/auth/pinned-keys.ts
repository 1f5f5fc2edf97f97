/** Public keys written into the client file, or into a file beside it. */
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { JSONWebKeySet } from 'jose';
import { isKeySet, secretIn, unusableIn, type KeyFault } from './jwks.js';

export interface PinnedKeys {
  readonly keys?: JSONWebKeySet;
  readonly faults: readonly KeyFault[];
}

/**
 * @param given the key set, or a path relative to `clientFile`
 * @returns every fault: someone wrote these keys down, so each of them is meant
 */
export function readPinnedKeys(given: object | string, clientFile: string): PinnedKeys {
  const read = typeof given === 'string' ? readKeyFile(resolve(dirname(clientFile), given)) : { set: given };
  if ('fault' in read) return { faults: [{ path: [], message: read.fault }] };
  if (!isKeySet(read.set))
    return { faults: [{ path: [], message: 'is no JSON Web Key Set: an object with a list "keys"' }] };
  const secret = secretIn(read.set);
  const faults = [...(secret ? [secret] : []), ...unusableIn(read.set)];
  return faults.length > 0 ? { faults: faults.map(inWords(given)) } : { keys: read.set, faults: [] };
}

function readKeyFile(path: string): { readonly set: unknown } | { readonly fault: string } {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    return {
      fault: `names a file that cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`,
    };
  }
  try {
    return { set: JSON.parse(text) as unknown };
  } catch {
    return { fault: 'names a file that is not JSON' };
  }
}

/** A key in another file has no line in this one. */
function inWords(given: object | string): (fault: KeyFault) => KeyFault {
  return ({ path, message }) =>
    typeof given === 'string'
      ? { path: [], message: `${given}: ${path.join('.')} ${message}` }
      : { path, message };
}
