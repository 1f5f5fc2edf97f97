/** The form as far as it is filled in: the rest is answered here, checked, and returned. */
import { useState } from 'preact/hooks';
import type { Questionnaire, QuestionnaireResponse } from 'fhir/r4.js';
import { Progress } from '../parts/notice.js';
import { FaultList } from './fault-list.js';
import type { FormViewProps } from './form-view.js';
import { Items } from './items.js';
import { faultsIn, type FormFault } from './model/check.js';
import { shareOf } from './model/share.js';
import { RefusedNotice } from './refused-notice.js';
import { ReturnedNotice } from './returned-notice.js';
import { ShareView } from './share-view.js';
import type { SourceBook } from './sources.js';
import { FormSurroundings } from './surroundings.js';
import { unreadableIn } from './unreadable.js';
import type { OpenForm } from './use-forms.js';

interface Props extends Pick<FormViewProps, 'offer' | 'forms' | 'close' | 'signAgain' | 'act'> {
  readonly form: OpenForm;
  readonly questionnaire: Questionnaire;
  readonly response: QuestionnaireResponse;
  readonly sources: SourceBook;
  readonly print: () => void;
}

export function FilledForm(props: Props) {
  const { offer, forms, form, questionnaire, response, sources } = props;
  const { busy, failure, returned, valueSets = [], remarks = [] } = form;
  const [isChecked, setChecked] = useState(false);
  const [unreadable, setUnreadable] = useState<readonly FormFault[]>([]);
  const faults = faultsIn(questionnaire, response);
  const isUnreadable = (path: string) => unreadable.some((one) => one.path === path);
  const shown = isChecked ? [...unreadable, ...faults.filter(({ path }) => !isUnreadable(path))] : [];
  const giveBack = (fields: HTMLFormElement) => {
    const unread = unreadableIn(fields);
    setUnreadable(unread);
    setChecked(true);
    if (faults.length + unread.length > 0)
      requestAnimationFrame(() => document.getElementById('form-faults')?.focus());
    else if (busy === undefined) forms.giveBack(offer);
  };
  const surroundings = {
    questionnaire,
    valueSets,
    sources,
    faults: new Map(shown.map(({ path, says }) => [path, says])),
  };
  return (
    <FormSurroundings.Provider value={surroundings}>
      {questionnaire.description !== undefined && <p>{questionnaire.description}</p>}
      {remarks.map((remark) => (
        <p key={remark} class="notice">
          {remark}
        </p>
      ))}
      <ShareView share={shareOf(questionnaire, response)} />
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          giveBack(event.currentTarget);
        }}
      >
        {shown.length > 0 && <FaultList faults={shown} />}
        <Items
          scope={{ definition: questionnaire.item ?? [], items: response.item ?? [] }}
          parent=""
          level={3}
          change={(item) => {
            setUnreadable([]);
            forms.change(offer, { ...response, item });
          }}
        />
        {busy === 'returning' && <Progress what="The form is returned." />}
        {failure && <RefusedNotice failure={failure} />}
        {returned && <ReturnedNotice returned={returned} act={props.act} signAgain={props.signAgain} />}
        <div class="act">
          {/* Not disabled: that would take the focus away from whoever pressed it. */}
          <button type="submit" class={returned ? '' : 'primary'} aria-disabled={busy !== undefined}>
            {returned ? 'Return it once more' : 'Return the form'}
          </button>
          <button type="button" onClick={props.print}>
            Print for fax
          </button>
          <button type="button" class="plain" onClick={props.close}>
            Back to the order
          </button>
        </div>
      </form>
    </FormSurroundings.Provider>
  );
}
