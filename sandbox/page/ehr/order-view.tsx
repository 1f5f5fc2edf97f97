/** The order on the screen: the drug, and the visits beside it. */
import type { HookRequest } from '../api/sandbox.js';
import { readOrder, type OrderLine } from './read-order.js';

interface Props {
  readonly draft: HookRequest;
  /** The order as it was before suggestions changed it. */
  readonly before: HookRequest | undefined;
}

export function OrderView({ draft, before }: Props) {
  const old = new Map((before ? readOrder(before) : []).map((line) => [line.key, line]));
  return (
    <ul class="order" aria-label="Order">
      {readOrder(draft).map((line) => (
        <Line key={line.key} line={line} old={old.get(line.key)} isCompared={before !== undefined} />
      ))}
    </ul>
  );
}

interface LineProps {
  readonly line: OrderLine;
  readonly old: OrderLine | undefined;
  readonly isCompared: boolean;
}

function Line({ line, old, isCompared }: LineProps) {
  const before = new Map(old?.facts);
  return (
    <li class={`line ${line.kind}`}>
      <p class="title">
        {line.title}
        {isCompared && !old && <span class="changed">new</span>}
      </p>
      <dl>
        {line.facts.map(([label, value]) => (
          <Fact
            key={label}
            label={label}
            value={value}
            was={isCompared && old && before.get(label) !== value ? (before.get(label) ?? '') : undefined}
          />
        ))}
      </dl>
    </li>
  );
}

function Fact({ label, value, was }: { label: string; value: string; was: string | undefined }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        {was !== undefined && was !== '' && <del>{was}</del>} {was === undefined ? value : <ins>{value}</ins>}
        {was !== undefined && <span class="changed">changed</span>}
      </dd>
    </div>
  );
}
