/** Requests and resources the reading tests share. */
import type { ReadRequest, ReadResult } from '../../src/core/chart/chart.js';
import { createNetwork, type Send } from '../../src/ehr/network.js';
import { ServerProfiles } from '../../src/ehr/profiles.js';
import { openSession, type EhrSession, type SessionOptions } from '../../src/ehr/session.js';
import { UNHURRIED_MS } from '../support/no-hurry.js';

export const TOKEN = 'secret-token-of-the-call';

/** The tests' servers are on loopback. */
export const network = createNetwork({ allowPrivate: true });
const policy = { plainHttp: 'anywhere', privateNetworks: true } as const;

export function freshProfiles(send: Send = network.send): ServerProfiles {
  return new ServerProfiles({ send, now: Date.now });
}

export function search(
  resourceType: string,
  params: Record<string, string> = {},
  patientParam = 'patient',
): ReadRequest {
  return { kind: 'search', key: resourceType, resourceType, params, patientParam };
}

export function read(resourceType: string, id: string): ReadRequest {
  return { kind: 'read', key: `${resourceType}/${id}`, resourceType, id };
}

export function condition(id: string, patientId = 'p1') {
  return { resourceType: 'Condition', id, subject: { reference: `Patient/${patientId}` } };
}

export function session(fhirServer: string, options: Partial<SessionOptions> = {}): EhrSession {
  return openSession({
    fhirServer,
    authorization: { access_token: TOKEN },
    patientId: 'p1',
    policy,
    send: network.send,
    profiles: freshProfiles(),
    ...options,
    limits: { timeoutMs: UNHURRIED_MS, budgetMs: UNHURRIED_MS, ...options.limits },
  });
}

/** The one result of one request. */
export async function ask(
  fhirServer: string,
  request: ReadRequest,
  options: Partial<SessionOptions> = {},
): Promise<ReadResult> {
  const [result] = await session(fhirServer, options).gather([request]);
  return result as ReadResult;
}

export function references({ obtained }: ReadResult): string[] {
  return obtained.map(({ reference }) => reference);
}
