/** What the returned form did to the answer: before, after, and which criteria made the difference. */
import { useEffect, useRef } from 'preact/hooks';
import type { DecisionRecord } from '../../../src/decisions/record.js';
import type { PolicyOutline } from '../../../src/sandbox/policy-tree.js';
import { Mark } from '../parts/mark.js';
import { changesBetween } from '../reason/compare.js';
import { outlineFor } from '../reason/tree.js';
import { markOf, STATUSES } from '../reason/words.js';

interface Props {
  readonly before: DecisionRecord;
  readonly after: DecisionRecord;
  readonly outlines: readonly PolicyOutline[];
}

export function Moved({ before, after, outlines }: Props) {
  const head = useRef<HTMLHeadingElement>(null);
  // The button that led here is gone with the form; whoever is somewhere else already stays there.
  useEffect(() => {
    if (document.activeElement === document.body) head.current?.focus();
  }, []);
  const isSame = before.determination === after.determination && before.cause === after.cause;
  const changes = changesBetween(before, after, outlineFor(after, outlines));
  return (
    <section class="panel moved" aria-labelledby="moved-title">
      <h2 ref={head} id="moved-title" tabIndex={-1}>
        What the form changed
      </h2>
      <p class="move">
        <Mark mark={markOf(before.determination, before.cause)} badge />{' '}
        <span>
          <span aria-hidden="true">→</span>
          <span class="unseen">became</span>
        </span>{' '}
        <Mark mark={markOf(after.determination, after.cause)} badge />
      </p>
      <p role="status" class="difference">
        {isSame
          ? 'The service read the form, and the answer stays the same.'
          : `The answer for ${after.drug.name} changed.`}
      </p>
      {changes.length > 0 && (
        <ul class="differences" aria-label="Criteria that the form changed">
          {changes.map(({ id, title, was, is, reason }) => (
            <li key={id}>
              <strong>{title}</strong> <Mark mark={STATUSES[was]} /> <span class="quiet">now</span>{' '}
              <Mark mark={STATUSES[is]} />
              <p>{reason}</p>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
