/** A Decision, or an entry that could not be used, as the record that GET /decisions shows. */
import type { CallSubject, HookCall } from '../core/call.js';
import type { CriterionResult, Decision } from '../core/decision.js';
import { extended } from '../core/extended.js';
import type { UnusableEntry } from '../core/orders/types.js';
import type { CriterionRecord, DecisionRecord } from './record.js';

export interface RecordContext {
  readonly id: string;
  readonly crdVersion: DecisionRecord['crdVersion'];
  readonly call: HookCall;
}

export function recordOf(decision: Decision, context: RecordContext, silent: boolean): DecisionRecord {
  const { drug, coverage, site } = decision;
  const { reference, carrier } = decision.order;
  return extended(common(context), {
    order: reference,
    ...(carrier.reference !== reference && { carrier: carrier.reference }),
    ...(decision.policy && { policy: decision.policy }),
    drug: {
      outcome: drug.outcome,
      hcpcs: drug.hcpcs,
      name: drug.name,
      path: drug.path,
      ...(drug.doubts.length > 0 && { doubts: drug.doubts }),
      ...(drug.question !== undefined && { question: drug.question }),
      ...(drug.rows.length > 0 && { rows: drug.rows }),
      ...(drug.versions && { versions: drug.versions }),
    },
    ...(coverage && {
      coverage: {
        status: coverage.status,
        reason: coverage.reason,
        ...(coverage.reference !== undefined && { reference: coverage.reference }),
      },
    }),
    ...(site && {
      site: {
        class: site.class,
        evidence: site.evidence,
        ...(site.posCode !== undefined && { posCode: site.posCode }),
        ...(site.hints.length > 0 && { hints: site.hints }),
        ...(site.reason !== '' && { reason: site.reason }),
      },
    }),
    determination: decision.determination,
    cause: decision.cause,
    criteria: decision.criteria.map(criterionOf),
    // Where the site is unknown no documents are asked for yet.
    ...(decision.documentation &&
      decision.determination !== 'insufficient-context' && { documentation: decision.documentation }),
    nonQualifying: decision.nonQualifying,
    assumptions: decision.assumptions,
    unavailable: decision.unavailable,
    ...(silent && { silent }),
  });
}

function criterionOf({ id, status, reason, evidence, paragraph }: CriterionResult): CriterionRecord {
  if (paragraph === undefined) return { id, status, reason, evidence };
  return { id, status, reason, evidence, paragraph };
}

/** A call without any drug order: its record says that there was nothing to decide. */
export function recordOfNoOrder(context: RecordContext): DecisionRecord {
  const { member, nothing } = LAID_BEFORE_US[context.call.about.kind];
  return {
    ...nothingDecided(context, member, nothing),
    determination: 'not-applicable',
    cause: 'no-drug-order',
  };
}

/** Where the orders of a call are, and what is said when none is a drug's. */
const LAID_BEFORE_US: Readonly<Record<CallSubject['kind'], { member: string; nothing: string }>> = {
  draft: { member: 'draftOrders', nothing: 'The draft holds no MedicationRequest.' },
  dispatch: { member: 'dispatchedOrders', nothing: 'No dispatched order is for a drug.' },
  appointments: { member: 'appointments', nothing: 'No appointment names an order for a drug.' },
};

/** An entry of the call that is no usable order: its record says why. */
export function recordOfUnusable(entry: UnusableEntry, context: RecordContext): DecisionRecord {
  const { member } = LAID_BEFORE_US[context.call.about.kind];
  const list = member === 'dispatchedOrders' ? member : `${member}.entry`;
  const order = entry.reference ?? `${list}[${entry.index}]`;
  return {
    ...nothingDecided(context, order, entry.reason),
    determination: 'insufficient-context',
    cause: 'unusable-order',
    unavailable: [entry.reason],
  };
}

function nothingDecided(
  context: RecordContext,
  order: string,
  why: string,
): Omit<DecisionRecord, 'determination'> {
  return {
    ...common(context),
    order,
    drug: { outcome: 'UNRESOLVED', hcpcs: [], name: '', path: [], doubts: [why] },
    criteria: [],
    nonQualifying: [],
    assumptions: [],
    unavailable: [],
    silent: true,
  };
}

function common({
  id,
  crdVersion,
  call,
}: RecordContext): Pick<DecisionRecord, 'id' | 'hookInstance' | 'hook' | 'crdVersion' | 'evaluatedAt'> {
  return { id, hookInstance: call.hookInstance, hook: call.hook, crdVersion, evaluatedAt: call.evaluatedAt };
}
