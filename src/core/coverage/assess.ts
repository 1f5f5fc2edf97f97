/** One Coverage: is it ours, of our line of business, and in force on the planned date? (contract.md, "Settled details", Coverage) */
import type { Chart, Obtained } from '../chart/chart.js';
import { list, text } from '../chart/read.js';
import { spanOf, type DaySpan } from '../dates.js';
import type { Evidence } from '../evidence.js';
import type { Coverage } from '../fhir.js';
import { found } from '../lists.js';
import { programOf } from './line-of-business.js';
import { payorOf, type Payor } from './payor.js';
import type { CoverageStatus, PayerKnowledge } from './types.js';

/** What one Coverage amounts to. */
export interface Assessment {
  readonly held: Obtained;
  readonly status: Extract<
    CoverageStatus,
    'applies' | 'other-line-of-business' | 'other-payer' | 'ended' | 'not-started' | 'unknown'
  >;
  readonly payer?: PayerKnowledge;
  readonly reason: string;
  readonly evidence: readonly Evidence[];
  readonly assumptions: readonly string[];
  /** Dental or vision: no candidate beside a medical coverage. */
  readonly ancillary: boolean;
  /** The payor has to be read before this can be decided. */
  readonly needsPayor: boolean;
}

/** A Marketplace plan: five digits of the issuer, the state, the product, and perhaps the variant. */
const HIOS = /^\d{5}([A-Z]{2})\d{7}(-\d{2})?$/;

type Finding = Omit<Assessment, 'held' | 'ancillary' | 'needsPayor' | 'assumptions'> &
  Partial<Pick<Assessment, 'ancillary' | 'needsPayor' | 'assumptions'>>;

/** Undefined when the patient pays: such a Coverage is no insurance (facts: quirk 19). */
export function assess(
  held: Obtained,
  planned: DaySpan,
  chart: Chart,
  payers: readonly PayerKnowledge[],
): Assessment | undefined {
  const payor = payorOf(held, chart, payers);
  if (payor.kind === 'self-pay') return undefined;
  const finding = whose(held, payor, payers);
  const inForce = finding.status === 'applies' ? (outside(held, planned, finding) ?? finding) : finding;
  const {
    status,
    payer,
    reason,
    evidence,
    ancillary = false,
    needsPayor = false,
    assumptions = [],
  } = inForce;
  const assessment = { held, status, reason, evidence, assumptions, ancillary, needsPayor };
  return payer ? { ...assessment, payer } : assessment;
}

/** The type decides first, then a listed plan id, then the payor's identifier, then the pattern of the plan id. */
function whose(held: Obtained, payor: Payor, payers: readonly PayerKnowledge[]): Finding {
  const coverage = held.resource as Coverage;
  const say = (path: string, more: Partial<Evidence> = {}): readonly Evidence[] => [
    { reference: held.reference, path, source: held.source, ...more },
  ];

  const program = programOf(coverage.type);
  if (program) {
    return {
      status: 'other-line-of-business',
      reason: `The coverage on file is ${program.name}, another line of business.`,
      evidence: say('type', {
        display: program.name,
        ...(program.code !== undefined && { code: program.code }),
      }),
      ancillary: program.ancillary,
    };
  }

  const plans = planIds(coverage);
  for (const payer of payers) {
    const listed = plans.find((id) => payer.planIds.includes(id));
    if (listed === undefined) continue;
    const evidence = say('class.value', { code: listed });
    return { status: 'applies', payer, reason: `${listed} is a plan of ${payer.name}.`, evidence };
  }

  if (payor.kind === 'other') {
    const reason = 'Neither the plan nor the payor of the coverage on file is known to this service.';
    const evidence = say(
      'payor',
      payor.display === undefined ? {} : { display: payor.display.slice(0, 120) },
    );
    return { status: 'other-payer', reason, evidence };
  }

  const hios = plans.find((id) => HIOS.test(id));
  const state = hios === undefined ? undefined : HIOS.exec(hios)?.[1];
  if (payor.kind === 'ours') return ofOurPayor(payor, hios, state, say);

  const needsPayor = true;
  if (hios === undefined || state === undefined) {
    const reason = 'Neither the plan nor the payor of the coverage on file could be identified.';
    return { status: 'unknown', reason, evidence: say('payor'), needsPayor };
  }
  const payer = payers.find((candidate) => candidate.state === state);
  const evidence = say('class.value', { code: hios });
  if (!payer) {
    const reason = `${hios} has the form of a Marketplace plan of ${state}, another state.`;
    return { status: 'other-line-of-business', reason, evidence, needsPayor };
  }
  const reason = `${hios} has the form of a Marketplace plan of ${state}.`;
  const assumptions = [
    `the payor of the coverage is not readable; taken as ${payer.name} because of the plan id`,
  ];
  return { status: 'applies', payer, reason, evidence, assumptions, needsPayor };
}

function ofOurPayor(
  payor: Extract<Payor, { kind: 'ours' }>,
  hios: string | undefined,
  state: string | undefined,
  say: (path: string, more?: Partial<Evidence>) => readonly Evidence[],
): Finding {
  const { payer, code } = payor;
  if (hios !== undefined && state !== undefined && state !== payer.state) {
    const reason = `${hios} is a Marketplace plan of ${state}, and the policy is for ${payer.state}.`;
    return { status: 'other-line-of-business', payer, reason, evidence: say('class.value', { code: hios }) };
  }
  return {
    status: 'applies',
    payer,
    reason: `The payor is ${payer.name}.`,
    evidence: say('payor', { code }),
  };
}

/** A partial end date includes its last possible day, as FHIR says of periods. */
function outside(held: Obtained, planned: DaySpan, finding: Finding): Finding | undefined {
  const { period, status } = held.resource as Coverage;
  const start = spanOf(period?.start);
  const end = spanOf(period?.end);
  const { reference, source } = held;
  if (status === 'cancelled') {
    const evidence: Evidence = { reference, path: 'status', status, source };
    return {
      ...finding,
      status: 'ended',
      reason: 'The coverage on file is cancelled.',
      evidence: [...finding.evidence, evidence],
    };
  }
  if (end && end.last < planned.first && !(start && start.first > end.last)) {
    const evidence: Evidence = { reference, path: 'period.end', date: String(period?.end), source };
    const reason = `The coverage on file ended on ${period?.end}, before the planned date.`;
    return { ...finding, status: 'ended', reason, evidence: [...finding.evidence, evidence] };
  }
  if (start && start.first > planned.last && !(end && end.last < start.first)) {
    const evidence: Evidence = { reference, path: 'period.start', date: String(period?.start), source };
    const reason = `The coverage on file begins on ${period?.start}, after the planned date.`;
    return { ...finding, status: 'not-started', reason, evidence: [...finding.evidence, evidence] };
  }
  return undefined;
}

/** Values of every class: plan ids also come as group, subplan, or without a type. */
function planIds(coverage: Coverage): readonly string[] {
  return found(list(coverage.class), (one) => text(one.value)?.trim().toUpperCase());
}
