/** One case: the choices, the EHR, the reasoning and the what-if. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Catalog } from '../../../src/sandbox/catalog.js';
import { Chooser } from '../choose/chooser.js';
import { wishOf, withoutForm, withoutStory } from '../choose/choices.js';
import { tokenFor, type HeldToken } from '../choose/token.js';
import type { ChoiceControl } from '../choose/use-choices.js';
import { EhrPanel } from '../ehr/ehr-panel.js';
import { FormOffers } from '../form/form-offers.js';
import { FormView } from '../form/form-view.js';
import { Moved } from '../form/moved.js';
import { formOffers } from '../form/offers.js';
import { isAbout, useForms } from '../form/use-forms.js';
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
  const { answer, built, draft } = current;
  const forms = useForms(built, answer);
  const offers = answer && draft ? formOffers(draft) : [];
  const open = offers.find(({ order }) => order === choices.form);
  const closed = withoutForm(choices);
  const wasOpen = useRef(false);
  useEffect(() => {
    // Whoever closes the form without signing is back at the order.
    if (wasOpen.current && !open && !current.busy) document.getElementById('ehr-title')?.focus();
    wasOpen.current = open !== undefined;
  }, [open?.order]);
  // Stories are patients of the embedded server, whatever else the address says.
  const server = (choices.story === undefined ? choices.server : undefined) ?? catalog.embeddedFhir;
  const isEmbedded = server === catalog.embeddedFhir;
  const { act } = HOOK_WORDS[choices.hook] ?? { act: 'Send' };

  const moved = offers.flatMap((offer) => {
    const before = forms.formOf(offer)?.returned?.before;
    const after = answer?.decisions.find((one) => isAbout(one, offer));
    return before && after && before.hookInstance !== after.hookInstance ? [{ before, after }] : [];
  });

  return (
    <div class="case">
      <Chooser {...{ catalog, choose, token, hold, person, setPerson }} choices={closed} />
      {open && answer && (
        <FormView
          key={open.order}
          {...{ offer: open, answer, forms, person, act }}
          records={isEmbedded ? catalog.embeddedFhir : undefined}
          close={() => choose(closed)}
          signAgain={() => {
            current.sign();
            choose({ ...closed, signed: true });
          }}
        />
      )}
      {/* Hidden, not gone: what was done with the cards stays while the form is open. */}
      <div class="stage" hidden={open !== undefined}>
        <Lesson stories={catalog.stories} choices={choices} choose={choose} />
        {wish && <WhatIfPanel catalog={catalog} choices={choices} amend={amend} token={token} />}
        {moved.map(({ before, after }) => (
          <Moved key={after.id} before={before} after={after} outlines={catalog.policies} />
        ))}
        <div class="sides-by-side">
          <EhrPanel control={current} hook={choices.hook} person={person}>
            {!current.failure && (
              <FormOffers
                offers={offers}
                open={({ order }) => choose({ ...choices, form: order })}
                isStarted={(offer) => forms.formOf(offer)?.response !== undefined}
              />
            )}
          </EhrPanel>
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
