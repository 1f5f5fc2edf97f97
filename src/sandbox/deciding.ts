/** Which criteria carry a recorded determination: those on the way from the top of the tree to where the value came from. */
import type { CriterionStatus, Determination } from '../core/decision.js';
import type { DecisionRecord } from '../decisions/record.js';
import type { OutlineNode, PolicyOutline } from './policy-tree.js';

/** Where the criteria of a determination stand, and the status they have. */
const WHERE: Readonly<Record<Determination, readonly [CriterionStatus, readonly OutlineNode['part'][]]>> = {
  met: ['met', ['initial', 'continued']],
  'needs-documentation': ['needs-documentation', ['facility', 'initial', 'continued']],
  'not-met': ['not-met', ['facility']],
  'insufficient-context': ['needs-documentation', ['gates']],
  'not-applicable': ['not-met', ['gates']],
};

/** Ids of the lowest of them; none when simply nothing is met. */
export function decidingIn(record: DecisionRecord, outlines: readonly PolicyOutline[]): readonly string[] {
  const outline = outlines.find(({ id }) => id === record.policy?.id) ?? outlines[0];
  if (!outline) return [];
  const [wanted, parts] = WHERE[record.determination];
  const criteria = new Map(record.criteria.map((criterion) => [criterion.id, criterion]));
  const speaks = ({ id, otherwise }: OutlineNode): boolean => {
    const criterion = criteria.get(id);
    return criterion?.status === wanted && criterion.reason !== otherwise;
  };
  const ids = parts.flatMap((part) => {
    const nodes = outline.tree.filter((node) => node.part === part && speaks(node));
    const carried = nodes.filter((node) => isCarried(node, nodes));
    return carried.filter(({ id }) => !carried.some(({ parent }) => parent === id));
  });
  return [...new Set(ids.map(({ id }) => id))];
}

/** Have all above it the same value? */
function isCarried(node: OutlineNode, nodes: readonly OutlineNode[]): boolean {
  if (node.parent === undefined) return true;
  const parent = nodes.find(({ id }) => id === node.parent);
  return parent !== undefined && isCarried(parent, nodes);
}
