/** The form on paper, for a payer that takes faxes: who, what, every question with its answer, and where to sign. */
import { useEffect, useRef } from 'preact/hooks';
import type { Questionnaire, QuestionnaireResponse } from 'fhir/r4.js';
import type { Answer } from '../../api/sandbox.js';
import type { Person } from '../../ehr/patient-banner.js';
import type { FormOffer } from '../offers.js';
import type { SourceBook } from '../sources.js';
import { FormSurroundings } from '../surroundings.js';
import type { OpenForm } from '../use-forms.js';
import { aboutForm, type About } from './about.js';
import { Attachments } from './attachments.js';
import './sheet.css';
import { SheetItems } from './sheet-items.js';

interface Props {
  readonly questionnaire: Questionnaire;
  readonly response: QuestionnaireResponse;
  readonly form: OpenForm;
  readonly sources: SourceBook;
  readonly answer: Answer;
  readonly offer: FormOffer;
  readonly person: Person | undefined;
  readonly back: () => void;
}

export function Sheet(props: Props) {
  const { questionnaire, response, form, answer, offer, person, sources, back } = props;
  const head = useRef<HTMLHeadingElement>(null);
  useEffect(() => head.current?.focus(), []);
  const about = aboutForm({ answer, offer, coverage: form.coverage, person });
  const scope = { definition: questionnaire.item ?? [], items: response.item ?? [] };
  const { title = 'Form', version } = questionnaire;
  const state = [version !== undefined && `Version ${version}`, !form.returned && 'Draft, not returned yet'];
  return (
    <FormSurroundings.Provider
      value={{ questionnaire, valueSets: form.valueSets ?? [], sources, faults: new Map() }}
    >
      <div class="sheet-view">
        <div class="sheet-bar act">
          <button type="button" class="primary" onClick={() => window.print()}>
            Print
          </button>
          <button type="button" onClick={back}>
            Back to the form
          </button>
        </div>
        {/* Only the head of a table is repeated on every page: faxed pages get apart. */}
        <table class="sheet" role="presentation">
          <thead role="presentation">
            <tr role="presentation">
              <td role="presentation">
                <Running about={about} title={title} />
              </td>
            </tr>
          </thead>
          <tbody role="presentation">
            <tr role="presentation">
              <td role="presentation">
                <h2 ref={head} tabIndex={-1}>
                  {title}
                </h2>
                <p>{state.filter(Boolean).join(' · ')}</p>
                <Particulars about={about} />
                <p class="from legend">
                  Small print under an answer says what it was filled in from; all other answers are the
                  prescriber's.
                </p>
                <SheetItems scope={scope} level={3} />
                <Attachments questionnaire={questionnaire} response={response} />
                <Signature />
              </td>
            </tr>
          </tbody>
        </table>
      </div>
    </FormSurroundings.Provider>
  );
}

function Running({ about, title }: { readonly about: About; readonly title: string }) {
  const rows = about.rows.flatMap(([, all]) => all);
  const value = (label: string) => rows.find(([one]) => one === label)?.[1];
  const born = value('Date of birth');
  const member = value('Member number');
  const words = [
    about.patient,
    born !== undefined && `born ${born}`,
    member !== undefined && `member ${member}`,
    value('Drug'),
    title,
  ];
  return <p class="running">{words.filter(Boolean).join(' · ')}</p>;
}

function Particulars({ about }: { readonly about: About }) {
  return (
    <div class="particulars">
      {about.rows.map(([title, rows]) => (
        <section key={title}>
          <h3>{title}</h3>
          <dl>
            {rows.map(([label, value]) => (
              <div key={label}>
                <dt>{label}</dt>
                <dd>{value ?? <span class="blank" />}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </div>
  );
}

function Signature() {
  return (
    <section class="signature">
      <h3>Signature</h3>
      <dl>
        {['Prescriber', 'Signature', 'Date'].map((label) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>
              <span class="blank" />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
