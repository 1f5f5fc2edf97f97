/**
 * The whole line in one readable page: order → drug → coverage and policy → site → criteria → determination. Pure; the hook service, the
 * command line and tests call it alike. What the chart does not hold is unknown, never false.
 */
import type { HookCall } from './call.js';
import type { Chart } from './chart/chart.js';
import type { Decision, Determination } from './decision.js';
import { alternativesFor } from './determination/alternatives.js';
import { decidingCriteria } from './determination/deciding.js';
import { documentationFor } from './determination/documentation.js';
import { determine, type Determined } from './determination/determine.js';
import { approvalDays } from './determination/duration.js';
import { recordCriteria } from './determination/record-criteria.js';
import { unavailable } from './determination/unavailable.js';
import { extended } from './extended.js';
import type { Knowledge } from './knowledge.js';
import { flatMapped, found } from './lists.js';
import type { UnusableEntry } from './orders/types.js';
import type { GateSubject } from './policy/document.js';
import { evaluatePolicy, type Evaluation } from './policy/evaluate.js';
import type { OrderSubject } from './policy/order-subject.js';
import type { CompiledPolicy } from './policy/policy.js';
import { subjectsOf } from './subjects.js';

export interface Decided {
  readonly decisions: readonly Decision[];
  /** Draft entries that could not be read as orders, and why. */
  readonly unusable: readonly UnusableEntry[];
}

export function decide(call: HookCall, chart: Chart, knowledge: Knowledge): Decided {
  const { subjects, unusable } = subjectsOf(call, chart, knowledge);
  return { decisions: subjects.map(({ subject, policy }) => decideOrder(subject, policy, chart)), unusable };
}

function decideOrder(subject: OrderSubject, policy: CompiledPolicy, chart: Chart): Decision {
  const { order, drug } = subject;
  const evaluation = evaluatePolicy(policy, subject);
  const determined = determine(evaluation, subject);
  const { determination } = determined;
  const criteria = recordCriteria(evaluation, drug.name);
  const base = {
    order,
    determination,
    cause: determined.cause,
    policy: { id: policy.id, version: policy.version, revision: policy.revision },
    drug,
    criteria,
    nonQualifying: found(evaluation.nonQualifying, ({ truth, node }) =>
      truth === 'met' && node.id ? node.id : undefined,
    ),
    safety: flatMapped(evaluation.safety, ({ truth, evidence }) => (truth === 'met' ? evidence : [])),
  };
  // Behind a gate that failed nothing else was looked at, so nothing else is said.
  const isAsked = (about: GateSubject): boolean =>
    evaluation.gates.some(({ gate, result }) => gate.about === about && result.standing !== 'not-evaluated');
  if (!isAsked('coverage')) {
    const unread = order.unreadMedication === undefined ? [] : [order.unreadMedication];
    return extended(base, {
      deciding: [],
      alternatives: [],
      assumptions: [],
      unavailable: unavailable(chart, unread),
    });
  }
  const documentation = documentationFor(subject, policy, evaluation, criteria);
  return extended(base, {
    ...(documentation && { documentation }),
    coverage: subject.coverage,
    ...(subject.payer && { payer: subject.payer }),
    ...(isAsked('site') && { site: subject.site }),
    deciding: evaluation.criteriaAsked ? decidingCriteria(evaluation, determination) : [],
    alternatives: wantsAlternatives(determined) ? alternativesFor(subject, policy) : [],
    assumptions: assumptionsOf(subject, evaluation, policy),
    unavailable: unavailable(chart),
    ...(determination === 'met' && {
      durationDays: approvalDays(policy, evaluation, order.planned.span.first),
    }),
  });
}

const OFFERING: ReadonlySet<Determination> = new Set<Determination>(['not-met', 'needs-documentation']);

function wantsAlternatives({ determination, cause }: Determined): boolean {
  return OFFERING.has(determination) || cause === 'site-unknown';
}

function assumptionsOf(
  subject: OrderSubject,
  evaluation: Evaluation,
  policy: CompiledPolicy,
): readonly string[] {
  const { coverage, drug, order, site, directory } = subject;
  const assumptions = [...coverage.assumptions];
  if (
    evaluation.criteriaAsked &&
    site.class !== 'UNRESOLVED' &&
    policy.parameters.get('net.unknown') === 'note'
  ) {
    if ((directory?.network(site.directoryOrganization) ?? 'unknown') === 'unknown') {
      assumptions.push('The network status of the facility is not known; it was taken as in network.');
    }
  }
  if (drug.basis === 'text') assumptions.push(`The drug was recognised by its text alone (${drug.name}).`);
  if (order.planned.path === 'evaluation date')
    assumptions.push('The order names no date; the day of evaluation was taken as the planned date.');
  return assumptions;
}
