/** order-sign at both addresses: one decision, said in the words of either version; what comes back to us is recognised, whichever version wrote it. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Extension, MedicationRequest } from 'fhir/r4.js';
import type { CdsResponse } from '../../src/cards/types.js';
import { COVERAGE_INFORMATION } from '../../src/crd/coverage-information.js';
import type { DraftRequest } from '../../src/hooks/types.js';
import { goodCall, goodCallOrdering, M1 } from '../support/good-call.js';
import { startPolicyApp, type PolicyApp } from '../support/policy-app.js';
import { scenarios } from '../support/scenarios/all.js';
import { drugs } from '../support/scenarios/drugs.js';
import { asPrefetch } from '../support/scenarios/request.js';
import { EVALUATED_AT } from '../support/scenarios/scenario.js';
import { only } from '../crd/render.js';

const BASES = { '2.0': '', '2.2': '/crd/2.2' } as const;
type Version = keyof typeof BASES;
const VERSIONS = ['2.0', '2.2'] as const;
const NOTHING = { '2.0': { cards: [], systemActions: [] }, '2.2': { cards: [] } } as const;

let app: PolicyApp;
beforeAll(async () => {
  app = await startPolicyApp({ now: EVALUATED_AT });
});
afterAll(() => app.close());

async function sign(version: Version, request: DraftRequest): Promise<CdsResponse> {
  const { status, body } = await app.orderSign(
    { ...request, hookInstance: crypto.randomUUID() },
    BASES[version],
  );
  expect(status).toBe(200);
  return body;
}

/** The call as it is made once the EHR has carried out the system actions. */
function afterwards(request: DraftRequest, { systemActions = [] }: CdsResponse): DraftRequest {
  const { draftOrders } = request.context;
  const entry = draftOrders.entry?.map((one) => {
    const written = systemActions.find(({ resource }) => resource?.id === one.resource?.id);
    return written?.resource ? { ...one, resource: written.resource } : one;
  });
  return {
    ...request,
    context: { ...request.context, draftOrders: { ...draftOrders, ...(entry && { entry }) } },
  };
}

function orderOf({ context }: DraftRequest): MedicationRequest {
  return only(
    (context.draftOrders.entry ?? []).flatMap(({ resource }) =>
      resource?.resourceType === 'MedicationRequest' ? [resource as MedicationRequest] : [],
    ),
  );
}

const assertionsOn = ({ extension = [] }: MedicationRequest): readonly Extension[] =>
  extension.filter(({ url }) => url === COVERAGE_INFORMATION);

/** Cards without the ids that differ from call to call, and without what the versions write differently. */
function words({ cards }: CdsResponse): unknown {
  return cards.map(({ summary, detail, indicator, source, suggestions = [], links, overrideReasons }) => [
    [summary, detail, indicator, source.topic.code],
    suggestions.map(({ label, actions }) => [label, actions?.map(({ type }) => type)]),
    [links, overrideReasons],
  ]);
}

describe.each(scenarios.map((scenario) => [`${scenario.id}: ${scenario.title}`, scenario] as const))(
  '%s',
  (_, scenario) => {
    test('says the same in both versions, and fed back it is silence in either', async () => {
      const request = asPrefetch(scenario);
      const [in20, in22] = [await sign('2.0', request), await sign('2.2', request)];
      expect(words(in22)).toEqual(words(in20));
      expect(in22.systemActions?.length ?? 0).toBe(in20.systemActions?.length);
      for (const [version, answer] of [['2.0', in20] as const, ['2.2', in22] as const]) {
        const again = await sign(version, afterwards(request, answer));
        const wasAsserted = (answer.systemActions ?? []).length > 0;
        if (wasAsserted) expect(again).toEqual(NOTHING[version]);
        else expect(words(again)).toEqual(words(answer));
      }
    });
  },
);

describe('an order that the other version has answered', () => {
  test.each([
    ['2.0', '2.2'],
    ['2.2', '2.0'],
  ] as const)('first %s, then %s: our assertion is replaced, not doubled', async (first, then) => {
    const request = goodCall();
    const signed = afterwards(request, await sign(first, request));
    const again = afterwards(signed, await sign(then, signed));
    const assertions = assertionsOn(orderOf(again));
    expect(assertions).toHaveLength(1);
    expect(assertions).not.toEqual(assertionsOn(orderOf(signed)));
    expect(await sign(then, again)).toEqual(NOTHING[then]);
  });
});

describe.each(VERSIONS)('CRD %s: what others have written on the order', (version) => {
  /** Number and order of members as JSON.parse would not keep them. */
  const THEIRS = `{"url":"${COVERAGE_INFORMATION}","extension":[{"valueReference":{"reference":"Coverage/c9"},"url":"coverage"},{"url":"covered","valueCode":"covered"},{"url":"https://other.example.org/score","valueDecimal":1.50},{"url":"coverage-assertion-id","valueString":"theirs"}]}`;
  const FOREIGN = '{"url":"https://ehr.example.org/priority","valueDecimal":10.00}';
  const carrying = (): string =>
    JSON.stringify(goodCallOrdering({ extension: ['theirs', 'foreign'] }))
      .replace('"theirs"', THEIRS)
      .replace('"foreign"', FOREIGN);

  test('comes back byte for byte', async () => {
    const response = await fetch(`${app.url}${BASES[version]}/cds-services/site-of-care-order-sign`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: carrying(),
    });
    const text = await response.text();
    expect(response.status).toBe(200);
    expect(text).toContain(`"extension":[${THEIRS},${FOREIGN},{`);
  });

  test('stays when ours is taken off', async () => {
    const request = JSON.parse(carrying()) as DraftRequest;
    const signed = afterwards(request, await sign(version, request));
    const another = { ...orderOf(signed), medicationCodeableConcept: drugs.pembrolizumab.ordered };
    const changed = goodCallOrdering({ ...another });
    const answer = await sign(version, changed);
    const action = only(answer.systemActions ?? []);
    expect(action.description).toMatch(/no longer applies/);
    expect(action.resource).toEqual({ ...another, extension: orderOf(request).extension });
    expect(answer.cards).toEqual([]);
    expect(await sign(version, afterwards(changed, answer))).toEqual(NOTHING[version]);
  });
});

test('the record of a removal says that the answer was not silent', async () => {
  const request = goodCall();
  const signed = afterwards(request, await sign('2.0', request));
  const order = { ...orderOf(signed), medicationCodeableConcept: drugs.pembrolizumab.ordered };
  const changed = goodCallOrdering({ ...order });
  await app.orderSign(changed);
  const decision = (await app.decisions(changed.hookInstance)).get(M1);
  expect(decision?.determination).toBe('not-applicable');
  expect(decision).not.toHaveProperty('silent');
});
