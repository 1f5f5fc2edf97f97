/** One case: the choices, the EHR, the reasoning and the what-if. */
import { useState } from 'preact/hooks';
import type { Catalog } from '../../../src/sandbox/catalog.js';
import { Chooser } from '../choose/chooser.js';
import { wishOf, withoutStory } from '../choose/choices.js';
import { tokenFor, type HeldToken } from '../choose/token.js';
import type { ChoiceControl } from '../choose/use-choices.js';
import { EhrPanel } from '../ehr/ehr-panel.js';
import { Lesson } from '../lesson.js';
import { ReasoningPanel } from '../reason/reasoning-panel.js';
import { HOOK_WORDS } from '../reason/words.js';
import { usePerson } from '../use-person.js';
import { WhatIfPanel } from '../what-if/what-if-panel.js';
import { CaseFileBar } from './case-file.js';
import type { Replay } from './replay-view.js';
import { useCase } from './use-case.js';

interface Props {
  readonly catalog: Catalog;
  readonly control: ChoiceControl;
  readonly show: (replay: Replay) => void;
}

export function CaseView({ catalog, control, show }: Props) {
  const { choose, amend } = control;
  const choices = catalog.embeddedFhir === undefined ? withoutStory(control.choices) : control.choices;
  const [held, hold] = useState<HeldToken>();
  const token = tokenFor(choices.server, held);
  const [person, setPerson] = usePerson(catalog, choices, token);
  const wish = wishOf(choices, token);
  const current = useCase(wish, choices.signed, () => amend({ ...choices, signed: true }));
  const { answer, built } = current;
  // Stories are patients of the embedded server, whatever else the address says.
  const server = (choices.story === undefined ? choices.server : undefined) ?? catalog.embeddedFhir;
  const isEmbedded = server === catalog.embeddedFhir;
  const { act } = HOOK_WORDS[choices.hook] ?? { act: 'Send' };

  return (
    <div class="case">
      <Chooser {...{ catalog, choices, choose, token, hold, person, setPerson }} />
      <div class="stage">
        <Lesson stories={catalog.stories} choices={choices} choose={choose} />
        {wish && <WhatIfPanel catalog={catalog} choices={choices} amend={amend} token={token} />}
        <div class="sides-by-side">
          <EhrPanel control={current} hook={choices.hook} person={person} />
          {answer ? (
            <ReasoningPanel
              key={answer.request.hookInstance}
              answer={answer}
              outlines={catalog.policies}
              records={isEmbedded ? catalog.embeddedFhir : undefined}
              unavailable={built?.unavailable ?? {}}
              isFormer={current.accepted.length > 0}
            />
          ) : (
            <section class="panel reasoning" aria-labelledby="reasoning-title">
              <h2 id="reasoning-title">Why</h2>
              <p class="empty">
                {current.failure && 'There is no answer yet, so there is nothing to explain.'}
                {!current.failure &&
                  wish &&
                  `${act} the order: the answer of the service and its reasons appear here.`}
                {!wish &&
                  (choices.patient === undefined
                    ? 'Choose a patient and a drug first.'
                    : 'Choose a drug first.')}
              </p>
            </section>
          )}
        </div>
        <CaseFileBar answer={answer} server={server ?? ''} isEmbedded={isEmbedded} show={show} />
      </div>
    </div>
  );
}
