/** Every package keeps the profiles of DTR as we state them (DT-05, DT-06, DT-09, DT-10), and FHIR; and the check would see a breach. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Bundle, FhirResource, Parameters, Questionnaire, QuestionnaireResponse } from 'fhir/r4.js';
import { breachesOf } from '../support/check-package.js';
import {
  askPackage,
  contextOf,
  packageFor,
  parameters,
  sign,
  signOne,
  withCoverage,
  type Base,
} from '../support/dtr.js';
import { startPolicyApp, type PolicyApp } from '../support/policy-app.js';
import { scenarios } from '../support/scenarios/all.js';
import type { Situation } from '../support/scenarios/request.js';
import { EVALUATED_AT } from '../support/scenarios/scenario.js';
import { toDocument } from '../support/scenarios/to-document.js';
import { faultsOfExtension, faultsOfResource } from '../support/validate-fhir.js';

const ANSWER_SOURCE = 'https://site-of-care-cds.example.org/fhir/StructureDefinition/answer-source';
const VERSIONS: readonly (readonly ['2.0' | '2.2', Base])[] = [
  ['2.0', ''],
  ['2.2', '/crd/2.2'],
];
const situations: readonly (readonly [string, Situation])[] = [
  ...scenarios.map((one) => [one.id, one] as const),
  ...toDocument.filter(({ id }) => id !== 'T02').map((one) => [`open ${one.id}`, one] as const),
];

let app: PolicyApp;
beforeAll(async () => {
  app = await startPolicyApp({ now: EVALUATED_AT });
});
afterAll(() => app.close());

/** The form and the value sets are the same in every package. */
const known = new Map<string, readonly string[]>();
function faultsOf(resource: FhirResource): readonly string[] {
  const key = JSON.stringify(resource);
  const faults = known.get(key) ?? faultsOfResource(resource);
  known.set(key, faults);
  return faults;
}

describe.each(VERSIONS)('after a decision for CRD %s', (version, base) => {
  let packages = 0;

  test.each(situations)('%s: the package and everything in it', async (_id, situation) => {
    for (const { record, order } of await sign(app, situation, base)) {
      if (!record.documentation) continue;
      packages += 1;
      const { bundle, draft } = await packageFor(app, order, base);
      const about = { subject: 'Patient/p1', coverage: 'Coverage/c1', orders: [record.order] };
      expect(breachesOf(bundle, { version, ...about })).toEqual([]);
      for (const { resource } of bundle.entry ?? [])
        if (resource) expect(faultsOf(resource as FhirResource)).toEqual([]);
      // What the decision found is in it, all of it.
      const written = JSON.stringify(draft).match(/information-origin/g) ?? [];
      expect(written).toHaveLength(record.documentation.answers.length);
    }
  });

  test('packages of every determination that asks for documents were among them', () => {
    expect(packages).toBeGreaterThan(30);
  });

  test('the Parameters around it are valid FHIR', async () => {
    const [, situation] = situations[1] ?? [];
    if (!situation) throw new Error('no scenario');
    const { order } = await signOne(app, situation, base);
    const unknown = { name: 'questionnaire', valueCanonical: 'https://example.org/Questionnaire/x' };
    const body = parameters(withCoverage, { name: 'context', valueString: contextOf(order) }, unknown);
    const answer = (await askPackage(app, body, base)).body as Parameters;
    expect(answer.parameter?.map(({ resource }) => resource?.resourceType)).toEqual([
      'Bundle',
      'OperationOutcome',
    ]);
    expect(faultsOfResource(answer)).toEqual([]);
  });
});

test('the extension that names a source is as we published it', async () => {
  const { order } = await signOne(app, scenarioOf('T23'));
  const { draft } = await packageFor(app, order);
  const sources = extensionsIn(draft).filter(({ url }) => url === ANSWER_SOURCE);
  expect(sources.length).toBeGreaterThan(5);
  for (const source of sources) expect(faultsOfExtension(source, 'answer-source')).toEqual([]);
  expect(faultsOfExtension({ url: ANSWER_SOURCE, valueString: 'x' }, 'answer-source')).not.toEqual([]);
  const published = await fetch(`${app.url}/fhir/StructureDefinition/answer-source`);
  expect(await published.json()).toMatchObject({ resourceType: 'StructureDefinition', url: ANSWER_SOURCE });
});

describe('a breach would be seen', () => {
  const spoil = (
    bundle: Bundle,
    change: (form: Questionnaire, draft: QuestionnaireResponse) => void,
  ): Bundle => {
    const copy = structuredClone(bundle);
    const [form, draft] = (copy.entry ?? []).map(({ resource }) => resource);
    change(form as Questionnaire, draft as QuestionnaireResponse);
    return copy;
  };
  const about = {
    version: '2.0',
    subject: 'Patient/p1',
    coverage: 'Coverage/c1',
    orders: ['MedicationRequest/m1'],
  } as const;
  let good: Bundle;
  beforeAll(async () => {
    const { order } = await signOne(app, scenarioOf('T06'));
    good = (await packageFor(app, order)).bundle;
    expect(breachesOf(good, about)).toEqual([]);
  });
  /** The item of the draft that stands there, by its place. */
  const itemAt = (draft: QuestionnaireResponse, ...linkIds: readonly string[]) => {
    let items = draft.item ?? [];
    for (const linkId of linkIds.slice(0, -1)) items = items.find((one) => one.linkId === linkId)?.item ?? [];
    const found = items.find((one) => one.linkId === linkIds.at(-1));
    if (!found) throw new Error(`the draft has no ${linkIds.join()}`);
    return found;
  };

  test.each<[string, (form: Questionnaire, draft: QuestionnaireResponse) => void, RegExp]>([
    ['a canonical without version', (form) => { form.item?.push({ linkId: 'x', text: 'x', type: 'choice', answerValueSet: 'https://x/ValueSet/x' }); }, /names no version/],
    ['a value set that is not packed', (form) => { form.item?.push({ linkId: 'x', text: 'x', type: 'choice', answerValueSet: 'https://x/ValueSet/x|1' }); }, /not in the package/],
    ['a linkId twice', (form) => { form.item?.push({ linkId: '8', text: 'x', type: 'display' }); }, /8 is there twice/],
    ['a question without words', (form) => { delete form.item?.[1]?.text; }, /1 has no words/],
    ['a choice of nothing', (form) => { delete form.item?.[1]?.answerOption; }, /dtrq-2/],
    ['no total time', (form) => { form.extension?.find(({ url }) => url.endsWith('completion-time'))?.extension?.pop(); }, /no total/],
    ['a part for administrators', (form) => { form.extension?.push({ url: 'http://hl7.org/fhir/us/davinci-dtr/StructureDefinition/questionnaireAudience', valueCode: 'admin' }); }, /not clinical/],
    ['a question for the network', (form) => { form.item?.push({ linkId: 'x', text: 'Is the hospital in the network?', type: 'boolean' }); }, /belongs to the order/],
    ['a completed draft', (_form, draft) => { draft.status = 'completed'; }, /no draft/],
    ['a draft of another version', (_form, draft) => { draft.questionnaire = draft.questionnaire?.replace('2025', '2024') ?? ''; }, /another form/],
    ['a draft about another patient', (_form, draft) => { draft.subject = { reference: 'Patient/p2' }; }, /somebody else/],
    ['a draft without its order', (_form, draft) => { draft.extension = draft.extension?.slice(0, 1) ?? []; }, /does not name MedicationRequest/],
    ['an answer of another type', (_form, draft) => { Object.assign(itemAt(draft, '1'), { answer: [{ ...itemAt(draft, '1').answer?.[0], valueCoding: undefined, valueString: 'initial' }] }); }, /1: an answer has another type/],
    ['an answer that is no option', (_form, draft) => { Object.assign(itemAt(draft, '1').answer?.[0] ?? {}, { valueCoding: { code: 'initial' } }); }, /none of the options/],
    ['an answer out of range', (_form, draft) => { Object.assign(itemAt(draft, '6', '6.7', '6.7.1').answer?.[0] ?? {}, { valueDecimal: 101 }); }, /too large/],
    ['an answer that nobody filled in', (_form, draft) => { Object.assign(itemAt(draft, '1').answer?.[0] ?? {}, { extension: [] }); }, /who filled it in/],
    ['an answer with the words of another version', (_form, draft) => { Object.assign(itemAt(draft, '1').answer?.[0]?.extension?.[0] ?? {}, { extension: [{ url: 'source', valueCode: 'auto-server' }] }); }, /who filled it in/],
    ['an answer to what is not asked', (_form, draft) => { Object.assign(itemAt(draft, '2'), { answer: [] }); }, /6 is not asked/],
    ['an item that stands elsewhere', (_form, draft) => { draft.item?.push({ linkId: '6.12', text: 'x' }); }, /does not stand there/],
    ['items in another order', (_form, draft) => { draft.item?.reverse(); }, /order is not that of the form/],
    ['other words', (_form, draft) => { itemAt(draft, '1').text = 'x'; }, /other words/],
  ])('given %s', (_what, change, says) => {
    expect(breachesOf(spoil(good, change), about).join('\n')).toMatch(says);
  }); // prettier-ignore

  test.each<[string, (bundle: Bundle) => void, RegExp]>([
    ['the draft first', ({ entry }) => void entry?.reverse(), /first entry/],
    [
      'another resource',
      ({ entry }) => void entry?.push({ resource: { resourceType: 'Patient' } }),
      /closed/,
    ],
    ['two forms', ({ entry = [] }) => void entry.push(...entry.slice(0, 1)), /not one form[^]*twice/],
    ['a searchset', (bundle) => void (bundle.type = 'searchset'), /no collection/],
  ])('given %s', (_what, change, says) => {
    const copy = structuredClone(good);
    change(copy);
    expect(breachesOf(copy, about).join('\n')).toMatch(says);
  });
});

function scenarioOf(id: string): Situation {
  const found = scenarios.find((one) => one.id === id);
  if (!found) throw new Error(`no scenario ${id}`);
  return found;
}

type Extended = NonNullable<QuestionnaireResponse['extension']>[number];
function extensionsIn(value: unknown): readonly Extended[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = (value as { extension?: Extended[] }).extension ?? [];
  return [...own, ...Object.values(value).flatMap((one: unknown) => extensionsIn(one))];
}
