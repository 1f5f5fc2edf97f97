/** The evaluated tree as the flat list of a decision: every node with an id, parents before children, each with its depth. */
import type { CriterionResult, CriterionStatus } from '../decision.js';
import type { Evidence } from '../evidence.js';
import type { Evaluation } from '../policy/evaluate.js';
import { reasonOf } from '../policy/reasons.js';
import type { NodeResult } from '../policy/result.js';

/** As many as a reader looks at; the rest only repeats. */
const MAX_EVIDENCE = 10;

export function recordCriteria(evaluation: Evaluation, drugName: string): readonly CriterionResult[] {
  const roots = [
    ...evaluation.gates.map(({ result }) => result),
    ...evaluation.facility.map(({ result }) => result),
    evaluation.requestType,
    evaluation.initial,
    evaluation.continued,
  ];
  const records: CriterionResult[] = [];
  const seen = new Map<string, number>();
  for (const root of roots) {
    for (const record of recordsOf(root, 0, drugName)) {
      const at = seen.get(record.id);
      const known = at === undefined ? undefined : records[at];
      // A criterion that stands in both trees is recorded where it was evaluated.
      if (at === undefined) seen.set(record.id, records.push(record) - 1);
      else if (known?.status === 'not-evaluated' && record.status !== 'not-evaluated') {
        records.splice(at, 1);
        for (const [other, index] of seen) if (index > at) seen.set(other, index - 1);
        seen.set(record.id, records.push(record) - 1);
      }
    }
  }
  return records;
}

interface Known {
  readonly drugName: string;
  readonly depth: number;
  readonly records: readonly CriterionResult[];
}

/** What holds nothing of a patient is the same object from order to order, and so are its records. */
const impersonal = new WeakMap<NodeResult, Known>();

/** The node and those below it. */
function recordsOf(result: NodeResult, depth: number, drugName: string): readonly CriterionResult[] {
  if (!result.impersonal) return freshRecords(result, depth, drugName);
  const known = impersonal.get(result);
  if (known?.drugName === drugName && known.depth === depth) return known.records;
  const records = freshRecords(result, depth, drugName);
  impersonal.set(result, { drugName, depth, records });
  return records;
}

function freshRecords(result: NodeResult, depth: number, drugName: string): readonly CriterionResult[] {
  const { id } = result.node;
  const below = id === undefined ? depth : depth + 1;
  const children = result.children.flatMap((child) => recordsOf(child, below, drugName));
  return id === undefined ? children : [toRecord(result, id, depth, drugName), ...children];
}

function toRecord(result: NodeResult, id: string, depth: number, drugName: string): CriterionResult {
  const status: CriterionStatus = result.standing === 'not-evaluated' ? 'not-evaluated' : result.truth;
  return {
    id,
    title: result.node.title ?? id,
    status,
    reason: reasonOf(result, status, drugName),
    evidence: unique(result.evidence).slice(0, MAX_EVIDENCE),
    depth,
    documents: result.node.documents,
    ...(result.standing === 'not-concerned' && { notConcerned: true as const }),
    ...(result.node.paragraph !== undefined && { paragraph: result.node.paragraph }),
  };
}

function unique(evidence: readonly Evidence[]): readonly Evidence[] {
  if (evidence.length < 2) return evidence;
  const byKey = new Map(
    evidence.map((one) => [`${one.reference ?? ''}#${one.path ?? ''}#${one.note ?? ''}`, one]),
  );
  return [...byKey.values()];
}
