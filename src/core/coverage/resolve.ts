/**
 * Gate S.LOB: which of the patient's coverages the order falls under, and whether a payer of ours stands behind it.
 * contract.md, "Settled details", Coverage.
 */
import type { Chart, Obtained, ReadRequest } from '../chart/chart.js';
import { list } from '../chart/read.js';
import { readable, resolve, typeAndId } from '../chart/references.js';
import type { Coverage } from '../fhir.js';
import { flatMapped, found } from '../lists.js';
import type { Order } from '../orders/types.js';
import type { Truth } from '../truth.js';
import { assess, type Assessment } from './assess.js';
import { unreadPayors } from './payor.js';
import type { CoverageResult, CoverageStatus, PayerKnowledge } from './types.js';

const TRUTH: Readonly<Record<CoverageStatus, Truth>> = {
  applies: 'met',
  assumed: 'met',
  'other-line-of-business': 'not-met',
  'other-payer': 'not-met',
  ended: 'not-met',
  'not-started': 'not-met',
  none: 'needs-documentation',
  unavailable: 'needs-documentation',
  unknown: 'needs-documentation',
};

/**
 * @param payers every payer this service answers for; the first one stands in when coverage is assumed
 * @param options.assumeCoverage ASSUME_COVERAGE: only after a look found no Coverage at all
 */
export function resolveCoverage(
  order: Order,
  patientId: string,
  chart: Chart,
  payers: readonly PayerKnowledge[],
  options: { readonly assumeCoverage: boolean },
): CoverageResult {
  const held = coveragesOf(order, patientId, chart);
  const assessed = found(held, (one) => assess(one, order.planned.span, chart, payers));
  if (assessed.length === 0)
    return nothingFound(held.length > 0, order, chart, payers, options.assumeCoverage);

  const candidates = narrowed(assessed);
  const [first, ...others] = candidates as [Assessment, ...Assessment[]];
  if (others.some((other) => other.status !== first.status || other.payer !== first.payer)) {
    return {
      status: 'unknown',
      truth: TRUTH.unknown,
      reason: `${candidates.length} active coverages disagree, and the order does not say which one applies.`,
      evidence: candidates.flatMap(({ evidence }) => evidence),
      assumptions: [],
    };
  }
  const chosen = [...candidates].sort(byOrder)[0] ?? first;
  return {
    status: chosen.status,
    truth: TRUTH[chosen.status],
    coverage: chosen.held.resource as Coverage,
    reference: chosen.held.reference,
    ...(chosen.payer && { payer: chosen.payer }),
    reason: chosen.reason,
    evidence: chosen.evidence,
    assumptions: chosen.assumptions,
  };
}

/**
 * What would help to decide and has not been asked for: the Coverage the order names, and the Organization behind a
 * payor reference unless type or plan decide without it. Only a plain `Type/id` can be read.
 * @param payers leave out to ask for every unread payor
 */
export function coverageReads(
  order: Order,
  chart: Chart,
  payers: readonly PayerKnowledge[] = [],
): readonly ReadRequest[] {
  const isAsked = (key: string): boolean => chart.availability(key) !== undefined;
  const named = found(list(order.request.insurance), (reference) => {
    if (resolve(chart, reference, order.obtained)) return undefined;
    const target = readable(reference, chart);
    return target?.resourceType === 'Coverage' ? `Coverage/${target.id}` : undefined;
  });
  const payors = flatMapped(coveragesOnFile(order, chart), (held) => {
    const unread = unreadPayors(held, chart).filter((key) => !isAsked(key));
    return unread.length > 0 && assess(held, order.planned.span, chart, payers)?.needsPayor ? unread : [];
  });
  if (named.length + payors.length === 0) return [];
  return found([...new Set([...named, ...payors])], (key) => {
    const [resourceType, id] = key.split('/') as [string, string];
    return isAsked(key) ? undefined : { kind: 'read', key, resourceType, id };
  });
}

/** Active coverages of the patient, or those of them the order itself names. */
function coveragesOf(order: Order, patientId: string, chart: Chart): readonly Obtained[] {
  const own = coveragesOnFile(order, chart).filter(({ resource }) => {
    const beneficiary = typeAndId((resource as Partial<Coverage>).beneficiary?.reference);
    return beneficiary === undefined || beneficiary === `Patient/${patientId}`;
  });
  if (own.length < 2) return own;
  const named = new Set(
    list(order.request.insurance).map((one) => resolve(chart, one, order.obtained)?.resource),
  );
  const chosen = own.filter(({ resource }) => named.has(resource));
  return chosen.length > 0 ? chosen : own;
}

/** Every Coverage that is or was in force, contained ones of the order included; drafts and mistaken entries are as if not there. */
function coveragesOnFile(order: Order, chart: Chart): readonly Obtained[] {
  const contained = found(list(order.request.insurance), (one) => {
    const held = one.reference?.startsWith?.('#') ? resolve(chart, one, order.obtained) : undefined;
    return held?.resource.resourceType === 'Coverage' ? held : undefined;
  });
  return [...chart.all('Coverage'), ...contained].filter(({ resource }) => {
    const { status } = resource as Partial<Coverage>;
    return status === undefined || status === null || status === 'active' || status === 'cancelled';
  });
}

/** Coverages out of force, and those that never pay for a drug, count only when there is no other. */
function narrowed(assessed: readonly Assessment[]): readonly Assessment[] {
  const medical = assessed.filter(({ ancillary }) => !ancillary);
  const candidates = medical.length > 0 ? medical : assessed;
  const inForce = candidates.filter(({ status }) => status !== 'ended' && status !== 'not-started');
  return inForce.length > 0 ? inForce : candidates;
}

/** Coverage.order 1 is the primary; a Coverage without order comes last. */
function byOrder(a: Assessment, b: Assessment): number {
  const rank = ({ held }: Assessment): number => {
    const { order } = held.resource as Coverage;
    return typeof order === 'number' ? order : Number.MAX_SAFE_INTEGER;
  };
  return rank(a) - rank(b);
}

function nothingFound(
  selfPay: boolean,
  order: Order,
  chart: Chart,
  payers: readonly PayerKnowledge[],
  assumeCoverage: boolean,
): CoverageResult {
  const nothing = (status: CoverageStatus, reason: string): CoverageResult => ({
    status,
    truth: TRUTH[status],
    reason,
    evidence: [],
    assumptions: [],
  });
  if (selfPay)
    return nothing(
      'none',
      'The coverage on file says that the patient pays; there is no insurance to check.',
    );
  const availability = chart.availability('coverage');
  if (availability === undefined)
    return nothing('unavailable', 'Coverage was not given and could not be asked for.');
  if (availability.state !== 'complete')
    return nothing('unavailable', `Coverage could not be read: ${availability.reason}.`);
  // The order says that there is a Coverage, so a look that found none proves nothing.
  if (namesUnreadCoverage(order, chart))
    return nothing('unknown', 'The order names a coverage that could not be read.');
  const payer = payers[0];
  if (!assumeCoverage || !payer) return nothing('none', 'No active coverage was found for the patient.');
  return {
    ...nothing(
      'assumed',
      `No coverage was found; the answer takes the patient as a member of ${payer.name}.`,
    ),
    payer,
    assumptions: [`no Coverage found, evaluated as if ${payer.name} covered the patient`],
  };
}

function namesUnreadCoverage(order: Order, chart: Chart): boolean {
  return list(order.request.insurance).some(
    (reference) =>
      typeAndId(reference.reference)?.startsWith('Coverage/') && !resolve(chart, reference, order.obtained),
  );
}
