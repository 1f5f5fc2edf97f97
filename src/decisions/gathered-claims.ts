/** Claims of tokens that come at the same moment, asked of the store together: one transaction for all of them instead of one for each. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DecisionStore, TokenClaim } from './store.js';

interface Group {
  readonly claims: TokenClaim[];
  readonly answers: Promise<readonly boolean[]>;
}

/** As DecisionStore.claimToken. When the store fails, every claim of the moment is refused. */
export function gatheredClaims(
  store: Pick<DecisionStore, 'claimTokens'>,
): (claim: TokenClaim) => Promise<boolean> {
  let open: Group | undefined;
  const begin = (): Group => {
    const claims: TokenClaim[] = [];
    const ask = () => {
      open = undefined;
      return store.claimTokens(claims);
    };
    return { claims, answers: nextTurn().then(ask) };
  };
  return async (claim) => {
    open ??= begin();
    const { claims, answers } = open;
    const at = claims.push(claim) - 1;
    return (await answers)[at] ?? false;
  };
}
