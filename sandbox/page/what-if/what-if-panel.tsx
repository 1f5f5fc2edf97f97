/** "What if the chart said otherwise?": single facts changed, and both answers side by side. */
import { useEffect, useState } from 'preact/hooks';
import type { Catalog } from '../../../src/sandbox/catalog.js';
import type { Choices } from '../choose/choices.js';
import { wishOf } from '../choose/choices.js';
import { FailureNotice, Progress } from '../parts/notice.js';
import { Comparison } from './comparison.js';
import { useAnswer } from './use-answer.js';
import { WhatIfForm } from './what-if-form.js';

interface Props {
  readonly catalog: Catalog;
  readonly choices: Choices;
  readonly amend: (next: Choices) => void;
  readonly token: string;
}

export function WhatIfPanel({ catalog, choices, amend, token }: Props) {
  const { site, ...patch } = choices.whatIf;
  const isAsked = Object.keys(choices.whatIf).length > 0;
  const [isOpen, setOpen] = useState(isAsked);
  // An address with changes opens it; an emptied field does not close it over the person who is typing.
  useEffect(() => {
    if (isAsked) setOpen(true);
  }, [isAsked]);
  const wish = wishOf(choices, token);
  const former = useAnswer(isAsked ? wish : undefined);
  const changed = useAnswer(
    isAsked && wish
      ? { ...wish, ...(site && { site }), ...(Object.keys(patch).length > 0 && { patch }) }
      : undefined,
  );
  const failure = former.failure ?? changed.failure;
  return (
    <details class="panel what-if" open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <h2>What if …</h2>{' '}
        <span class="quiet">
          the site, a finding, an allergy, the ZIP code or the last dose were different?
        </span>
      </summary>
      <WhatIfForm
        sites={catalog.sites}
        changes={choices.whatIf}
        change={(whatIf) => amend({ ...choices, whatIf })}
      />
      {(former.busy || changed.busy) && <Progress what="The service is asked again." />}
      {failure && <FailureNotice failure={failure} />}
      {former.answer && changed.answer && !failure && (
        <Comparison former={former.answer} changed={changed.answer} outlines={catalog.policies} />
      )}
    </details>
  );
}
