/** Examples of US Core, of the CRD guide and of its reference EHR as a patient's chart, and as entries of a draft: nothing breaks, and nothing is met by accident. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { FhirResource } from 'fhir/r4.js';
import { answerTo, gist, goodCall, goodCallBeside, goodCallPrefetching } from '../support/good-call.js';
import { startPolicyApp, type PolicyApp } from '../support/policy-app.js';
import { describeWithData, jsonFiles } from '../support/real-data.js';
import { SEARCHES } from '../support/scenarios/request.js';
import { EVALUATED_AT } from '../support/scenarios/scenario.js';

const FOLDERS = ['us-core-examples', 'davinci-crd-ig-examples', 'davinci-test-ehr-seed'];
/** Where the resource types name their patient. */
const PATIENT_ELEMENTS = ['subject', 'patient', 'beneficiary', 'for'] as const;
/** Prefetch keys of what the good call holds itself: its coverage and its doses decide, not the examples'. */
const KEPT = ['coverage', 'administrations'];

describe.each(FOLDERS)('%s', (folder) => {
  const files = jsonFiles(folder).flatMap(([name, content]) =>
    isResource(content) ? [[name, content] as const] : [],
  );
  const resources = files.map(([, resource]) => resource);

  describeWithData(folder, () => {
    let app: PolicyApp;
    let alone: unknown;
    beforeAll(async () => {
      app = await startPolicyApp({ now: EVALUATED_AT });
      alone = gist((await answerTo(app, goodCall())).decision);
    });
    afterAll(() => app.close());

    test('all of it as the chart of other patients: left out, so it supports nothing', async () => {
      const { decision } = await answerTo(app, goodCallPrefetching(asPrefetched(resources)));
      expect(decision.determination).not.toBe('met');
      expect(
        decision.criteria.flatMap(({ evidence }) => evidence).filter(({ source }) => source === 'read'),
      ).toEqual([]);
    });

    test('all of it as this patient’s own chart: nothing in it is severe', async () => {
      const { decision } = await answerTo(app, goodCallPrefetching(asPrefetched(resources.map(own))));
      expect(['not-met', 'needs-documentation']).toContain(decision.determination);
    });

    test('all of it under keys nobody asked for', async () => {
      const items = Object.fromEntries(resources.map((resource, index) => [`item${index}`, own(resource)]));
      const { decision } = await answerTo(app, goodCallPrefetching(items));
      expect(['not-met', 'needs-documentation']).toContain(decision.determination);
    });

    test.each(files)(
      '%s in the draft: the order beside it is answered as if it stood alone',
      async (_name, resource) => {
        const { decision } = await answerTo(app, goodCallBeside({ resource: own(resource) }));
        expect(gist(decision)).toEqual(alone);
      },
    );
  });
});

/** Under the keys of discovery, as searches would have found them. */
function asPrefetched(resources: readonly FhirResource[]): Record<string, unknown> {
  const keys = Object.entries(SEARCHES).filter(([key]) => !KEPT.includes(key));
  return Object.fromEntries(
    keys.map(([key, resourceType]) => {
      const found = resources.filter((resource) => resource.resourceType === resourceType);
      return [
        key,
        { resourceType: 'Bundle', type: 'searchset', entry: found.map((resource) => ({ resource })) },
      ];
    }),
  );
}

/** The resource as if it were about the patient of the good call. */
function own(resource: FhirResource): FhirResource {
  const elements = resource as unknown as Record<string, unknown>;
  const named = PATIENT_ELEMENTS.filter((name) => name in elements);
  return { ...resource, ...Object.fromEntries(named.map((name) => [name, { reference: 'Patient/p1' }])) };
}

function isResource(content: unknown): content is FhirResource {
  return typeof (content as { resourceType?: unknown } | null)?.resourceType === 'string';
}
