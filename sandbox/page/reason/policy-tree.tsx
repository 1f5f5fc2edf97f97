/** The policy as a tree, open where the decision was made. */
import type { DecisionRecord } from '../../../src/decisions/record.js';
import { Mark } from '../parts/mark.js';
import { EvidenceList } from './evidence-list.js';
import type { TreeNode, TreePart } from './tree.js';
import { STATUSES } from './words.js';

interface Props {
  readonly parts: readonly TreePart[];
  readonly policy: DecisionRecord['policy'];
  readonly records: string | undefined;
}

export function PolicyTree({ parts, policy, records }: Props) {
  return (
    <section class="policy" aria-labelledby="policy-title">
      <h3 id="policy-title">
        The policy{policy && ` ${policy.id}, version ${policy.version}`}, criterion by criterion
      </h3>
      {parts.map((part) => (
        <details key={part.part} open={isOpen(part)}>
          <summary>
            {part.title} <span class="quiet">{said(part)}</span>
          </summary>
          <Nodes nodes={part.nodes} records={records} />
        </details>
      ))}
    </section>
  );
}

function Nodes({
  nodes,
  records,
}: {
  readonly nodes: readonly TreeNode[];
  readonly records: string | undefined;
}) {
  return (
    <ul class="tree">
      {nodes.map((node) => (
        <li key={node.id} class={node.decides ? 'decides' : ''}>
          {node.children.length === 0 ? (
            <div class="leaf">
              <Head node={node} />
            </div>
          ) : (
            <details open={node.leads || node.decides || node.id === 'INITIAL' || node.id === 'CONTINUED'}>
              <summary>
                <Head node={node} />
              </summary>
              <Body node={node} records={undefined} evidence={false} />
              <Nodes nodes={node.children} records={records} />
            </details>
          )}
          {node.children.length === 0 && <Body node={node} records={records} evidence />}
        </li>
      ))}
    </ul>
  );
}

function Head({ node }: { readonly node: TreeNode }) {
  return (
    <>
      <Mark mark={STATUSES[node.status]} title={node.title} />
      {node.paragraph !== undefined && <span class="quiet">{node.paragraph}</span>}
      {node.decides && <span class="deciding">decides</span>}
    </>
  );
}

/** A group's evidence is that of what is below it. */
function Body({
  node,
  records,
  evidence,
}: {
  readonly node: TreeNode;
  readonly records: string | undefined;
  readonly evidence: boolean;
}) {
  if (node.reason === undefined) return null;
  return (
    <div class="body">
      <p>{node.reason}</p>
      {evidence && <EvidenceList evidence={node.evidence} records={records} />}
    </div>
  );
}

function isOpen({ part, nodes, evaluated }: TreePart): boolean {
  if (!evaluated) return false;
  return part === 'initial' || part === 'continued' || nodes.some((node) => node.decides || node.leads);
}

function said({ part, nodes, evaluated }: TreePart): string {
  if (!evaluated) return 'not evaluated';
  const [only] = nodes;
  // Its one criterion asks for a renewal, and the title asks which of the two it is.
  if (part === 'requestType' && only?.status === 'met') return 'a renewal';
  if (part === 'requestType' && only?.status === 'not-met') return 'a first approval';
  if (nodes.length === 1 && only) return STATUSES[only.status].word;
  const open = nodes.filter(({ status }) => status === 'not-met' || status === 'needs-documentation');
  if (open.length === 0) return nodes.every(({ status }) => status !== 'not-evaluated') ? 'all met' : '';
  return open.map((node) => `${node.title}: ${STATUSES[node.status].word}`).join('; ');
}
