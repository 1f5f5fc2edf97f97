/**
 * Our statement of what Da Vinci DTR 2.2 asks of a package (DT-05, DT-06, DT-09, DT-10), as a list of what a Bundle breaks. Written against
 * the guide's profiles and invariants, apart from the code that makes the package; CQL and ELM of the Libraries have their own tests.
 */
import type { Bundle, FhirResource, Library, Questionnaire, QuestionnaireItem, ValueSet } from 'fhir/r4.js';
import {
  at,
  canonicalOf,
  CORE,
  DTR,
  draftBreaches,
  only,
  repeated,
  type PackageFor,
  type Versioned,
} from './check-draft.js';

const ALLOWED = ['Questionnaire', 'QuestionnaireResponse', 'ValueSet', 'Library'];
/** DTR 2.2 oper-15 */
const EXPANDED_BELOW = 40;
const TIMES = ['under-1min', 'under-3min', 'under-5min', 'over-5min'];
/** Belong to the order, and are asked by nobody who documents (CI-12). */
const OF_THE_ORDER = /\bperformer\b|^is the .* in the network|where will the (drug|infusion) be given/i;

const flat = (items: readonly QuestionnaireItem[] = []): readonly QuestionnaireItem[] =>
  items.flatMap((item) => [item, ...flat(item.item)]);

/** What the package breaks; empty when nothing. */
export function breachesOf(bundle: Bundle, expected: PackageFor): readonly string[] {
  const resources = (bundle.entry ?? []).flatMap(({ resource }) =>
    resource ? [resource as FhirResource] : [],
  );
  const [questionnaire] = resources;
  const responses = resources.filter((one) => one.resourceType === 'QuestionnaireResponse');
  const shape = only([
    bundle.type !== 'collection' && 'the Bundle is no collection',
    resources.length !== bundle.entry?.length && 'an entry is empty',
    questionnaire?.resourceType !== 'Questionnaire' && 'the form is not the first entry (dtrb-1)',
    resources.filter((one) => one.resourceType === 'Questionnaire').length !== 1 && 'not one form',
    responses.length !== 1 && 'not one draft',
    ...resources.map((one) => !ALLOWED.includes(one.resourceType) && `${one.resourceType}: closed slicing`),
    ...repeated((bundle.entry ?? []).flatMap(({ fullUrl }) => fullUrl ?? [])),
    ...repeated(resources.flatMap((one) => ('url' in one ? [canonicalOf(one as Library)] : []))),
  ]);
  const [draft] = responses;
  if (questionnaire?.resourceType !== 'Questionnaire' || draft?.resourceType !== 'QuestionnaireResponse')
    return shape;
  const libraries = resources.filter((one): one is Library => one.resourceType === 'Library');
  const sets = resources.filter((one): one is ValueSet => one.resourceType === 'ValueSet');
  return [
    ...shape,
    ...canonicals(questionnaire, libraries, [...libraries, ...sets]),
    ...sets.flatMap(expansion),
    ...formBreaches(questionnaire),
    ...draftBreaches(draft, questionnaire, expected),
  ];
}

/** Every reference says its version, and leads to an entry (oper-12, oper-14, oper-16). */
function canonicals(
  form: Questionnaire,
  libraries: readonly Library[],
  packed: readonly Versioned[],
): readonly string[] {
  const named = [
    ...at(form, `${CORE}/cqf-library`).map(({ valueCanonical }) => valueCanonical),
    ...flat(form.item).map(({ answerValueSet }) => answerValueSet),
    ...libraries.flatMap(({ relatedArtifact = [] }) =>
      relatedArtifact.flatMap(({ type, resource }) => (type === 'depends-on' ? [resource] : [])),
    ),
  ].flatMap((canonical) => canonical ?? []);
  const there = new Set(packed.map(canonicalOf));
  return named
    .filter((canonical) => /\/(Library|ValueSet)\//.test(canonical))
    .flatMap((canonical) => [
      ...(/\|./.test(canonical) ? [] : [`${canonical} names no version`]),
      ...(there.has(canonical) ? [] : [`${canonical} is not in the package`]),
    ]);
}

/** oper-15; a set of prefixes has no list to expand. */
function expansion({ id, compose, expansion: found }: ValueSet): readonly string[] {
  const includes = compose?.include ?? [];
  if (includes.some(({ concept, valueSet }) => !concept || valueSet)) return [];
  const codes = includes.flatMap(({ system, concept = [] }) =>
    concept.map(({ code }) => `${system}|${code}`),
  );
  if (codes.length >= EXPANDED_BELOW) return [];
  const listed = (found?.contains ?? []).map(({ system, code }) => `${system}|${code}`);
  return codes.join() === listed.join() && found?.total === codes.length ? [] : [`${id} is not expanded`];
}

function formBreaches(form: Questionnaire): readonly string[] {
  const items = flat(form.item);
  const linkIds = items.map(({ linkId }) => linkId);
  const audience = at(form, `${DTR}/questionnaireAudience`).map(({ valueCode }) => valueCode);
  const [time] = at(form, `${DTR}/estimated-completion-time`);
  const timed = (name: string) =>
    TIMES.includes(time?.extension?.find(({ url }) => url === name)?.valueCode ?? '');
  return only([
    !form.meta?.profile?.includes(`${DTR}/dtr-std-questionnaire`) && 'the form claims no profile',
    form.subjectType?.join() !== 'Patient' && 'the form is not about a Patient',
    form.version === undefined && 'the form has no version',
    form.effectivePeriod === undefined && 'the form does not say from when it holds',
    audience.length === 0 && 'nobody is said to answer',
    // DT-10: one part for one audience, so nothing has to mark where the clinical part ends.
    audience.some((one) => one !== 'clinical') && 'a part of the form is not clinical',
    time && !timed('clinicalTime') && 'dtrq-6: no clinicalTime',
    time && !timed('totalTime') && 'the completion time has no total',
    ...repeated(linkIds),
    ...items.flatMap((item) => itemBreaches(item, linkIds)),
  ]);
}

function itemBreaches(item: QuestionnaireItem, linkIds: readonly string[]): readonly string[] {
  const { linkId, text, type, readOnly, required, enableWhen = [] } = item;
  const isChoice = type === 'choice' || type === 'open-choice';
  return only([
    !text && 'has no words',
    isChoice && !item.answerOption && !item.answerValueSet && 'dtrq-2: a choice of nothing',
    type === 'quantity' && at(item, `${CORE}/questionnaire-unitOption`).length === 0 && 'dtrq-3: no unit',
    type === 'reference' &&
      at(item, `${CORE}/questionnaire-referenceResource`).length === 0 &&
      'dtrq-4: a reference to anything',
    at(item, `${CORE}/questionnaire-hidden`).length > 0 && 'is hidden',
    readOnly && required && 'demands what nobody can enter',
    !readOnly && OF_THE_ORDER.test(text ?? '') && 'asks what belongs to the order',
    enableWhen.some(({ question }) => !linkIds.includes(question)) && 'depends on what is not there',
  ]).map((breach) => `${linkId} ${breach}`);
}
