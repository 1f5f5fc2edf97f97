/** Compiled nodes, and how the values of several become one (Kleene). */
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
  const join = remembering((children) => combined(children, combine, neutral));
  return {
    evaluate: (subject) => join(nodes.map((node) => node.evaluate(subject))),
    unevaluated: () => unasked,
  };
}

/** From order to order most groups find the same: nothing. What was made of such children last is given again, the same object. */
export function remembering(
  join: (children: readonly NodeResult[]) => Parts,
): (children: readonly NodeResult[]) => Parts {
  let last: Parts | undefined;
  return (children) => {
    if (last !== undefined && isSame(children, last.children)) return last;
    const result = join(children);
    // Nothing of a patient outlives its call.
    if (result.impersonal) last = result;
    return result;
  };
}

function isSame(children: readonly NodeResult[], others: readonly NodeResult[]): boolean {
  return children.length === others.length && children.every((child, index) => child === others[index]);
}

export function combined(
  children: readonly NodeResult[],
  combine: (values: Truth[]) => Truth,
  neutral?: Truth,
): Parts {
  const truth = combine(children.map((child) => child.truth));
  const deciding = children.filter(
    (child) => child.truth === truth && (child.standing === 'evaluated' || truth !== neutral),
  );
  const isOpenAll = truth === 'needs-documentation' && neutral === 'met';
  const speaking = isOpenAll
    ? children.filter((child) => child.truth !== 'not-met' && child.standing === 'evaluated')
    : deciding;
  return {
    truth,
    children,
    standing: 'evaluated',
    evidence: joined(speaking, (child) => child.evidence),
    detail: detailOf(speaking),
    missing: truth === 'needs-documentation' ? distinct(joined(deciding, (child) => child.missing)) : NOTHING,
    unseen: truth === 'needs-documentation' && isUnseen(children, neutral === 'met'),
    impersonal: children.every((child) => child.impersonal),
  };
}

/** Most children have nothing to add, and most groups are made of such. */
function joined<T>(children: readonly NodeResult[], of: (child: NodeResult) => readonly T[]): readonly T[] {
  const speaking = children.filter((child) => of(child).length > 0);
  const [only] = speaking;
  if (only === undefined) return NOTHING;
  return speaking.length === 1 ? of(only) : speaking.flatMap(of);
}

function distinct(keys: readonly string[]): readonly string[] {
  return keys.length < 2 ? keys : [...new Set(keys)];
}

/** The first child that has a value names it. */
function detailOf(children: readonly NodeResult[]): Answer['detail'] {
  const speaking = children.filter(({ detail }) => detail !== NO_DETAIL);
  const [only] = speaking;
  if (only === undefined) return NO_DETAIL;
  if (speaking.length === 1) return only.detail;
  return Object.assign({}, ...speaking.map(({ detail }) => detail).reverse()) as Answer['detail'];
}

/** An `all` may still fail when one open part is settled; an `any` is settled only when each open part is. */
function isUnseen(children: readonly NodeResult[], isAll: boolean): boolean {
  const open = children.filter(
    (child) => child.truth === 'needs-documentation' && child.standing === 'evaluated',
  );
  return isAll ? open.some((child) => child.unseen) : open.length > 0 && open.every((child) => child.unseen);
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
