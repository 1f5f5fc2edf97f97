/**
 * Which cards order-select has shown lately, so that order-sign does not say them again (contract, "Settled details", Answers). Only hashes are
 * kept. They hold who asked, for whom, about which orders, and every word of the card: another user, another patient or another answer is
 * never silent because of it.
 */
import { createHash } from 'node:crypto';
import type { Card } from '../cards/types.js';
import { ExpiringMap } from '../expiring-map.js';

/** From the choice of a drug to its signature; an order that waits longer is looked at with fresh eyes. */
const TOLD_MS = 30 * 60_000;
const MAX_CARDS = 20_000;

export interface Listener {
  readonly fhirServer?: string | undefined;
  readonly patientId: string;
  readonly userId?: string | undefined;
  /** The registered client that calls; absent in a sandbox that trusts everybody. */
  readonly client?: string | undefined;
}

export interface Told {
  readonly has: (card: Card, orders: readonly string[]) => boolean;
  readonly add: (card: Card, orders: readonly string[]) => void;
}

export class CardsTold {
  readonly #cards: ExpiringMap<true>;

  constructor(now: () => number) {
    this.#cards = new ExpiringMap({ ttlMs: TOLD_MS, maxEntries: MAX_CARDS, now });
  }

  /** Undefined for a call without a user: nobody knows who was told. */
  to({ fhirServer, patientId, userId, client }: Listener): Told | undefined {
    if (userId === undefined) return undefined;
    const listener = [client, fhirServer, patientId, userId];
    const keyOf = (card: Card, orders: readonly string[]): string =>
      createHash('sha256')
        .update(JSON.stringify([listener, [...orders].sort(), wordsOf(card)]))
        .digest('base64');
    return {
      // Where no EHR calls order-select there is nothing to look up, and no card to hash.
      has: (card, orders) => this.#cards.size > 0 && this.#cards.get(keyOf(card, orders)) === true,
      add: (card, orders) => this.#cards.set(keyOf(card, orders), true),
    };
  }

  clear(): void {
    this.#cards.clear();
  }
}

/** What a reader sees; the ids of a card differ each time, and the resources in it are the order, which may have grown since. */
function wordsOf({ summary, detail, indicator, suggestions = [], links = [] }: Card): unknown {
  const offers = suggestions.map(({ label, actions = [] }) => [label, actions.map((one) => one.description)]);
  return [summary, detail, indicator, offers, links.map(({ label, url }) => [label, url])];
}
