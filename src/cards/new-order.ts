/** A draft ServiceRequest that a suggestion creates: for whom, by whom and for which drug orders, taken from these. */
import type { CodeableConcept, ServiceRequest } from '../core/fhir.js';
import { found } from '../core/lists.js';
import type { Order } from '../core/orders/types.js';
import type { ReachableSite } from '../core/site/types.js';
import type { SiteWords } from '../knowledge/suggestion-types.js';
import { organizationOf, placeOf } from './change-site.js';
import type { Action } from './types.js';

/** RFC 3986: the value is a URI. */
const URI = 'urn:ietf:rfc:3986';

export interface NewOrder {
  /** Of the same drug with the same answer; one new order serves all of them. */
  readonly orders: readonly [Order, ...Order[]];
  readonly code: CodeableConcept;
  readonly site: ReachableSite | undefined;
  /** Of the kind of site it is for. */
  readonly place: SiteWords;
  readonly rest: Partial<ServiceRequest>;
}

/**
 * The action that creates it. It has no id: nothing else in the suggestion refers to it, and the EHR gives it one (CR-62).
 *
 * @param uuid of the suggestion. It becomes an identifier, so that accepting twice creates once (CR-61)
 */
export function creation(uuid: string, description: string, wanted: NewOrder): Action {
  const value = `urn:uuid:${uuid}`;
  return {
    type: 'create',
    description,
    resource: newOrder(wanted, { system: URI, value }),
    extension: { 'davinci-crd.if-none-exist': `identifier=${URI}|${value}` },
  };
}

function newOrder(
  { orders, code, site, place, rest }: NewOrder,
  identifier: { readonly system: string; readonly value: string },
): ServiceRequest {
  const [{ request }] = orders;
  const { subject, encounter, requester, authoredOn, insurance } = request;
  const order: ServiceRequest = {
    resourceType: 'ServiceRequest',
    identifier: [identifier],
    status: 'draft',
    intent: 'order',
    code,
    subject,
  };
  if (encounter) order.encounter = encounter;
  if (authoredOn !== undefined) order.authoredOn = authoredOn;
  if (requester) order.requester = requester;
  order.performerType = { coding: [...placeOf(place, site).specialty] };
  if (site) order.performer = [organizationOf(site)];
  if (insurance) order.insurance = insurance;
  return Object.assign(order, rest);
}

/** Undefined when none of the orders has an id to refer to. */
export function referencesTo(
  orders: readonly Order[],
): readonly { readonly reference: string }[] | undefined {
  const references = found(orders, ({ request, reference }) => (request.id ? { reference } : undefined));
  return references.length > 0 ? references : undefined;
}

/** Somebody said when the first dose is due; from the day of the order nobody can tell when its weeks are over. */
export function isDated({ planned }: Order): boolean {
  return planned.path !== 'authoredOn' && planned.path !== 'evaluation date';
}
