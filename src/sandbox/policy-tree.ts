/** A policy as an outline: every criterion with an id, in the order of the text, parents before children. */
import type { CompiledPolicy } from '../core/policy/policy.js';
import type { NodeResult } from '../core/policy/result.js';

export interface OutlineNode {
  readonly id: string;
  readonly title: string;
  readonly paragraph?: string;
  readonly depth: number;
  readonly kind: 'gate' | 'criterion' | 'group' | 'leaf';
  /** Which tree it stands in: criterion c stands in both, as a reason to begin and to go on. */
  readonly part: 'gates' | 'facility' | 'requestType' | 'initial' | 'continued';
  readonly parent?: string;
  /** The reason in a record whose order this criterion does not concern; its status then says nothing. */
  readonly otherwise?: string;
}

export interface PolicyOutline {
  readonly id: string;
  readonly version: string;
  readonly title: string;
  readonly tree: readonly OutlineNode[];
  /** Reasons the policy names as not counting. */
  readonly nonQualifying: readonly { readonly id: string; readonly title: string }[];
}

export function outlineOf(policy: CompiledPolicy): PolicyOutline {
  const gates = policy.gates.flatMap(({ node }) => walk(node.unevaluated(), 'gates'));
  const facility = policy.facility.flatMap(({ node }) => walk(node.unevaluated(), 'facility'));
  return {
    id: policy.id,
    version: policy.version,
    title: policy.title,
    tree: [
      ...gates,
      ...facility,
      ...walk(policy.requestType.unevaluated(), 'requestType'),
      ...walk(policy.initial.unevaluated(), 'initial'),
      ...walk(policy.continued.unevaluated(), 'continued'),
    ],
    nonQualifying: policy.nonQualifying.map(({ label: { id = '', title = id } }) => ({ id, title })),
  };
}

/** Nodes without an id only combine others: what is below them belongs to the nearest one that has an id. */
function walk(
  result: NodeResult,
  part: OutlineNode['part'],
  depth = 0,
  parent?: string,
): readonly OutlineNode[] {
  const { id, title = id, paragraph, reasons } = result.node;
  const named = id !== undefined;
  const below = result.children.flatMap((child) =>
    walk(child, part, named ? depth + 1 : depth, id ?? parent),
  );
  if (!named) return below;
  const node: OutlineNode = {
    id,
    title: title ?? id,
    ...(paragraph !== undefined && { paragraph }),
    depth,
    kind: kindOf(part, below.length > 0),
    part,
    ...(parent !== undefined && { parent }),
    ...(typeof reasons?.otherwise === 'string' && { otherwise: reasons.otherwise }),
  };
  return [node, ...below];
}

function kindOf(part: OutlineNode['part'], hasChildren: boolean): OutlineNode['kind'] {
  if (part === 'gates') return 'gate';
  if (part === 'facility' || part === 'requestType') return 'criterion';
  return hasChildren ? 'group' : 'leaf';
}
