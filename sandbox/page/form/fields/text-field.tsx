/** Words, numbers, dates and times: one control for one answer. */
import { useState } from 'preact/hooks';
import { boundOf, unitOf, unitOptionsOf } from '../model/extensions.js';
import { ariaOf, type FieldAnswer, type FieldProps } from './field.js';
import { answerFrom, inputOf, textOf } from './typed.js';

export function TextField(props: FieldProps) {
  const { item, id, labelId, answers, set } = props;
  const [answer] = answers;
  const shown = textOf(answer, item);
  // A day that is known by its month only does not fit into the browser's own field for dates.
  const [input] = useState(() => inputOf(item, shown));
  const take = (typed: string) => {
    const taken = answerFrom(typed, item, answer);
    set(taken ? [taken] : []);
  };
  if (item.type === 'text')
    return (
      <textarea
        id={id}
        aria-labelledby={labelId}
        rows={3}
        maxLength={item.maxLength}
        {...ariaOf(props)}
        value={shown}
        onInput={({ currentTarget }) => take(currentTarget.value)}
      />
    );
  const unit = unitOf(item);
  return (
    <span class={`typed ${input.type}`}>
      <input
        id={id}
        aria-labelledby={labelId}
        // Preact's types list what each type of input takes; this one is any of them.
        {...(input as { type: 'text' })}
        min={boundOf(item, 'minValue')}
        max={boundOf(item, 'maxValue')}
        maxLength={item.maxLength}
        {...ariaOf(props)}
        value={shown}
        onInput={({ currentTarget }) => take(currentTarget.value)}
      />
      {unit && item.type !== 'quantity' && <span class="unit">{unit.display ?? unit.code}</span>}
      {item.type === 'quantity' && <Unit {...props} answer={answer} />}
    </span>
  );
}

/** A quantity has a unit of its own; the form may offer several. */
function Unit({ item, id, labelId, answer, set }: FieldProps & { readonly answer: FieldAnswer | undefined }) {
  const options = unitOptionsOf(item);
  const fixed = unitOf(item);
  const { valueQuantity = {} } = answer ?? {};
  if (options.length === 0)
    return (
      <span class="unit">{valueQuantity.unit ?? valueQuantity.code ?? fixed?.display ?? fixed?.code}</span>
    );
  return (
    <>
      <span id={`${id}-unit`} class="unseen">
        Unit
      </span>
      <select
        aria-labelledby={`${labelId} ${id}-unit`}
        value={valueQuantity.code ?? fixed?.code ?? options[0]?.code ?? ''}
        onChange={({ currentTarget: { value } }) => {
          const chosen = options.find(({ code }) => code === value);
          if (!chosen || valueQuantity.value === undefined) return;
          const { display, code, system } = chosen;
          const named = {
            ...(display !== undefined && { unit: display }),
            ...(code !== undefined && { code }),
          };
          set([
            {
              valueQuantity: {
                value: valueQuantity.value,
                ...named,
                ...(system !== undefined && { system }),
              },
            },
          ]);
        }}
      >
        {options.map(({ code, display }) => (
          <option key={code} value={code}>
            {display ?? code}
          </option>
        ))}
      </select>
    </>
  );
}
