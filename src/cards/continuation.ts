/** The order a split needs: home infusion that starts when the first weeks at the hospital end (criterion INIT.PLAN). */
import type { ServiceRequest } from '../core/fhir.js';
import { formatDay } from '../core/dates.js';
import type { Order } from '../core/orders/types.js';
import type { ReachableSite } from '../core/site/types.js';
import type { ContinuationWords, SiteWords } from '../knowledge/card-types.js';
import { conceptOf, organizationOf, placeOf } from './change-site.js';

/** A draft ServiceRequest without an id: the EHR gives it one when it is created. */
export function continuationOf(
  order: Order,
  words: ContinuationWords,
  home: SiteWords,
  title: string,
  site: ReachableSite | undefined,
): ServiceRequest {
  const { subject, encounter, requester } = order.request;
  const place = placeOf(home, site);
  return {
    resourceType: 'ServiceRequest',
    ...(order.request.id && { basedOn: [{ reference: order.reference }] }),
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
