/** What is said of the coverage in either version: inactive, not found, several, another payer's, unreadable (CI-13 to CI-16). */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Coverage, Extension, FhirResource } from 'fhir/r4.js';
import type { CdsResponse } from '../../src/cards/types.js';
import { COVERAGE_INFORMATION } from '../../src/crd/coverage-information.js';
import { bundle, goodCallOrdering, goodCallPrefetching, M1 } from '../support/good-call.js';
import { startFhirServer, type FhirServer } from '../support/fhir-server.js';
import { startPolicyApp, type PolicyApp } from '../support/policy-app.js';
import { coverage } from '../support/scenarios/chart.js';
import { medicaidPlan, payer } from '../support/scenarios/places.js';
import { EVALUATED_AT } from '../support/scenarios/scenario.js';
import { without } from '../crd/support.js';

const BASES = { '2.0': '', '2.2': '/crd/2.2' } as const;
type Version = keyof typeof BASES;
const VERSIONS = ['2.0', '2.2'] as const;
const INSURANCE = { insurance: [] };

let app: PolicyApp;
let ehr: FhirServer;
beforeAll(async () => {
  [app, ehr] = await Promise.all([startPolicyApp({ now: EVALUATED_AT }), startFhirServer()]);
});
afterAll(() => Promise.all([app.close(), ehr.close()]));

interface Said {
  readonly covered: string | undefined;
  readonly pa: string | undefined;
  readonly reason: string | undefined;
  readonly text: string | undefined;
}

async function ask(version: Version, found: readonly FhirResource[], server?: string) {
  const { context } = goodCallOrdering(INSURANCE);
  const call = goodCallPrefetching({ coverage: bundle(...found) });
  const request = { ...call, context, ...(server !== undefined && { fhirServer: server }) };
  const { status, body } = await app.orderSign(request, BASES[version]);
  const decision = (await app.decisions(request.hookInstance)).get(M1);
  return { status, body, decision, said: saidIn(body) };
}

function saidIn({ systemActions = [] }: CdsResponse): Said | undefined {
  const extensions = (systemActions[0]?.resource as { extension?: Extension[] } | undefined)?.extension;
  const parts = extensions?.find(({ url }) => url === COVERAGE_INFORMATION)?.extension;
  const part = (name: string) => parts?.find(({ url }) => url === name);
  const reason = part('reason')?.valueCodeableConcept;
  return (
    parts && {
      covered: part('covered')?.valueCode,
      pa: part('pa-needed')?.valueCode,
      reason: reason?.coding?.[0]?.code,
      text: reason?.text,
    }
  );
}

describe('given a coverage that is not active on the planned date', () => {
  test.each<[string, Partial<Coverage>]>([
    ['it ended before', { period: { start: '2025-01-01', end: '2025-09-30' } }],
    ['it begins later', { period: { start: '2026-01-01' } }],
    ['it is cancelled', { status: 'cancelled' }],
  ])('%s, then not covered, and one card', async (_, differences) => {
    for (const version of VERSIONS) {
      const { status, body, decision, said } = await ask(version, [coverage(differences), payer]);
      expect(status).toBe(200);
      expect(decision).toMatchObject({ determination: 'not-applicable', cause: 'coverage-inactive' });
      expect(said).toMatchObject(
        version === '2.0'
          ? { covered: 'not-covered', pa: 'no-auth', reason: undefined }
          : { covered: 'not-covered', pa: undefined, reason: 'no-active-coverage' },
      );
      expect(said?.text).toMatch(/not active/);
      expect(body.cards.map(({ indicator, source }) => [indicator, source.topic.code])).toEqual([
        ['info', 'insurance'],
      ]);
    }
  });
});

describe('given a coverage that leads to no plan of ours (coverage not found)', () => {
  const unknown = coverage({ class: [], payor: [{ display: 'Some insurance' }] });

  test('then not covered, with the reason; its code is for 2.2', async () => {
    for (const version of VERSIONS) {
      const { status, decision, said } = await ask(version, [unknown]);
      expect([status, decision?.cause]).toEqual([200, 'coverage-unknown']);
      expect(said).toMatchObject(
        version === '2.0'
          ? { covered: 'not-covered', pa: 'no-auth', reason: undefined }
          : { covered: 'not-covered', pa: undefined, reason: 'coverage-not-found' },
      );
      expect(said?.text).toMatch(/could not be matched/);
    }
  });

  test('but only because reading its payor failed: then that, and never "not covered"', async () => {
    ehr.reset();
    ehr.fail('Organization', { status: 500 });
    const unread = coverage({ class: [], payor: [{ reference: 'Organization/p9' }] });
    for (const version of VERSIONS) {
      const { said } = await ask(version, [unread], ehr.url);
      expect(said).toMatchObject(
        version === '2.0'
          ? { covered: 'conditional', pa: 'conditional' }
          : { covered: 'indeterminate', pa: 'indeterminate', reason: 'technical' },
      );
    }
  });
});

describe('given a member whom nothing identifies', () => {
  // This service has no roster, so a member of a known plan is never "not found" (CI-14): the policy is the same for all of them.
  test('no subscriber id, no member number: decided as for every member (CI-16)', async () => {
    for (const version of VERSIONS) {
      const { decision, said } = await ask(version, [without(coverage(), 'subscriberId'), payer]);
      expect(decision?.determination).toBe('not-met');
      expect(said).toMatchObject({ covered: 'conditional', pa: 'auth-needed' });
    }
  });

  test('the coverage is of another patient: then nothing of this one was given, and nothing is answered', async () => {
    const anothers = coverage({ beneficiary: { reference: 'Patient/p12' } });
    for (const version of VERSIONS) expect((await ask(version, [anothers, payer])).status).toBe(412);
  });
});

describe('given two coverages', () => {
  const second = coverage({ id: 'c2', class: [], payor: [{ reference: `Organization/${medicaidPlan.id}` }] });

  test('that disagree, and the order names none: then a question, and nothing asserted of either', async () => {
    for (const version of VERSIONS) {
      const { status, body, decision } = await ask(version, [coverage(), second, payer, medicaidPlan]);
      expect([status, decision?.cause]).toEqual([200, 'coverage-unknown']);
      expect(body.cards.map(({ summary }) => summary)).toEqual([
        expect.stringMatching(/2 active coverages on file; name one/),
      ]);
      expect(body.systemActions ?? []).toEqual([]);
    }
  });

  test('of which one is over: then the other one counts', async () => {
    const over = coverage({ id: 'c2', period: { end: '2024-12-31' } });
    for (const version of VERSIONS) {
      const { decision, said } = await ask(version, [over, coverage(), payer]);
      expect(decision?.determination).toBe('not-met');
      expect(said?.covered).toBe('conditional');
    }
  });
});
