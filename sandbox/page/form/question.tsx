/** One question: its words, its field, where the answer comes from, and what is wrong with it. */
import type { QuestionnaireItem, QuestionnaireResponseItem } from 'fhir/r4.js';
import { AttachmentField } from './fields/attachment-field.js';
import { BooleanField } from './fields/boolean-field.js';
import { ChoiceField } from './fields/choice-field.js';
import type { FieldAnswer, FieldProps } from './fields/field.js';
import { ReferenceField } from './fields/reference-field.js';
import { Repeated } from './fields/repeated.js';
import { TextField } from './fields/text-field.js';
import { asGiven } from './model/origin.js';
import { withAnswers } from './model/tree.js';
import { inWords } from './model/words.js';
import { SourceNote } from './source-note.js';
import { useSurroundings } from './surroundings.js';

interface Props {
  readonly item: QuestionnaireItem;
  readonly given: QuestionnaireResponseItem;
  readonly path: string;
  readonly change: (given: QuestionnaireResponseItem) => void;
}

/** Types whose field takes all answers at once. */
const WHOLE = new Set(['choice', 'open-choice', 'boolean', 'attachment']);

export function Question({ item, given, path, change }: Props) {
  const { faults } = useSurroundings();
  const answers = given.answer ?? [];
  const fault = faults.get(path);
  const ids = { field: `q-${path}`, label: `l-${path}`, sources: `s-${path}`, fault: `f-${path}` };
  const set = (next: readonly FieldAnswer[]) => change(withAnswers(given, asGiven(next, answers)));
  const described = [ids.sources, ...(fault === undefined ? [] : [ids.fault])].join(' ');
  const field: FieldProps = {
    item,
    answers,
    set,
    id: ids.field,
    labelId: ids.label,
    describedBy: described,
    isInvalid: fault !== undefined,
  };
  const isGroupOfControls = item.type === 'boolean' || item.type === 'choice' || item.type === 'open-choice';
  const Label = isGroupOfControls || item.readOnly ? 'p' : 'label';
  return (
    <div
      class={fault === undefined ? 'question' : 'question at-fault'}
      data-link={item.linkId}
      data-path={path}
    >
      <Label class="asked" id={ids.label} {...(Label === 'label' ? { for: ids.field } : {})}>
        {item.prefix !== undefined && `${item.prefix} `}
        {item.text ?? item.linkId}
        {item.required && <span class="quiet"> (required)</span>}
      </Label>
      {fault !== undefined && (
        <p class="fault" id={ids.fault}>
          {fault}
        </p>
      )}
      {item.readOnly ? <ReadOnly item={item} answers={answers} /> : <Field {...field} />}
      <div id={ids.sources}>
        <SourceNote item={item} answers={answers} />
      </div>
    </div>
  );
}

function Field(props: FieldProps) {
  const { item } = props;
  if (item.repeats && !WHOLE.has(item.type)) return <Repeated {...props} one={OneField} />;
  return <OneField {...props} />;
}

function OneField(props: FieldProps) {
  switch (props.item.type) {
    case 'choice':
    case 'open-choice':
      return <ChoiceField {...props} />;
    case 'boolean':
      return <BooleanField {...props} />;
    case 'attachment':
      return <AttachmentField {...props} />;
    case 'reference':
      return <ReferenceField {...props} />;
    case 'string':
    case 'text':
    case 'integer':
    case 'decimal':
    case 'quantity':
    case 'date':
    case 'dateTime':
    case 'time':
    case 'url':
      return <TextField {...props} />;
    default:
      return (
        <p class="notice">
          This page has no field for questions of the type “{props.item.type}”; answer it in another
          application.
        </p>
      );
  }
}

function ReadOnly({ item, answers }: Pick<FieldProps, 'item' | 'answers'>) {
  return (
    <p class="value">
      {answers.length === 0 ? 'Not known' : answers.map((answer) => inWords(answer, item)).join('; ')}
    </p>
  );
}
