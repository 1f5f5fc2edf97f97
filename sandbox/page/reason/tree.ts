/** The policy with the results of one order on it: what the reasoning shows. */
import type { DecisionRecord } from '../../../src/decisions/record.js';
import { decidingIn } from '../../../src/sandbox/deciding.js';
import type { OutlineNode, PolicyOutline } from '../../../src/sandbox/policy-tree.js';
import type { STATUSES } from './words.js';

type Criterion = DecisionRecord['criteria'][number];

export interface TreeNode {
  readonly id: string;
  readonly title: string;
  readonly paragraph?: string;
  readonly status: keyof typeof STATUSES;
  readonly reason?: string;
  readonly evidence: Criterion['evidence'];
  readonly children: readonly TreeNode[];
  /** Does the determination rest on it? */
  readonly decides: boolean;
  /** Does anything below it decide? Then the tree is open here. */
  readonly leads: boolean;
}

export interface TreePart {
  readonly part: OutlineNode['part'];
  readonly title: string;
  readonly nodes: readonly TreeNode[];
  readonly evaluated: boolean;
}

const PARTS: readonly (readonly [OutlineNode['part'], string])[] = [
  ['gates', 'Is the policy concerned?'],
  ['facility', 'May this facility give the drug?'],
  ['requestType', 'First approval or renewal?'],
  ['initial', 'Reasons for the first approval'],
  ['continued', 'Reasons for a renewal'],
];

export function treeOf(record: DecisionRecord, outlines: readonly PolicyOutline[]): readonly TreePart[] {
  const outline = outlineFor(record, outlines);
  if (!outline) return [];
  const criteria = new Map(record.criteria.map((criterion) => [criterion.id, criterion]));
  const deciding = new Set(decidingIn(record, outlines));
  return PARTS.flatMap(([part, title]) => {
    const nodes = withoutTwins(outline.tree.filter((node) => node.part === part));
    if (nodes.length === 0) return [];
    const tops = nodes.filter(({ parent }) => parent === undefined);
    const evaluated = tops.some(({ id }) => isEvaluated(criteria.get(id)));
    // Criteria that stand in two trees have one result; in a tree that was not entered it says nothing.
    const tree = evaluated
      ? childrenOf(undefined, nodes, criteria, deciding)
      : childrenOf(undefined, nodes, new Map(), new Set());
    return [{ part, title, nodes: tree, evaluated }];
  });
}

function isEvaluated(criterion: Criterion | undefined): boolean {
  return criterion !== undefined && criterion.status !== 'not-evaluated';
}

export function outlineFor(
  record: DecisionRecord,
  outlines: readonly PolicyOutline[],
): PolicyOutline | undefined {
  return outlines.find(({ id }) => id === record.policy?.id) ?? outlines[0];
}

/** A criterion can stand twice under the same parent, once for each way to show it. */
function withoutTwins(nodes: readonly OutlineNode[]): readonly OutlineNode[] {
  const isTwin = (node: OutlineNode, index: number) =>
    nodes.findIndex((other) => other.id === node.id && other.parent === node.parent) < index;
  return nodes.filter((node, index) => !isTwin(node, index));
}

function childrenOf(
  parent: string | undefined,
  nodes: readonly OutlineNode[],
  criteria: ReadonlyMap<string, Criterion>,
  deciding: ReadonlySet<string>,
): readonly TreeNode[] {
  return nodes
    .filter((node) => node.parent === parent)
    .map((node): TreeNode => {
      const criterion = criteria.get(node.id);
      const children = childrenOf(node.id, nodes, criteria, deciding);
      const decides = deciding.has(node.id);
      const unconcerned = node.otherwise !== undefined && criterion?.reason === node.otherwise;
      return {
        id: node.id,
        title: node.title,
        ...(node.paragraph !== undefined && { paragraph: node.paragraph }),
        status: unconcerned ? 'not-concerned' : (criterion?.status ?? 'not-evaluated'),
        ...(criterion && criterion.status !== 'not-evaluated' && { reason: criterion.reason }),
        evidence: criterion?.evidence ?? [],
        children,
        decides,
        leads: children.some((child) => child.decides || child.leads),
      };
    });
}
