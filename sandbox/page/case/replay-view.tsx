/** A case from a file, asked again: the same answer, or what differs. */
import type { PolicyOutline } from '../../../src/sandbox/policy-tree.js';
import type { Replayed } from '../../../src/sandbox/replay.js';
import type { HookRequest } from '../api/sandbox.js';
import { CardView } from '../ehr/card-view.js';
import { OrderView } from '../ehr/order-view.js';
import { ReasoningPanel } from '../reason/reasoning-panel.js';

export interface Replay {
  readonly name: string;
  /** As it was read; the service has looked it over. */
  readonly file: unknown;
  readonly result: Replayed;
}

interface Props {
  readonly replay: Replay;
  readonly outlines: readonly PolicyOutline[];
  readonly close: () => void;
}

export function ReplayView({ replay, outlines, close }: Props) {
  const { name, result } = replay;
  const { request, endpoint, evaluatedAt } = replay.file as {
    request: HookRequest;
    endpoint: string;
    evaluatedAt: string;
  };
  const { response, decisions, differences, same } = result;
  const answer = { endpoint, request, response, decisions, stages: [], evaluatedAt };
  return (
    <div class="stage">
      <section class="panel replay" aria-labelledby="replay-title">
        <h2 id="replay-title">Case from {name}</h2>
        <p>
          Asked again as on {evaluatedAt.slice(0, 10)}, with the policies of now.{' '}
          <strong>{same ? 'The answer is the same.' : 'The answer differs from the one in the file.'}</strong>
        </p>
        {differences.length > 0 && (
          <ul class="differences">
            {differences.map(({ path, was, is }) => (
              <li key={path}>
                <code>{path}</code> was <code>{said(was)}</code>, is <code>{said(is)}</code>
              </li>
            ))}
          </ul>
        )}
        <button type="button" onClick={close}>
          Close the case
        </button>
      </section>
      <div class="sides-by-side">
        <section class="panel ehr" aria-labelledby="replay-ehr-title">
          <h2 id="replay-ehr-title">In the EHR</h2>
          <OrderView draft={request} before={undefined} />
          {response.cards.length === 0 && <p>No card: the prescriber is not interrupted.</p>}
          {response.cards.map((card) => (
            <CardView key={card.uuid} card={card} />
          ))}
        </section>
        <ReasoningPanel answer={answer} outlines={outlines} records={undefined} unavailable={{}} />
      </div>
    </div>
  );
}

function said(value: unknown): string {
  return value === undefined ? 'absent' : JSON.stringify(value).slice(0, 200);
}
