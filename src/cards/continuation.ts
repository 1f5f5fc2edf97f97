/** The order a split needs: the therapy goes on at home or in an infusion suite when the first weeks end (criterion INIT.PLAN). */
import { text as textOf } from '../core/chart/read.js';
import { formatDay } from '../core/dates.js';
import type { Decision } from '../core/decision.js';
import type { CodeableConcept, ServiceRequest } from '../core/fhir.js';
import type { Order } from '../core/orders/types.js';
import type { ReachableSite } from '../core/site/types.js';
import type { NewOrderWords, SiteWords } from '../knowledge/suggestion-types.js';
import { conceptOf, placeOf } from './change-site.js';
import { siteService } from './changed-order.js';
import { referencesTo, type NewOrder } from './new-order.js';
import type { Subject } from './subject.js';

/** Days since 1970-01-01. */
export interface Weeks {
  readonly from: number;
  /** Last day of what was ordered in one, if that is known. */
  readonly to?: number | undefined;
}

/** One continuation serves all orders of the subject. */
export function continuationOf(
  { decisions, draft }: Subject,
  words: NewOrderWords,
  place: SiteWords,
  title: string,
  site: ReachableSite | undefined,
  weeks: Weeks,
): NewOrder {
  const [first, ...others] = decisions;
  const to = weeks.to !== undefined && weeks.to >= weeks.from ? formatDay(weeks.to) : undefined;
  return {
    orders: [first.order, ...others.map(({ order }) => order)],
    code: codeOf(words, first, title),
    site,
    place,
    rest: {
      ...linkOf(decisions, draft.length === 1),
      occurrencePeriod: { start: formatDay(weeks.from), ...(to !== undefined && { end: to }) },
      locationCode: placeOf(place, site).locationCode.map(conceptOf),
      ...(site?.location !== undefined && { locationReference: [{ display: site.name }] }),
    },
  };
}

/** What is given elsewhere is what was ordered here, where the site has no code of its own. */
function codeOf({ code }: NewOrderWords, decision: Decision, title: string): CodeableConcept {
  if (code) return { coding: [code], text: title };
  const coding = siteService(decision)?.request.code?.coding;
  return { ...(Array.isArray(coding) && coding.length > 0 && { coding }), text: title };
}

/**
 * Linked no more strongly than the service that says where the first doses are given: a stronger link would take that one's
 * place as evidence of site and date (core/orders/companions.ts). Beside the only drug order of a draft no link is needed.
 */
function linkOf(decisions: readonly Decision[], isOnly: boolean): Partial<ServiceRequest> {
  const orders = decisions.map(({ order }) => order);
  const references = referencesTo(orders);
  const links = new Set(decisions.map((decision) => siteService(decision)?.link));
  const requisition = requisitionOf(orders);
  const isGrouped = links.has('group') && links.size === 1 && requisition !== undefined;
  const isLoose = links.has('only-one') || (isOnly && links.has(undefined));
  if (!isGrouped && !isLoose) return references ? { basedOn: [...references] } : {};
  return {
    ...(isGrouped && { requisition }),
    ...(references && { supportingInfo: [...references] }),
  };
}

/** The group all of the orders belong to. */
function requisitionOf(orders: readonly Order[]): ServiceRequest['requisition'] {
  const [first, ...others] = orders.map(({ request }) => request.groupIdentifier);
  const isOne = others.every((one) => one?.value === first?.value && one?.system === first?.system);
  return textOf(first?.value) !== undefined && isOne ? first : undefined;
}
