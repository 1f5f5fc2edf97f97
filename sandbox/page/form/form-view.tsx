/** A form of a case: fetched when it is opened, then on the screen to be answered or as a sheet to be printed. */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Answer } from '../api/sandbox.js';
import type { Person } from '../ehr/patient-banner.js';
import { FailureNotice, Progress } from '../parts/notice.js';
import { FilledForm } from './filled-form.js';
import { FormCalls } from './form-calls.js';
import './form.css';
import type { FormOffer } from './offers.js';
import { Sheet } from './sheet/sheet.js';
import { sourceBook } from './sources.js';
import { isAbout, type FormsControl } from './use-forms.js';

export interface FormViewProps {
  readonly offer: FormOffer;
  readonly answer: Answer;
  readonly forms: FormsControl;
  readonly person: Person | undefined;
  /** Base address of the embedded server, where the chart can be looked at. */
  readonly records: string | undefined;
  readonly close: () => void;
  readonly signAgain: () => void;
  /** What the hook calls it: `Sign`. */
  readonly act: string;
}

export function FormView(props: FormViewProps) {
  const { offer, answer, forms, person, records, close } = props;
  const form = forms.formOf(offer);
  const head = useRef<HTMLHeadingElement>(null);
  const [isSheet, setSheet] = useState(false);
  const { questionnaire, response, busy, failure } = form ?? {};
  useEffect(() => {
    if (!form) forms.fetchFor(offer);
  }, [form === undefined, offer.order]);
  useEffect(() => head.current?.focus(), [isSheet]);

  const record = answer.decisions.find((one) => isAbout(one, offer));
  const sources = useMemo(() => sourceBook(answer, record, records), [answer, record, records]);
  const filled = form && questionnaire && response ? { form, questionnaire, response, sources } : undefined;
  if (filled && isSheet)
    return <Sheet {...filled} {...{ answer, offer, person }} back={() => setSheet(false)} />;
  return (
    <section class="panel form" aria-labelledby="form-title">
      <div class="form-head">
        <h2 ref={head} id="form-title" tabIndex={-1}>
          {questionnaire?.title ?? 'The form'}
        </h2>
        <button type="button" class="small" onClick={close}>
          Back to the order
        </button>
      </div>
      <p class="quiet">
        {[person?.name, offer.title].filter(Boolean).join(' · ')}. Nothing is written to the FHIR server: what
        you answer stays in this page until you return the form to the service.
      </p>
      {busy === 'fetching' && <Progress what="The form is fetched and filled in." />}
      {failure && !filled && <FailureNotice failure={failure} retry={() => forms.fetchFor(offer)} />}
      {filled && <FilledForm {...props} {...filled} print={() => setSheet(true)} />}
      {form && <FormCalls calls={form.calls} />}
    </section>
  );
}
