/** Does what an EHR does when a suggestion is accepted or a system action arrives: changes the draft. */
import type { Action } from '../../../src/cards/types.js';
import type { HookRequest } from '../api/sandbox.js';
import { isObject, keyOf, list, type Resource } from './resources.js';

/** @param newId ids for created resources, as the EHR gives them out */
export function applyActions(
  request: HookRequest,
  actions: readonly Action[],
  newId: () => string,
): HookRequest {
  return actions.reduce((sum, action) => applied(sum, action, newId), request);
}

function applied(request: HookRequest, action: Action, newId: () => string): HookRequest {
  const resource = action.resource as Resource | undefined;
  switch (action.type) {
    case 'create':
      return resource ? created(request, { ...resource, id: newId() }) : request;
    case 'update':
      return resource ? (replaced(request, keyOf(resource), resource) as HookRequest) : request;
    case 'delete':
      return action.resourceId === undefined
        ? request
        : (replaced(request, action.resourceId, undefined) as HookRequest);
  }
}

/** New orders join the draft; in a hook without a draft they join what is stored, which is how the next call sees them. */
function created(request: HookRequest, resource: Resource): HookRequest {
  const { draftOrders } = request.context;
  if (isObject(draftOrders))
    return { ...request, context: { ...request.context, draftOrders: joined(draftOrders, resource) } };
  const { createdOrders } = request.prefetch ?? {};
  const bundle = isObject(createdOrders) ? createdOrders : { resourceType: 'Bundle', type: 'collection' };
  return { ...request, prefetch: { ...request.prefetch, createdOrders: joined(bundle, resource) } };
}

function joined(bundle: Readonly<Record<string, unknown>>, resource: Resource) {
  return { ...bundle, entry: [...list(bundle['entry']), { resource }] };
}

/** The value with the resource of that key exchanged, or taken out of its Bundle, wherever it stands. */
function replaced(value: unknown, key: string, by: Resource | undefined): unknown {
  if (Array.isArray(value))
    return value.flatMap((one: unknown) =>
      by === undefined && isObject(one) && isAt(one['resource'], key) ? [] : [replaced(one, key, by)],
    );
  if (!isObject(value)) return value;
  if (isAt(value, key)) return by;
  return Object.fromEntries(Object.entries(value).map(([name, below]) => [name, replaced(below, key, by)]));
}

function isAt(value: unknown, key: string): boolean {
  return isObject(value) && typeof value['resourceType'] === 'string' && keyOf(value as Resource) === key;
}
