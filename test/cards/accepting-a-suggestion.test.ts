/** What happens when the prescriber clicks: the changed draft is read again by the same resolver that read the first one. */
import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { renderCards } from '../../src/cards/render.js';
import { subjectsOf } from '../../src/cards/subject.js';
import { Chart } from '../../src/core/chart/chart.js';
import type { Decision } from '../../src/core/decision.js';
import type { FhirResource, MedicationRequest } from '../../src/core/fhir.js';
import { buildOrders } from '../../src/core/orders/build.js';
import { continuationCompanions } from '../../src/core/site/continuation.js';
import { resolveSite } from '../../src/core/site/resolve.js';
import { compileSiteMap, type SiteMapData } from '../../src/core/site/site-map.js';
import type { ProviderDirectory } from '../../src/core/site/types.js';
import { carriedOut } from '../support/accepting.js';
import { cardKnowledge, countingIds, subjectOf } from '../support/answers.js';
import {
  alternatives,
  decision,
  homeInfusion,
  infusionSuite,
  medicationRequest,
  samples,
  serviceRequest,
} from '../support/decisions.js';

const TODAY = 20362;
const siteMap = compileSiteMap(JSON.parse(readFileSync('policies/site-of-care.json', 'utf8')) as SiteMapData);
const directory: ProviderDirectory = {
  sites: [homeInfusion, infusionSuite],
  network: () => 'in',
  byNpi: (npi) => [homeInfusion, infusionSuite].find((site) => site.npi === npi),
  byReference: () => undefined,
  available: () => ({ status: 'unknown', sites: [] }),
};

function draftOf(resources: readonly FhirResource[]) {
  return {
    resourceType: 'Bundle',
    type: 'collection',
    entry: resources.map((resource) => ({ resource })),
  };
}

function read(resources: readonly FhirResource[]) {
  const order = buildOrders(draftOf(resources), Chart.empty(), TODAY, 'p1').orders[0];
  if (!order) throw new Error('the draft has an order');
  const chart = Chart.empty();
  return { order, site: resolveSite(order, chart, siteMap, directory), chart };
}

/** The draft after the suggestion with this label was accepted. */
function accept(
  resources: readonly FhirResource[],
  label: RegExp,
  from: Partial<Decision>,
): readonly FhirResource[] {
  const { order, site } = read(resources);
  const cards = renderCards(subjectOf(decision({ ...from, order, site })), cardKnowledge, countingIds());
  const suggestion = cards[0]?.suggestions?.find((one) => label.test(one.label));
  if (!suggestion) throw new Error(`no suggestion ${String(label)}`);
  return (suggestion.actions ?? []).reduce<readonly FhirResource[]>(carriedOut, resources);
}

const drafts = {
  'a ServiceRequest at the hospital beside the order': [
    medicationRequest({ supportingInformation: [{ reference: 'ServiceRequest/s1' }] }),
    serviceRequest(),
  ],
  'only the order, performed at a hospital': [
    medicationRequest({
      performerType: { coding: [{ system: 'http://nucc.org/provider-taxonomy', code: '282N00000X' }] },
    }),
  ],
  'only the order, with no site at all': [medicationRequest()],
} satisfies Record<string, readonly FhirResource[]>;

const unnamed: Decision['alternatives'] = alternatives.map((one) => ({ ...one, sites: [] }));

describe.each(Object.entries(drafts))('given %s', (_name, draft) => {
  test.each([
    ['a named home infusion agency', /^Home/, alternatives, 'HOME'],
    ['home infusion', /^Home/, unnamed, 'HOME'],
    ['a named infusion suite', /^Infusion/, alternatives, 'ASC_AIC'],
    ['an infusion suite', /^Infusion/, unnamed, 'ASC_AIC'],
  ])('when %s is chosen, then that is the site', (_site, label, sites, expected) => {
    expect(['HOPD', 'UNRESOLVED']).toContain(read(draft).site.class);
    expect(read(accept(draft, label, { alternatives: sites })).site.class).toBe(expected);
  });
});

describe('given two drugs go with one service at the hospital', () => {
  const draft = ['m1', 'm2'].map((id) =>
    medicationRequest({ id, supportingInformation: [{ reference: 'ServiceRequest/s1' }] }),
  );
  const sitesOf = (resources: readonly FhirResource[]) =>
    buildOrders(draftOf(resources), Chart.empty(), TODAY, 'p1').orders.map(
      (order) => resolveSite(order, Chart.empty(), siteMap, directory).class,
    );

  test.each([
    ['home infusion', /^Home/, 'HOME'],
    ['an infusion suite', /^Infusion/, 'ASC_AIC'],
  ])('when %s is chosen for one, then the other stays where it is', (_site, label, expected) => {
    const before = [...draft, serviceRequest()];
    expect(sitesOf(before)).toEqual(['HOPD', 'HOPD']);
    const decisions = buildOrders(draftOf(before), Chart.empty(), TODAY, 'p1').orders.map((order, index) => {
      const site = resolveSite(order, Chart.empty(), siteMap, directory);
      return decision({ ...(index === 0 ? samples.met : samples['not-met']), order, site });
    });
    const action = subjectsOf(decisions, decisions, cardKnowledge)
      .flatMap((subject) => renderCards(subject, cardKnowledge, countingIds()))
      .flatMap((card) => card.suggestions ?? [])
      .find((one) => label.test(one.label))?.actions?.[0];
    expect(action?.resource?.id).toBe('m2');
    const after = before.map((one) => (action?.resource && one.id === 'm2' ? action.resource : one));
    expect(sitesOf(after)).toEqual(['HOPD', expected]);
  });
});

describe('given a first dose at the hospital without a plan', () => {
  test('when the continuation is added, then it is the plan and the site stays the hospital', () => {
    const [medication, ...services] = drafts['a ServiceRequest at the hospital beside the order'];
    const timing = { repeat: { boundsPeriod: { start: '2025-10-08' } } };
    const dated = [{ ...medication, dosageInstruction: [{ timing }] } as MedicationRequest, ...services];
    const draft = accept(dated, /^Add an order to continue at home/, {
      determination: 'needs-documentation',
      criteria: samples['split-order'].criteria,
      deciding: samples['split-order'].deciding,
    });
    const { order, site, chart } = read(draft);
    expect(site.class).toBe('HOPD');
    expect(continuationCompanions(order, chart, siteMap, directory)).toMatchObject([
      { reference: 'ServiceRequest/created-2', siteClass: 'HOME', later: 'met' },
    ]);
  });
});
