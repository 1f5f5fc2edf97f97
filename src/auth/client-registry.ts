/** The registered clients, found by what a token says of its sender. */
import type { Client } from './client.js';

export class ClientRegistry {
  readonly clients: readonly Client[];
  readonly #bySender: ReadonlyMap<string, Client>;

  /** Issuer and tenant together have to be unique. */
  constructor(clients: readonly Client[]) {
    this.clients = clients;
    this.#bySender = new Map(clients.map((client) => [senderKey(client.issuer, client.tenant), client]));
  }

  /** A tenant nobody registered is nobody's, also when its issuer has a client without tenant. */
  find(issuer: string, tenant: string | undefined): Client | undefined {
    return this.#bySender.get(senderKey(issuer, tenant));
  }
}

/** What tells clients apart. */
export function senderKey(issuer: string, tenant: string | undefined): string {
  return JSON.stringify([issuer, tenant ?? null]);
}
