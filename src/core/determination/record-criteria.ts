/** The evaluated tree as the flat list of a decision: every node with an id, parents before children, each with its depth. */
import type { CriterionResult, CriterionStatus } from '../decision.js';
import type { Evidence } from '../evidence.js';
import type { Evaluation } from '../policy/evaluate.js';
import { mayNameDrug, reasonOf } from '../policy/reasons.js';
import type { NodeResult } from '../policy/result.js';

/** As many as a reader looks at; the rest only repeats. */
const MAX_EVIDENCE = 10;

export function recordCriteria(evaluation: Evaluation, drugName: string): readonly CriterionResult[] {
  const all: CriterionResult[] = [];
  for (const { result } of evaluation.gates) collect(result, 0, drugName, all);
  for (const { result } of evaluation.facility) collect(result, 0, drugName, all);
  collect(evaluation.requestType, 0, drugName, all);
  collect(evaluation.initial, 0, drugName, all);
  collect(evaluation.continued, 0, drugName, all);
  return eachOnce(all);
}

/** A criterion that stands in both trees is recorded where it was evaluated. */
function eachOnce(all: readonly CriterionResult[]): readonly CriterionResult[] {
  const records: CriterionResult[] = [];
  const seen = new Map<string, CriterionResult>();
  for (const record of all) {
    const known = seen.get(record.id);
    if (known !== undefined) {
      if (known.status !== 'not-evaluated' || record.status === 'not-evaluated') continue;
      records.splice(records.indexOf(known), 1);
    }
    seen.set(record.id, record);
    records.push(record);
  }
  return records;
}

interface Known {
  /** Of the order they were made for, where one of them may name it. */
  readonly drugName: string | undefined;
  readonly depth: number;
  readonly records: readonly CriterionResult[];
}

/** What holds nothing of a patient is the same object from order to order, and so are its records. */
const impersonal = new WeakMap<NodeResult, Known>();

/**
 * Adds the records of the node and of those below it.
 *
 * @returns may one of them be another for another drug?
 */
function collect(result: NodeResult, depth: number, drugName: string, all: CriterionResult[]): boolean {
  if (!result.impersonal) return collectFresh(result, depth, drugName, all);
  let known = impersonal.get(result);
  if (known?.depth !== depth || (known.drugName !== undefined && known.drugName !== drugName)) {
    const records: CriterionResult[] = [];
    const namesDrug = collectFresh(result, depth, drugName, records);
    known = { drugName: namesDrug ? drugName : undefined, depth, records };
    impersonal.set(result, known);
  }
  for (const record of known.records) all.push(record);
  return known.drugName !== undefined;
}

function collectFresh(result: NodeResult, depth: number, drugName: string, all: CriterionResult[]): boolean {
  const { id } = result.node;
  let namesDrug = false;
  if (id !== undefined) {
    const record = toRecord(result, id, depth, drugName);
    namesDrug = mayNameDrug(result, record.status);
    all.push(record);
  }
  const below = id === undefined ? depth : depth + 1;
  for (const child of result.children) if (collect(child, below, drugName, all)) namesDrug = true;
  return namesDrug;
}

function toRecord(result: NodeResult, id: string, depth: number, drugName: string): CriterionResult {
  const status: CriterionStatus = result.standing === 'not-evaluated' ? 'not-evaluated' : result.truth;
  const { title = id, paragraph, documents } = result.node;
  const reason = reasonOf(result, status, drugName);
  const record: Writable<CriterionResult> = {
    id,
    title,
    status,
    reason,
    evidence: unique(result.evidence),
    depth,
    documents,
  };
  if (result.standing === 'not-concerned') record.notConcerned = true;
  if (paragraph !== undefined) record.paragraph = paragraph;
  return record;
}

type Writable<T> = { -readonly [member in keyof T]: T[member] };

/** The first ones, each once. */
function unique(evidence: readonly Evidence[]): readonly Evidence[] {
  if (evidence.length < 2) return evidence;
  const kept: Evidence[] = [];
  for (const one of evidence) {
    const at = kept.findIndex((other) => isSame(one, other));
    if (at >= 0) kept[at] = one;
    else if (kept.length < MAX_EVIDENCE) kept.push(one);
  }
  return kept;
}

function isSame(one: Evidence, other: Evidence): boolean {
  return (
    (one.reference ?? '') === (other.reference ?? '') &&
    (one.path ?? '') === (other.path ?? '') &&
    (one.note ?? '') === (other.note ?? '')
  );
}
