/** The order a split needs: home infusion that starts when the first weeks at the hospital end (criterion INIT.PLAN). */
import type { ServiceRequest } from '../core/fhir.js';
import { formatDay } from '../core/dates.js';
import type { Order } from '../core/orders/types.js';
import type { ReachableSite } from '../core/site/types.js';
import type { ContinuationWords, SiteWords } from '../knowledge/card-types.js';
import { conceptOf, organizationOf, placeOf } from './change-site.js';

/**
 * A draft ServiceRequest without an id: the EHR gives it one when it is created.
 * @param orders of the same drug with the same answer; one continuation serves all of them
 */
export function continuationOf(
  orders: readonly [Order, ...Order[]],
  words: ContinuationWords,
  home: SiteWords,
  title: string,
  site: ReachableSite | undefined,
): ServiceRequest {
  const [order] = orders;
  const { subject, encounter, requester } = order.request;
  const basedOn = orders.flatMap(({ request, reference }) => (request.id ? [{ reference }] : []));
  const place = placeOf(home, site);
  return {
    resourceType: 'ServiceRequest',
    ...(basedOn.length > 0 && { basedOn }),
    status: 'draft',
    intent: 'order',
    code: { coding: [words.code], text: title },
    subject,
    ...(encounter && { encounter }),
    occurrencePeriod: { start: formatDay(order.planned.span.first + words.startsAfterDays) },
    ...(requester && { requester }),
    performerType: { coding: [...place.specialty] },
    ...(site && { performer: [organizationOf(site)] }),
    locationCode: place.locationCode.map(conceptOf),
  };
}
