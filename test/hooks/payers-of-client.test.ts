/** A client may be registered for some of the payers only. */
import { describe, expect, test } from '@jest/globals';
import type { Client } from '../../src/auth/client.js';
import { knowledgePerClient } from '../../src/hooks/payers-of-client.js';
import { loadKnowledge } from '../../src/knowledge/load.js';

const { core } = loadKnowledge({ assumeCoverage: false });
const [payer] = core.payers;
if (!payer) throw new Error('the project ships a payer');
const all = { ...core, payers: [payer, { ...payer, id: 'another-payer' }] };
const client = (payers?: readonly string[]): Client => ({
  id: 'ehr',
  issuer: 'https://ehr.example.org',
  keys: () => Promise.reject(new Error('no key is asked for')),
  audiences: [],
  crdVersions: new Set(['2.0']),
  silent: false,
  tokenReuse: 'refuse',
  maxTokenLifetimeSeconds: 300,
  ...(payers && { payers: new Set(payers) }),
});
const idsFor = (one: Client | undefined) => knowledgePerClient(all)(one).payers.map(({ id }) => id);

describe('the payers a call may be decided for', () => {
  test('are all of them for a caller without registration, or registered for all', () => {
    expect(idsFor(undefined)).toEqual([payer.id, 'another-payer']);
    expect(idsFor(client())).toEqual([payer.id, 'another-payer']);
  });

  test('are those the client is registered for', () => {
    expect(idsFor(client(['another-payer']))).toEqual(['another-payer']);
  });

  test('are worked out once for a client', () => {
    const knowledgeOf = knowledgePerClient(all);
    const one = client([payer.id]);
    expect(knowledgeOf(one)).toBe(knowledgeOf(one));
  });
});
