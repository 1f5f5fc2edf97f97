/** A question that takes several answers, one field each. */
import { useState } from 'preact/hooks';
import type { FunctionComponent } from 'preact';
import type { FieldProps } from './field.js';

export function Repeated({
  one: One,
  ...props
}: FieldProps & { readonly one: FunctionComponent<FieldProps> }) {
  const { answers, id, set } = props;
  const [extra, setExtra] = useState(0);
  const count = Math.max(1, answers.length + extra);
  return (
    <div class="repeated">
      {Array.from({ length: count }, (_, index) => (
        <One
          key={index}
          {...props}
          id={index === 0 ? id : `${id}-${index}`}
          answers={answers.slice(index, index + 1)}
          set={(next) => {
            if (index >= answers.length && next.length > 0) setExtra(Math.max(0, extra - 1));
            set([...answers.slice(0, index), ...next, ...answers.slice(index + 1)]);
          }}
        />
      ))}
      <button type="button" class="small" onClick={() => setExtra(extra + 1)}>
        Add another answer
      </button>
    </div>
  );
}
