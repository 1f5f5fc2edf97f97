/** The left side: what a prescriber sees. */
import { useRef } from 'preact/hooks';
import type { CaseControl } from '../case/use-case.js';
import { FailureNotice, Progress } from '../parts/notice.js';
import { HOOK_WORDS } from '../reason/words.js';
import { CardView } from './card-view.js';
import { CoverageView } from './coverage-view.js';
import { OrderView } from './order-view.js';
import { PatientBanner, type Person } from './patient-banner.js';

interface Props {
  readonly control: CaseControl;
  readonly hook: string;
  readonly person: Person | undefined;
  /** What the orders lead to besides cards: their forms. */
  readonly children?: preact.ComponentChildren;
}

export function EhrPanel({ control, hook, person, children }: Props) {
  const { built, draft, answer, busy, failure, accepted } = control;
  const head = useRef<HTMLHeadingElement>(null);
  const { act, done } = HOOK_WORDS[hook] ?? { act: 'Send', done: 'Sent' };
  return (
    <section class="panel ehr" aria-labelledby="ehr-title">
      <h2 ref={head} id="ehr-title" tabIndex={-1}>
        In the EHR
      </h2>
      {person && <PatientBanner person={person} prefetched={built?.request['prefetch']} />}
      {draft && (
        <OrderView
          draft={draft}
          before={accepted.length > 0 || answer ? (built?.request as never) : undefined}
        />
      )}
      {accepted.length > 0 && (
        <p class="notice" role="status">
          The order was changed: {accepted.join('; ')}. {act} it again to see the answer to the new order.
        </p>
      )}
      {draft && (
        <div class="act">
          {/* Not disabled: that would take the focus away from whoever pressed it. */}
          <button
            type="button"
            class="primary"
            aria-disabled={busy !== undefined}
            onClick={() => busy === undefined && control.sign()}
          >
            {answer ? `${act} again` : act}
          </button>
          {(accepted.length > 0 || answer) && (
            <button
              type="button"
              class="plain"
              onClick={() => {
                // The button goes with the order.
                head.current?.focus();
                control.restart();
              }}
            >
              Start over
            </button>
          )}
        </div>
      )}
      {busy === 'building' && <Progress what="The EHR puts the order and the chart together." />}
      {busy === 'asking' && <Progress what="The service is asked." />}
      {failure && <FailureNotice failure={failure} retry={draft ? control.sign : control.restart} />}
      <p class="answer-title" role="status">
        {answer && !failure && `${done}. ${cardsSaid(answer.response.cards.length)}`}
      </p>
      {answer && !failure && (
        <div class="cards" key={answer.request.hookInstance}>
          {answer.response.cards.map((card) => (
            <CardView
              key={card.uuid}
              card={card}
              taking={{ endpoint: answer.endpoint, accept: control.accept }}
            />
          ))}
        </div>
      )}
      {children}
      {draft && <CoverageView draft={draft} />}
      {built && <Notes notes={built.notes} />}
    </section>
  );
}

function cardsSaid(count: number): string {
  if (count === 0) return 'No card: the prescriber is not interrupted.';
  return count === 1 ? 'One card came back.' : `${count} cards came back.`;
}

/** No EHR is quite like another: what this one did on its own is said. */
function Notes({ notes }: { readonly notes: readonly string[] }) {
  if (notes.length === 0) return null;
  return (
    <section class="notes" aria-label="What this EHR did on its own">
      <h3>What this EHR did on its own</h3>
      <ul>
        {notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
    </section>
  );
}
