/** What can be said of a key set on one line: which keys can verify tokens, which cannot and why. */
import { algorithmsOf, ALGORITHMS } from '../auth/algorithms.js';
import { isKeySet, secretIn, unusableIn } from '../auth/jwks.js';

export interface KeyFinding {
  /** The address, or `pinned`. */
  readonly where: string;
  readonly words: string;
  /** No token of the client could be verified with it. */
  readonly failed: boolean;
}

export function examineKeys(
  where: string,
  set: unknown,
  algorithms: readonly string[] = ALGORITHMS,
): KeyFinding {
  const failed = (words: string): KeyFinding => ({ where, words, failed: true });
  if (!isKeySet(set)) return failed('is no JSON Web Key Set: an object with a list "keys"');
  const secret = secretIn(set);
  if (secret) return failed(`${secret.path.join('.')} ${secret.message}`);

  const reasons = new Map(unusableIn(set).map(({ path, message }) => [path[1], message]));
  const keys = set.keys.map((key, at) => {
    const usable = algorithmsOf(key).filter((algorithm) => algorithms.includes(algorithm));
    const reason = reasons.get(at) ?? (usable.length === 0 ? 'fits no algorithm of the client' : undefined);
    // A kid is another's text: quoted, and with nothing in it that a terminal would obey.
    const name = JSON.stringify(key.kid ?? `key ${at}`);
    return reason === undefined
      ? { good: true, words: `${name} ${usable.join(' ')}` }
      : { good: false, words: `${name} ${reason}` };
  });
  const words = keys.map((key) => key.words).join(', ');
  return keys.some(({ good }) => good) ? { where, words, failed: false } : failed(words);
}
