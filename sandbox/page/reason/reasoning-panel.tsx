/** The right side: why the service answered so. */
import { useState } from 'preact/hooks';
import type { DecisionRecord } from '../../../src/decisions/record.js';
import type { PolicyOutline } from '../../../src/sandbox/policy-tree.js';
import type { Answer } from '../api/sandbox.js';
import { CallView } from './call-view.js';
import { Facts } from './facts.js';
import { PolicyTree } from './policy-tree.js';
import { TimingView } from './timing-view.js';
import { treeOf } from './tree.js';
import { verdictOf } from './verdict.js';
import { VerdictView } from './verdict-view.js';

interface Props {
  readonly answer: Answer;
  readonly outlines: readonly PolicyOutline[];
  /** Where the records of evidence can be looked at; undefined when they cannot. */
  readonly records: string | undefined;
  /** Prefetch keys that could not be had: key to reason. */
  readonly unavailable: Readonly<Record<string, string>>;
  /** The order was changed since. */
  readonly isFormer?: boolean;
}

export function ReasoningPanel({ answer, outlines, records, unavailable, isFormer = false }: Props) {
  const { decisions, response, stages, endpoint, request } = answer;
  const [chosen, setChosen] = useState(0);
  const record = decisions[chosen] ?? decisions[0];
  return (
    <section class="panel reasoning" aria-labelledby="reasoning-title">
      <h2 id="reasoning-title">Why</h2>
      {isFormer && <p class="notice">This is the answer to the order as it was before the change.</p>}
      {decisions.length > 1 && <OrderTabs decisions={decisions} chosen={chosen} choose={setChosen} />}
      {record ? (
        <>
          <VerdictView verdict={verdictOf(record, outlines, cardsOn(record, answer))} />
          <Facts record={record} records={records} unavailable={unavailable} />
          <PolicyTree parts={treeOf(record, outlines)} policy={record.policy} records={records} />
        </>
      ) : (
        <p>The service recorded no decision: there was no drug order in what it was shown.</p>
      )}
      <TimingView stages={stages} />
      <CallView endpoint={endpoint} request={request} response={response} />
    </section>
  );
}

/** Cards say which order they are about; one that does not is about all. */
function cardsOn(record: DecisionRecord, { response, decisions }: Answer): number {
  if (decisions.length === 1) return response.cards.length;
  return response.cards.filter(({ extension }) => {
    const about = JSON.stringify(extension?.['davinci-crd.associated-resource'] ?? record.order);
    return about.includes(`"${record.order}"`);
  }).length;
}

interface TabsProps {
  readonly decisions: readonly DecisionRecord[];
  readonly chosen: number;
  readonly choose: (index: number) => void;
}

function OrderTabs({ decisions, chosen, choose }: TabsProps) {
  return (
    <div class="tabs" role="group" aria-label="Order">
      {decisions.map(({ id, drug, order }, index) => (
        <button key={id} type="button" aria-pressed={index === chosen} onClick={() => choose(index)}>
          {drug.name || order}
        </button>
      ))}
    </div>
  );
}
