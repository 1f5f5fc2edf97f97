/** Whose coverage a registered client's calls may be decided for: for the others it is as if the service did not know the payer. */
import type { Client } from '../auth/client.js';
import type { Knowledge } from '../core/knowledge.js';

/** The knowledge narrowed to a client's payers; the same object for the same client each time, so that what rests on it is worked out once. */
export function knowledgePerClient(all: Knowledge): (client: Client | undefined) => Knowledge {
  const narrowed = new WeakMap<Client, Knowledge>();
  return (client) => {
    const allowed = client?.payers;
    if (!client || !allowed) return all;
    const known = narrowed.get(client);
    if (known) return known;
    const knowledge = { ...all, payers: all.payers.filter(({ id }) => allowed.has(id)) };
    narrowed.set(client, knowledge);
    return knowledge;
  };
}
