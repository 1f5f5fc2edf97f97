/** Yes, no, or not answered. */
import { ariaOf, type FieldProps } from './field.js';

export function BooleanField(props: FieldProps) {
  const { item, id, labelId, answers, set } = props;
  const given = answers[0]?.valueBoolean;
  const { 'aria-invalid': isInvalid, ...aria } = ariaOf(props);
  return (
    <div class="choices short" id={id} role="radiogroup" aria-labelledby={labelId} {...aria}>
      {[true, false].map((value) => (
        <label key={String(value)} class="check">
          <input
            type="radio"
            name={id}
            checked={given === value}
            aria-invalid={isInvalid}
            onChange={() => set([{ valueBoolean: value }])}
          />
          {value ? 'Yes' : 'No'}
        </label>
      ))}
      {!item.required && given !== undefined && (
        <button type="button" class="small plain" onClick={() => set([])}>
          Take the answer back
        </button>
      )}
    </div>
  );
}
