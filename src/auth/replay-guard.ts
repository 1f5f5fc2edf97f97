/** Remembers which tokens were used, so that a token that was overheard is worth nothing (CH-86). */

export interface ReplayGuard {
  /**
   * True for exactly one caller per issuer and jti until `expiresAt`, over restarts and over all instances that share
   * the store. A claim whose time has passed counts as never made. Rejects when that cannot be told.
   */
  claimToken(issuer: string, jti: string, expiresAt: Date): Promise<boolean>;
}

/** How many claims are made between two looks for expired ones. */
const SWEEP_EVERY = 1000;

/** For one process without a store. Holds as many claims as there are verified tokens that have not expired. */
export class MemoryReplayGuard implements ReplayGuard {
  readonly #claims = new Map<string, number>();
  readonly #now: () => Date;
  #sinceSweep = 0;

  constructor(now: () => Date) {
    this.#now = now;
  }

  claimToken(issuer: string, jti: string, expiresAt: Date): Promise<boolean> {
    const now = this.#now().getTime();
    const key = JSON.stringify([issuer, jti]);
    if ((this.#claims.get(key) ?? 0) > now) return Promise.resolve(false);
    this.#claims.set(key, expiresAt.getTime());
    this.#sinceSweep += 1;
    if (this.#sinceSweep >= SWEEP_EVERY) this.#sweep(now);
    return Promise.resolve(true);
  }

  /** Claims held, expired ones included. */
  get size(): number {
    return this.#claims.size;
  }

  #sweep(now: number): void {
    this.#sinceSweep = 0;
    for (const [key, expiresAt] of this.#claims) if (expiresAt <= now) this.#claims.delete(key);
  }
}
