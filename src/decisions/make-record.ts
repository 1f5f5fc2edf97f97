/** A Decision, or an entry that could not be used, as the record that GET /decisions shows. */
import type { HookCall } from '../core/call.js';
import type { Decision } from '../core/decision.js';
import type { UnusableEntry } from '../core/orders/types.js';
import type { DecisionRecord } from './record.js';

export interface RecordContext {
  readonly id: string;
  readonly crdVersion: DecisionRecord['crdVersion'];
  readonly call: HookCall;
}

export function recordOf(decision: Decision, context: RecordContext, silent: boolean): DecisionRecord {
  const { drug, coverage, site } = decision;
  return {
    ...common(context),
    order: decision.order.reference,
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
    criteria: decision.criteria.map(({ id, status, reason, evidence, paragraph }) => ({
      id,
      status,
      reason,
      evidence,
      ...(paragraph !== undefined && { paragraph }),
    })),
    nonQualifying: decision.nonQualifying,
    assumptions: decision.assumptions,
    unavailable: decision.unavailable,
    ...(silent && { silent }),
  };
}

/** A draft without any drug order: its record says that there was nothing to decide. */
export function recordOfNoOrder(context: RecordContext): DecisionRecord {
  return {
    ...nothingDecided(context, 'draftOrders', 'The draft holds no MedicationRequest.'),
    determination: 'not-applicable',
    cause: 'no-drug-order',
  };
}

/** An entry of the draft that is no usable order: its record says why. */
export function recordOfUnusable(entry: UnusableEntry, context: RecordContext): DecisionRecord {
  const order = entry.reference ?? `draftOrders.entry[${entry.index}]`;
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
