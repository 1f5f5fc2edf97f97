/** The former answer beside the new one, and which criteria made the difference. */
import type { PolicyOutline } from '../../../src/sandbox/policy-tree.js';
import type { Answer } from '../api/sandbox.js';
import { Mark } from '../parts/mark.js';
import { changesBetween } from '../reason/compare.js';
import { outlineFor } from '../reason/tree.js';
import { verdictOf } from '../reason/verdict.js';
import { STATUSES } from '../reason/words.js';

interface Props {
  readonly former: Answer;
  readonly changed: Answer;
  readonly outlines: readonly PolicyOutline[];
}

export function Comparison({ former, changed, outlines }: Props) {
  return (
    <>
      {former.decisions.map((was, index) => {
        const is = changed.decisions[index];
        if (!is) return null;
        const isSame = was.determination === is.determination && was.cause === is.cause;
        const changes = changesBetween(was, is, outlineFor(is, outlines));
        return (
          <div key={was.id} class="comparison">
            {former.decisions.length > 1 && <h3>{was.drug.name}</h3>}
            <div class="sides">
              <Side title="As it is" answer={former} index={index} outlines={outlines} />
              <Side title="What if" answer={changed} index={index} outlines={outlines} isNew={!isSame} />
            </div>
            <p role="status" class="difference">
              {isSame ? 'The answer stays the same.' : 'The answer changes.'}
            </p>
            {changes.length > 0 && (
              <ul class="differences" aria-label="Criteria that changed">
                {changes.map(({ id, title, was: old, is: fresh, reason }) => (
                  <li key={id}>
                    <strong>{title}</strong> <Mark mark={STATUSES[old]} /> <span class="quiet">now</span>{' '}
                    <Mark mark={STATUSES[fresh]} />
                    <p>{reason}</p>
                  </li>
                ))}
              </ul>
            )}
          </div>
        );
      })}
    </>
  );
}

interface SideProps {
  readonly title: string;
  readonly answer: Answer;
  readonly index: number;
  readonly outlines: readonly PolicyOutline[];
  readonly isNew?: boolean;
}

function Side({ title, answer, index, outlines, isNew = false }: SideProps) {
  const record = answer.decisions[index];
  if (!record) return null;
  const { cards } = answer.response;
  const verdict = verdictOf(record, outlines, cards.length);
  return (
    <div class={isNew ? 'side new' : 'side'}>
      <h3>{title}</h3>
      <Mark mark={verdict.mark} badge />
      <p>{verdict.sentence}</p>
      <p class="quiet">{verdict.silence ?? cards[0]?.summary}</p>
    </div>
  );
}
