/** A resource of the record: one of those the call holds, or any by its type and id. */
import { targetsOf } from '../model/extensions.js';
import { useSurroundings } from '../surroundings.js';
import { ariaOf, type FieldProps } from './field.js';

export function ReferenceField(props: FieldProps) {
  const { item, id, labelId, answers, set } = props;
  const { sources } = useSurroundings();
  const targets = targetsOf(item);
  const known = sources.known(targets);
  return (
    <>
      <input
        id={id}
        aria-labelledby={labelId}
        list={`${id}-known`}
        placeholder={`${targets[0] ?? 'Type'}/id`}
        autocomplete="off"
        {...ariaOf(props)}
        value={answers[0]?.valueReference?.reference ?? ''}
        onInput={({ currentTarget: { value: reference } }) =>
          set(reference === '' ? [] : [{ valueReference: { reference } }])
        }
      />
      <datalist id={`${id}-known`}>
        {known.map((reference) => (
          <option key={reference} value={reference}>
            {sources.find(reference).what}
          </option>
        ))}
      </datalist>
    </>
  );
}
