/** Compiled nodes, and how the values of several become one (Kleene). */
import { extended } from '../extended.js';
import type { Truth } from '../truth.js';
import { NO_DETAIL, NOTHING, type Answer, type NodeLabel, type NodeResult } from './result.js';
import type { Subject } from './subject.js';

export interface CompiledNode {
  readonly label: NodeLabel;
  evaluate(subject: Subject): NodeResult;
  /** This node and those below it as `not-evaluated`, for criteria that were not reached. */
  unevaluated(): NodeResult;
}

/** What a node's own logic finds, before the node's label. */
export type Parts = Omit<NodeResult, 'node'>;

/** A node's own logic, before its label, its `when` and its `as`. */
export interface Body {
  evaluate(subject: Subject): Parts;
  unevaluated(): Parts;
}

/**
 * A combinator: all children are evaluated, so that each is recorded, also after one has decided. Its evidence is that of the
 * children that agree with its value, and of an open `all` of the parts that are met too; its gaps those of the children that left it open.
 */
export function group(
  nodes: readonly CompiledNode[],
  combine: (values: Truth[]) => Truth,
  neutral?: Truth,
): Body {
  const unasked = notEvaluated(nodes.map((node) => node.unevaluated()));
  // From order to order most groups find the same: nothing. What was made of such children last is given again, the same object.
  let last: Parts | undefined;
  return {
    evaluate: (subject) => {
      const children = askEach(nodes, subject, last?.children ?? NOTHING);
      if (children === last?.children) return last;
      const result = combined(children, combine, neutral);
      // Nothing of a patient outlives its call.
      if (result.impersonal) last = result;
      return result;
    },
    unevaluated: () => unasked,
  };
}

/** The results of the nodes: `last` itself where they are the same ones. */
function askEach(
  nodes: readonly CompiledNode[],
  subject: Subject,
  last: readonly NodeResult[],
): readonly NodeResult[] {
  let results: NodeResult[] | undefined;
  for (let index = 0; index < nodes.length; index += 1) {
    const result = (nodes[index] as CompiledNode).evaluate(subject);
    if (results === undefined && result !== last[index]) results = last.slice(0, index);
    results?.push(result);
  }
  return results ?? last;
}

export function combined(
  children: readonly NodeResult[],
  combine: (values: Truth[]) => Truth,
  neutral?: Truth,
): Parts {
  const truth = combine(children.map(truthOf));
  const isOpen = truth === 'needs-documentation';
  const isOpenAll = isOpen && neutral === 'met';
  const deciding: NodeResult[] = [];
  const speaking: NodeResult[] = isOpenAll ? [] : deciding;
  let impersonal = true;
  for (const child of children) {
    const isAsked = child.standing === 'evaluated';
    if (child.truth === truth && (isAsked || truth !== neutral)) deciding.push(child);
    if (isOpenAll && isAsked && child.truth !== 'not-met') speaking.push(child);
    if (!child.impersonal) impersonal = false;
  }
  return {
    truth,
    children,
    standing: 'evaluated',
    evidence: joined(speaking, evidenceOf),
    detail: detailOf(speaking),
    missing: isOpen ? distinct(joined(deciding, missingOf)) : NOTHING,
    unseen: isOpen && isUnseen(children, neutral === 'met'),
    impersonal,
  };
}

const truthOf = (child: NodeResult): Truth => child.truth;
const evidenceOf = (child: NodeResult): Answer['evidence'] => child.evidence;
const missingOf = (child: NodeResult): Answer['missing'] => child.missing;

/** Most children have nothing to add, and most groups are made of such. */
function joined<T>(children: readonly NodeResult[], of: (child: NodeResult) => readonly T[]): readonly T[] {
  let all: readonly T[] = NOTHING;
  for (const child of children) {
    const own = of(child);
    if (own.length > 0) all = all.length === 0 ? own : all.concat(own);
  }
  return all;
}

function distinct(keys: readonly string[]): readonly string[] {
  return keys.length < 2 ? keys : [...new Set(keys)];
}

/** The first child that has a value names it. */
function detailOf(children: readonly NodeResult[]): Answer['detail'] {
  let all = NO_DETAIL;
  for (const { detail } of children) {
    if (detail !== NO_DETAIL) all = all === NO_DETAIL ? detail : extended(detail, all);
  }
  return all;
}

/** An `all` may still fail when one open part is settled; an `any` is settled only when each open part is. */
function isUnseen(children: readonly NodeResult[], isAll: boolean): boolean {
  let some = false;
  let every = true;
  for (const { truth, standing, unseen } of children) {
    if (truth !== 'needs-documentation' || standing !== 'evaluated') continue;
    if (unseen) some = true;
    else every = false;
  }
  return some && (isAll || every);
}

export function notEvaluated(children: readonly NodeResult[] = []): Parts {
  return {
    truth: 'needs-documentation',
    children,
    standing: 'not-evaluated',
    evidence: NOTHING,
    detail: NO_DETAIL,
    missing: NOTHING,
    unseen: false,
    impersonal: true,
  };
}

/** A body that has a value whatever the chart holds. */
export function constant(truth: Truth): Body {
  const result: Parts = {
    truth,
    children: [],
    standing: 'evaluated',
    evidence: NOTHING,
    detail: NO_DETAIL,
    missing: NOTHING,
    unseen: false,
    impersonal: true,
  };
  const unasked = notEvaluated();
  return { evaluate: () => result, unevaluated: () => unasked };
}
