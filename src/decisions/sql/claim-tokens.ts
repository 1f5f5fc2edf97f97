/** Marks tokens as used, many in one statement. */
import type { TokenClaim } from '../store.js';
import type { Driver } from './driver.js';
import { tokenKey } from './rows.js';

/** Claims in one statement. */
const MOST = 50;

/** @returns which of them had not been used, in their order; of two claims of one token the first counts */
export async function claimTokens(
  driver: Driver,
  claims: readonly TokenClaim[],
  now: Date,
): Promise<readonly boolean[]> {
  const keys = claims.map(({ issuer, jti }) => tokenKey(issuer, jti));
  const first = new Map<string, number>();
  keys.forEach((key, at) => first.has(key) || first.set(key, at));
  // In one order everywhere: two instances that claim the same tokens cannot wait for each other.
  const rows = [...first].sort(([one], [other]) => (one < other ? -1 : 1));
  const fresh = new Set<string>();
  for (let from = 0; from < rows.length; from += MOST) {
    const values = rows
      .slice(from, from + MOST)
      .flatMap(([key, at]) => [key, claims[at]?.expiresAt.toISOString() ?? '']);
    const claimed = await driver.all(claimSql(values.length / 2), [now.toISOString(), ...values]);
    for (const { key } of claimed) fresh.add(String(key));
  }
  return keys.map((key, at) => first.get(key) === at && fresh.has(key));
}

/** An expired claim is taken over; one that still holds is left alone, and its key not returned. */
function claimSql(count: number): string {
  const rows = Array.from({ length: count }, (_, index) => `($${2 * index + 2}, $${2 * index + 3})`);
  return `INSERT INTO used_token (key, expires_at) VALUES ${rows.join(', ')}
    ON CONFLICT (key) DO UPDATE SET expires_at = excluded.expires_at WHERE used_token.expires_at <= $1
    RETURNING key`;
}
