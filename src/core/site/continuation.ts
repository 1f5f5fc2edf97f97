/**
 * Services at home or in an infusion suite that begin after the planned date: the plan for continuation (policy
 * I.A.1.b.i), never evidence of the site now (contract.md, "Settled details", Site).
 */
import type { Chart, Obtained } from '../chart/chart.js';
import { list } from '../chart/read.js';
import { typeAndId } from '../chart/references.js';
import type { DaySpan } from '../dates.js';
import type { Evidence } from '../evidence.js';
import type { ServiceRequest } from '../fhir.js';
import { flatMapped, found } from '../lists.js';
import { administrationService } from '../orders/administration-services.js';
import { siteCompanions } from '../orders/companions.js';
import { serviceStarts } from '../orders/planned-date.js';
import type { Companion, CompanionLink, Order } from '../orders/types.js';
import type { Truth } from '../truth.js';
import { RUNG } from './ladder.js';
import { verdictOf } from './service-site.js';
import { spoken, type Look } from './sighting.js';
import type { SiteMap } from './site-map.js';
import type { ProviderDirectory, SiteClass } from './types.js';

/** A service that may carry the treatment on at a preferred site. */
export interface ContinuationService {
  readonly reference: string;
  /** `chart`: an active order of the chart that no link ties to this drug. */
  readonly link: CompanionLink | 'chart';
  readonly siteClass: SiteClass;
  /** When it begins; undefined when it does not say. */
  readonly start?: DaySpan;
  /** Does it begin after the planned date? Never `not-met`: such a service is not listed. */
  readonly later: Truth;
  readonly evidence: readonly Evidence[];
}

const PREFERRED: ReadonlySet<SiteClass> = new Set<SiteClass>(['HOME', 'ASC_AIC']);
const LIVE: ReadonlySet<unknown> = new Set(['draft', 'active']);

/** Companions of the order and live services of the chart at home or in an infusion suite, that do not begin before the drug does. */
export function continuationCompanions(
  order: Order,
  chart: Chart,
  siteMap: SiteMap,
  directory: ProviderDirectory | undefined,
): readonly ContinuationService[] {
  const look: Look = directory ? { chart, siteMap, directory } : { chart, siteMap };
  const linked = found(order.companions, (companion) =>
    continuationAt(companion, companion.link, order, look),
  );
  const others = found(chartServices(order, chart), (obtained) =>
    continuationAt(unlinked(obtained), 'chart', order, look),
  );
  return others.length === 0 ? linked : [...linked, ...others];
}

function continuationAt(
  companion: Companion,
  link: ContinuationService['link'],
  order: Order,
  look: Look,
): ContinuationService | undefined {
  const start = serviceStarts(companion.request)[0];
  const later = isLater(start?.span, order);
  if (later === 'not-met') return undefined;
  const { siteClass, deciding, rung } = verdictOf(companion, look);
  if (!PREFERRED.has(siteClass)) return undefined;
  // An unlinked order of the chart has to be for giving a drug: physiotherapy at home carries nothing on.
  const gives = administrationService(companion.request) !== undefined || rung === RUNG.performer;
  if (link === 'chart' && !gives) return undefined;
  const begins = start ? [spoken(companion.obtained, start.path, { date: start.text })] : [];
  return {
    reference: companion.reference,
    link,
    siteClass,
    ...(start && { start: start.span }),
    later,
    evidence: [...flatMapped(deciding, ({ evidence }) => evidence), ...begins],
  };
}

/** The companions that may say where the drug is given, continuation left out. */
export function siteServices(order: Order, look: Look): readonly Companion[] {
  return siteCompanions(order.companions).filter((companion) => {
    const [start] = serviceStarts(companion.request);
    if (isLater(start?.span, order) !== 'met') return true;
    return !PREFERRED.has(verdictOf(companion, look).siteClass);
  });
}

function isLater(start: DaySpan | undefined, order: Order): Truth {
  const planned = order.planned.span;
  if (!start) return 'needs-documentation';
  if (start.first > planned.last) return 'met';
  return start.last <= planned.first ? 'not-met' : 'needs-documentation';
}

/** Live services of the patient that are not part of this draft's order, nor based on another drug order. */
function chartServices(order: Order, chart: Chart): readonly Obtained[] {
  const known = new Set(order.companions.map((companion) => companion.reference));
  const patient = typeAndId(order.request.subject?.reference);
  return chart.all('ServiceRequest').filter(({ resource, reference, source }) => {
    const { status, subject, basedOn, doNotPerform } = resource as Partial<ServiceRequest>;
    if (source === 'draft' || !LIVE.has(status) || doNotPerform === true || known.has(reference))
      return false;
    const other = typeAndId(subject?.reference);
    if (patient !== undefined && other !== undefined && other !== patient) return false;
    return !list(basedOn).some((one) => typeAndId(one.reference)?.startsWith('MedicationRequest/'));
  });
}

function unlinked(obtained: Obtained): Companion {
  return {
    reference: obtained.reference,
    request: obtained.resource as ServiceRequest,
    link: 'same-draft',
    obtained,
  };
}
