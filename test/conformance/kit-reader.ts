/**
 * Reads an answer the way the public CRD 2.0.1 server test kit does, which is stricter in places than the guide: what it would hold against
 * the answer to one call, and which types of response it would recognise in it.
 */
import type { Extension, FhirResource } from 'fhir/r4.js';
import { COVERAGE_INFORMATION } from '../../src/crd/coverage-information.js';
import { nameOf, PRIMARY, type Call, type Hook } from './calls.js';

type Json = Readonly<Record<string, unknown>>;

export type ResponseType =
  'additional-orders' | 'coverage-information' | 'external-reference' | 'instructions' | 'propose-alternate';

/** The types of resource that have to carry coverage information, by hook. */
const ORDERS = [
  'DeviceRequest',
  'MedicationRequest',
  'NutritionOrder',
  'ServiceRequest',
  'VisionPrescription',
];
const CARRIERS: Readonly<Record<Hook, readonly string[]>> = {
  'order-sign': ORDERS,
  'order-select': ORDERS,
  'order-dispatch': ORDERS,
  'appointment-book': ['Appointment'],
};

/** What the kit would call an error. */
export function kitFaults(call: Call, answer: unknown): readonly string[] {
  const { cards, systemActions } = answer as Json;
  const isPrimary = PRIMARY.some((hook) => hook === call.hook);
  if (!Array.isArray(cards)) return ['cards is no array'];
  if (systemActions === undefined && isPrimary) return ['systemActions is missing'];
  if (systemActions !== undefined && !Array.isArray(systemActions)) return ['systemActions is no array'];
  return [
    ...(cards as Json[]).flatMap((card) => cardFaults(call, card)),
    ...((systemActions ?? []) as Json[]).flatMap(actionFaults),
    ...((systemActions ?? []) as Json[]).flatMap(({ resource }) =>
      repetitionFaults(resource as FhirResource),
    ),
  ];
}

/** Coverage information counts only on a resource of the hook's own kind. */
export function responseTypes({ hook }: Call, answer: unknown): ReadonlySet<ResponseType> {
  const { cards, systemActions = [] } = answer as { cards: Json[]; systemActions?: Json[] };
  const found = new Set<ResponseType>();
  for (const { resource } of systemActions as { resource: FhirResource }[]) {
    if (!CARRIERS[hook].includes(resource.resourceType)) continue;
    if (coverageInformation(resource).length > 0) found.add('coverage-information');
  }
  for (const card of cards) {
    const links = card['links'] as Json[] | undefined;
    const suggestions = (card['suggestions'] as Json[] | undefined)?.map(typesOfActions);
    if (links?.every(({ type }) => type === 'absolute')) found.add('external-reference');
    if (!links && !suggestions) found.add('instructions');
    if (suggestions?.every((types) => types.every((type) => type === 'create')))
      found.add('additional-orders');
    if (suggestions?.some((types) => types.includes('update'))) found.add('propose-alternate');
  }
  return found;
}

function cardFaults(call: Call, card: Json): readonly string[] {
  const source = (card['source'] ?? {}) as Json;
  const topic = (source['topic'] ?? {}) as Json;
  const list = (name: string): readonly Json[] => (card[name] ?? []) as Json[];
  const faults = [
    ...strings(card, ['summary', 'indicator'], 'card'),
    ...strings(source, ['label'], 'source'),
    ...strings(topic, ['code', 'system'], 'topic'),
    ...list('overrideReasons').flatMap((one) =>
      strings(one, ['code', 'system', 'display'], 'overrideReasons'),
    ),
    ...list('links').flatMap(linkFaults),
    ...list('suggestions').flatMap((one) => suggestionFaults(call, one)),
  ];
  for (const name of ['suggestions', 'overrideReasons', 'links'])
    if (card[name] !== undefined && list(name).length === 0) faults.push(`${name} is empty`);
  if (String(card['summary']).length >= 140) faults.push('summary is too long');
  if (!['info', 'warning', 'critical'].includes(String(card['indicator'])))
    faults.push('indicator is unknown');
  if (list('suggestions').length > 0 && !/^(at-most-one|any)$/.test(String(card['selectionBehavior'])))
    faults.push('selectionBehavior is missing');
  return faults;
}

function linkFaults(link: Json): readonly string[] {
  const faults = [...strings(link, ['label', 'type', 'url'], 'link')];
  if (!URL.canParse(String(link['url']))) faults.push('link.url is no address');
  if (link['type'] === 'absolute' && link['appContext'] !== undefined)
    faults.push('appContext beside absolute');
  return faults;
}

/** Whatever is updated or deleted has to be in the draft of the call; what is created need not. */
function suggestionFaults(call: Call, suggestion: Json): readonly string[] {
  const actions = suggestion['actions'] as readonly Json[] | undefined;
  if (!actions || actions.length === 0) return ['a suggestion without actions'];
  const draft = (call.context['draftOrders'] ?? {}) as { entry?: { resource: FhirResource }[] };
  const drafted = (draft.entry ?? []).map(({ resource }) => nameOf(resource));
  const strangers = actions
    .filter(({ type }) => type !== 'create')
    .map(({ resource, resourceId }) => (resource ? nameOf(resource as FhirResource) : String(resourceId)))
    .filter((name) => !drafted.includes(name));
  return [
    ...strings(suggestion, ['label', 'uuid'], 'suggestion'),
    ...actions.flatMap(actionFaults),
    ...strangers.map((name) => `${name} is not in draftOrders`),
  ];
}

function actionFaults(action: Json): readonly string[] {
  const faults = [...strings(action, ['type', 'description'], 'action')];
  const resource = action['resource'] as Partial<FhirResource> | undefined;
  if (action['type'] === 'delete') return [...faults, ...strings(action, ['resourceId'], 'delete')];
  if (action['type'] !== 'create' && action['type'] !== 'update') faults.push('action of an unknown type');
  if (typeof resource?.resourceType !== 'string') faults.push('action without resource');
  if (action['type'] === 'update' && typeof resource?.id !== 'string') faults.push('update without id');
  return faults;
}

/** One id for each coverage, and another one for another coverage. */
function repetitionFaults(resource: FhirResource): readonly string[] {
  const idsOf = new Map<string, Set<string>>();
  for (const extension of coverageInformation(resource)) {
    const coverage = part(extension, 'coverage')?.valueReference?.reference ?? '';
    const id = part(extension, 'coverage-assertion-id')?.valueString ?? '';
    idsOf.set(coverage, (idsOf.get(coverage) ?? new Set()).add(id));
  }
  const sets = [...idsOf.values()];
  const isOne = sets.every((ids) => ids.size === 1);
  const differ = new Set(sets.flatMap((ids) => [...ids])).size === sets.length;
  return isOne && differ ? [] : [`the assertion ids of ${nameOf(resource)} do not go with its coverages`];
}

export function coverageInformation(resource: FhirResource): readonly Extension[] {
  const { extension = [] } = resource as { extension?: Extension[] };
  return extension.filter(({ url }) => url === COVERAGE_INFORMATION);
}

export function part(extension: Extension, url: string): Extension | undefined {
  return extension.extension?.find((one) => one.url === url);
}

function typesOfActions(suggestion: Json): readonly string[] {
  return ((suggestion['actions'] ?? []) as Json[]).map(({ type }) => String(type));
}

function strings(value: Json, names: readonly string[], where: string): readonly string[] {
  const missing = names.filter((name) => typeof value[name] !== 'string' || value[name] === '');
  return missing.map((name) => `${where}.${name} is no string`);
}
