/**
 * Which resource of the draft a change of site is written to, and that resource afterwards. The site is written where it was
 * read (contract.md): a ServiceRequest of the draft, else the MedicationRequest. What is no draft of this call is never changed.
 */
import type { Decision } from '../core/decision.js';
import type { FhirResource, MedicationRequest } from '../core/fhir.js';
import type { Companion, Order } from '../core/orders/types.js';
import type { ReachableSite } from '../core/site/types.js';
import type { SiteWords } from '../knowledge/suggestion-types.js';
import { changeMedicationRequest, changeServiceRequest } from './change-site.js';
import { sharersOf, unlinked } from './shared-service.js';
import type { Draft } from './subject.js';

export interface Target {
  /** The service that is changed; undefined: the drug order is. */
  readonly service?: Companion;
  /** The service the site was read from, which stays as it is because other orders go with it. */
  readonly shared?: Companion;
  /** Decisions about those other orders. */
  readonly sharers: readonly Decision[];
}

export interface Changed {
  readonly resource: FhirResource;
  readonly sharers: readonly Decision[];
}

/** Undefined when nothing of the draft can be changed. */
export function targetOf(decision: Decision, { decisions, draft }: Draft): Target | undefined {
  const { order } = decision;
  const service = siteService(decision);
  const isOwn = service?.obtained.source === 'draft' && isIdentified(service.request);
  const sharers = isOwn ? sharersOf(service.reference, decisions, draft) : [];
  // An order that nobody asked about has no decision to name it by, and would be moved all the same.
  if (isOwn && sharers.length === 0 && service.sharedWith === undefined) return { service, sharers };
  if (!isOpen(order)) return undefined;
  return { sharers, ...(isOwn && { shared: service }) };
}

/**
 * The complete order with the new site. Coverage information added by this very answer is not in it: it speaks of the
 * former site, and the EHR asks again once the order has changed.
 */
export function changedOrder(
  { order }: Decision,
  { service, shared, sharers }: Target,
  words: SiteWords,
  site: ReachableSite | undefined,
): Changed {
  if (service) return { resource: changeServiceRequest(service.request, words, site), sharers };
  const request: MedicationRequest = shared ? unlinked(order.request, shared.reference) : order.request;
  return { resource: changeMedicationRequest(request, words, site), sharers };
}

/** The service order that says where the drug is given. */
export function siteService({ order, site }: Decision): Companion | undefined {
  return order.companions.find(({ reference }) => reference === site?.writtenAt);
}

/** A draft of this call, with an id an update can name. */
export function isOpen({ obtained, request }: Order): boolean {
  return obtained.source === 'draft' && isIdentified(request);
}

export function isIdentified(resource: FhirResource): boolean {
  return typeof resource.id === 'string' && resource.id !== '';
}
