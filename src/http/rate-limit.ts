/** How often a client, or an address without one, may call in a minute. Counted in this process; off where the limit is 0. */
import type { Request, RequestHandler, Response } from 'express';
import type { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { EdgeConfig } from '../edge-config.js';
import { ServiceError } from '../errors.js';
import { OPERATORS_PATHS } from './health-routes.js';
import { networkOf } from './network-of.js';

/** The part of a registered client that matters here. */
export interface LimitedClient {
  readonly id: string;
  /** Calls per minute; absent: the service's own limit. */
  readonly rateLimit?: number;
}

const SECONDS = 60;
/** Addresses that are told apart in a minute; later ones share one allowance, so that a flood of them takes no memory. */
const MAX_ADDRESSES = 10_000;
const THE_REST = 'every other address';

export class RateLimits {
  readonly #limits: EdgeConfig['rateLimit'];
  /** By their number of calls: a limiter of the library has one for all its keys. */
  readonly #limiters = new Map<number, RateLimiterMemory>();
  readonly #maxAddresses: number;
  #newAddresses = 0;
  #minute = 0;

  constructor(limits: EdgeConfig['rateLimit'], maxAddresses = MAX_ADDRESSES) {
    this.#limits = limits;
    this.#maxAddresses = maxAddresses;
  }

  /**
   * Counts every request for its address, and refuses what is over the limit. A call that brings a token goes on
   * nevertheless: it may be a client's, and strangers at the same address must not keep a client out. Whoever verifies
   * the token ends with `countClient` or with `limitStranger`.
   */
  addresses(): RequestHandler {
    const { perAddress } = this.#limits;
    return async (request, response, next) => {
      if (perAddress > 0 && !OPERATORS_PATHS.has(request.path)) {
        const key = await this.#addressKey(networkOf(request.ip));
        const counted = response.locals as Counted;
        counted.countedFor = key;
        const wait = await this.#consume(key, perAddress);
        if (wait > 0 && !bringsToken(request)) throw tooMany(response, wait);
        counted.waitMs = wait;
      }
      next();
    };
  }

  /**
   * For a call whose token is not a client's.
   *
   * @throws ServiceError `too-many-requests` when its address is over the limit, with Retry-After set on the response
   */
  limitStranger(response: Response): void {
    const { waitMs = 0 } = response.locals as Counted;
    if (waitMs > 0) throw tooMany(response, waitMs);
  }

  /**
   * Counts a call of a client whose token has been verified.
   *
   * @throws ServiceError `too-many-requests`, with Retry-After set on the response
   */
  async countClient(response: Response, { id, rateLimit }: LimitedClient): Promise<void> {
    const { countedFor } = response.locals as Counted;
    const { perClient, perAddress } = this.#limits;
    if (countedFor !== undefined) await (await this.#limiter(perAddress)).reward(countedFor);
    const limit = rateLimit ?? perClient;
    const wait = limit > 0 ? await this.#consume(`client ${id}`, limit) : 0;
    if (wait > 0) throw tooMany(response, wait);
  }

  /** Milliseconds until there is room again; 0 when there is. */
  async #consume(key: string, limit: number): Promise<number> {
    const limiter = await this.#limiter(limit);
    try {
      await limiter.consume(key);
      return 0;
    } catch (refused) {
      // In memory it rejects for this reason only.
      return Math.max(1, (refused as RateLimiterRes).msBeforeNext);
    }
  }

  async #addressKey(network: string): Promise<string> {
    const key = `address ${network}`;
    const limiter = await this.#limiter(this.#limits.perAddress);
    if ((await limiter.get(key)) !== null) return key;
    const minute = Math.floor(performance.now() / (SECONDS * 1000));
    if (minute !== this.#minute) {
      this.#minute = minute;
      this.#newAddresses = 0;
    }
    this.#newAddresses += 1;
    return this.#newAddresses > this.#maxAddresses ? THE_REST : key;
  }

  /** The library is loaded with the first limit there is: it takes longer to start than to count. */
  async #limiter(points: number): Promise<RateLimiterMemory> {
    const known = this.#limiters.get(points);
    if (known) return known;
    const library = await import('rate-limiter-flexible');
    const limiter =
      this.#limiters.get(points) ?? new library.RateLimiterMemory({ points, duration: SECONDS });
    this.#limiters.set(points, limiter);
    return limiter;
  }
}

/** What a response remembers of the count. */
interface Counted {
  countedFor?: string;
  /** More than 0 when the address is over its limit. */
  waitMs?: number;
}

/** Whatever is posted is for clients alone; what operators guard is read, and their token is not to be guessed. */
function bringsToken({ method, headers }: Request): boolean {
  return method === 'POST' && headers.authorization !== undefined;
}

function tooMany(response: Response, waitMs: number): ServiceError {
  response.setHeader('Retry-After', Math.ceil(waitMs / 1000));
  return new ServiceError('too-many-requests');
}
