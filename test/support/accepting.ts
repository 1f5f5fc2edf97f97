/** What an EHR does when a suggestion is accepted: the draft changes, and the hook is called again. */
import type { FhirResource } from 'fhir/r4.js';
import type { Action, CdsResponse, Suggestion } from '../../src/cards/types.js';
import type { DraftRequest } from '../../src/hooks/types.js';

/** The suggestion with this label, on whichever card it stands. */
export function suggestionOf(response: CdsResponse, label: RegExp): Suggestion {
  const all = response.cards.flatMap(({ suggestions = [] }) => suggestions);
  const found = all.find((one) => label.test(one.label));
  if (!found) throw new Error(`no ${String(label)} among: ${all.map((one) => one.label).join(', ')}`);
  return found;
}

/** The next call, after these suggestions were accepted and, as CDS Hooks asks, every system action was carried out. */
export function afterAccepting(
  request: DraftRequest,
  response: CdsResponse,
  ...labels: readonly RegExp[]
): DraftRequest {
  const accepted = labels.flatMap((label) => suggestionOf(response, label).actions ?? []);
  const { draftOrders } = request.context;
  const before = (draftOrders.entry ?? []).flatMap(({ resource }) => (resource as FhirResource) ?? []);
  const actions = [...(response.systemActions ?? []), ...accepted];
  const after = actions.reduce<readonly FhirResource[]>(carriedOut, before);
  return {
    ...request,
    hookInstance: crypto.randomUUID(),
    context: {
      ...request.context,
      draftOrders: { ...draftOrders, entry: after.map((resource) => ({ resource })) },
    },
  };
}

/** The draft after one action. A created order gets an id from the EHR. */
export function carriedOut(draft: readonly FhirResource[], action: Action): FhirResource[] {
  const { type, resource, resourceId } = action;
  if (type === 'delete') return draft.filter((one) => `${one.resourceType}/${one.id}` !== resourceId);
  if (!resource) throw new Error(`a ${type} without a resource`);
  if (type === 'create') return [...draft, { ...resource, id: `created-${draft.length}` }];
  const isIt = (one: FhirResource): boolean =>
    one.resourceType === resource.resourceType && one.id === resource.id;
  if (!draft.some(isIt)) throw new Error(`${resource.resourceType}/${resource.id} is not in the draft`);
  return draft.map((one) => (isIt(one) ? resource : one));
}
