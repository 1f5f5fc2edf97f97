/** No connection is made to an address that is not allowed, whatever name it goes by (asserted with a recording server). */
import type { LookupAddress } from 'node:dns';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createNetwork, type Network, type Resolver } from '../../src/ehr/network.js';
import { startFhirServer, type FhirServer } from '../support/fhir-server.js';
import { ask, condition, freshProfiles, search, session, TOKEN } from './support.js';

/** Every request that reaches it is recorded; only what is allowed may. */
let recorder: FhirServer;
const networks: Network[] = [];
beforeAll(async () => {
  recorder = await startFhirServer();
});
afterAll(async () => {
  for (const network of networks) network.close();
  await recorder.close();
});
beforeEach(() => recorder.reset());

const LOOPBACK: LookupAddress = { address: '127.0.0.1', family: 4 };
const PUBLIC: LookupAddress = { address: '93.184.215.14', family: 4 };

function networkWith(
  allowPrivate: boolean,
  answers: readonly LookupAddress[][],
): Network & { asked: string[] } {
  const asked: string[] = [];
  const resolver: Resolver = (hostname, _options, done) => {
    asked.push(hostname);
    done(null, answers[Math.min(asked.length, answers.length) - 1] ?? []);
  };
  const network = createNetwork({ allowPrivate, resolver });
  networks.push(network);
  return { ...network, asked };
}

/** The recorder under another name. */
const named = (host: string) => recorder.url.replace('127.0.0.1', host);
const plainHttp = { plainHttp: 'anywhere', privateNetworks: false } as const;
const refused = { state: 'unavailable', reason: 'private address refused' };

describe('where private networks are refused', () => {
  test.each(['127.0.0.1', 'localhost', '[::1]', '2130706433', '169.254.169.254', '10.0.0.1', 'ehr.internal'])(
    'the host %s is refused before anything is sent, and DNS is not asked',
    async (host) => {
      const network = networkWith(false, [[LOOPBACK]]);
      const result = await ask(named(host), search('Condition'), { policy: plainHttp, send: network.send });
      expect(result.availability).toEqual(refused);
      expect(network.asked).toEqual([]);
      expect(recorder.requests).toEqual([]);
    },
  );

  test('a name that resolves to a private address is refused when the connection is made', async () => {
    const network = networkWith(false, [[LOOPBACK]]);
    const result = await ask(named('ehr.example'), search('Condition'), {
      policy: plainHttp,
      send: network.send,
    });
    expect(result.availability).toEqual(refused);
    expect(network.asked).toEqual(['ehr.example']);
    expect(recorder.requests).toEqual([]);
  });

  test('a name with a public and a private address is refused', async () => {
    const network = networkWith(false, [[PUBLIC, LOOPBACK]]);
    const result = await ask(named('ehr.example'), search('Condition'), {
      policy: plainHttp,
      send: network.send,
    });
    expect(result.availability).toEqual(refused);
    expect(recorder.requests).toEqual([]);
  });

  test('a name that changes its address after a first look gains nothing (DNS rebinding)', async () => {
    // There is one look for each connection, and its answer is what is connected to.
    const network = networkWith(false, [[LOOPBACK], [PUBLIC], [LOOPBACK]]);
    const one = session(named('ehr.example'), {
      policy: plainHttp,
      send: network.send,
      limits: { timeoutMs: 50, maxInFlight: 1 },
    });
    const results = await one.gather([search('Condition'), search('Procedure'), search('Observation')]);
    expect(results.map(({ availability }) => availability.state)).toEqual(Array(3).fill('unavailable'));
    expect(recorder.requests).toEqual([]);
  });

  test('the probe for metadata is refused as well', async () => {
    const network = networkWith(false, [[LOOPBACK]]);
    const profiles = freshProfiles(network.send);
    const one = session(named('ehr.example'), { policy: plainHttp, send: network.send, profiles });
    one.close();
    await profiles.settled();
    expect(profiles.list()).toMatchObject([{ metadata: 'private address refused' }]);
    expect(recorder.probes).toEqual([]);
  });
});

describe('where private networks are allowed', () => {
  test('the same name is asked, with the token', async () => {
    recorder.load(condition('c1'));
    const network = networkWith(true, [[LOOPBACK]]);
    const policy = { plainHttp: 'anywhere', privateNetworks: true } as const;
    const result = await ask(named('ehr.example'), search('Condition'), { policy, send: network.send });
    expect(result.availability).toEqual({ state: 'complete' });
    expect(recorder.requests.map(({ headers }) => headers.authorization)).toEqual([`Bearer ${TOKEN}`]);
  });
});

describe('where private networks are allowed, the metadata of a cloud is not', () => {
  const policy = { plainHttp: 'anywhere', privateNetworks: true } as const;

  test('by its address', async () => {
    const { send } = networkWith(true, [[LOOPBACK]]);
    const result = await ask('http://169.254.169.254/fhir', search('Condition'), { policy, send });
    expect(result.availability).toMatchObject({ state: 'unavailable', reason: 'private address refused' });
  });

  test('by a name that resolves to it', async () => {
    const { send } = networkWith(true, [[{ address: '169.254.169.254', family: 4 }]]);
    const result = await ask(named('ehr.example'), search('Condition'), { policy, send });
    expect(result.availability).toMatchObject({ state: 'unavailable', reason: 'private address refused' });
  });
});

describe('connections', () => {
  test('are kept for the next read', async () => {
    const network = networkWith(true, [[LOOPBACK]]);
    const one = session(named('ehr.example'), { send: network.send, limits: { maxInFlight: 1 } });
    await one.gather([search('Condition'), search('Procedure'), search('Observation')]);
    expect(recorder.requests).toHaveLength(3);
    expect(network.asked).toHaveLength(1);
  });

  test('that the server has closed are replaced without a failed read', async () => {
    const network = networkWith(true, [[LOOPBACK]]);
    for (const type of ['Condition', 'Procedure', 'Observation']) {
      const [result] = await session(named('ehr.example'), { send: network.send }).gather([search(type)]);
      expect(result?.availability).toEqual({ state: 'complete' });
      recorder.disconnect();
    }
  });
});
