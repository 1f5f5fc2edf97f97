/** One of several answers, or several: radio buttons, check boxes or a list; an open choice takes words of one's own too. */
import { optionKey, optionsOf, type Option } from '../model/options.js';
import { controlOf } from '../model/extensions.js';
import { useSurroundings } from '../surroundings.js';
import { ariaOf, type FieldAnswer, type FieldProps } from './field.js';

/** More radio buttons than this nobody reads. */
const MOST_BUTTONS = 12;

export function ChoiceField(props: FieldProps) {
  const { item, answers, set } = props;
  const { questionnaire, valueSets } = useSurroundings();
  const options = optionsOf(item, questionnaire, valueSets);
  const isOpen = item.type === 'open-choice' || options === undefined;
  const offered = withFormer(options ?? [], answers);
  const isList = controlOf(item) === 'drop-down' || offered.length > MOST_BUTTONS;
  const keys = new Set(offered.map(({ key }) => key));
  const coded = answers.filter((answer) => keys.has(optionKey(answer)));
  const others = answers.filter((answer) => !keys.has(optionKey(answer)));
  const words = others.flatMap(({ valueString }) => valueString ?? []);
  const choose = (chosen: readonly FieldAnswer[]) =>
    set(item.repeats ? [...chosen, ...words.map((valueString) => ({ valueString }))] : chosen);
  const say = (said: readonly string[]) => {
    const own = said.filter((one) => one !== '').map((valueString) => ({ valueString }));
    set(item.repeats ? [...coded, ...own] : own.length > 0 ? own : coded);
  };
  return (
    <>
      {options === undefined && (
        <p class="quiet">The list of answers did not come with the form. Answer in your own words.</p>
      )}
      {offered.length > 0 &&
        (isList && !item.repeats ? (
          <List {...props} options={offered} chosen={coded} choose={choose} />
        ) : (
          <Buttons {...props} options={offered} chosen={coded} choose={choose} />
        ))}
      {isOpen && <OwnWords {...props} words={words} say={say} isAlone={offered.length === 0} />}
    </>
  );
}

/** An answer the draft brings may be none of the options; it can still be kept. */
function withFormer(options: readonly Option[], answers: readonly FieldAnswer[]): readonly Option[] {
  const keys = new Set(options.map(({ key }) => key));
  const others = answers.filter((answer) => answer.valueCoding && !keys.has(optionKey(answer)));
  return [
    ...options,
    ...others.map((answer) => ({
      key: optionKey(answer),
      label: answer.valueCoding?.display ?? answer.valueCoding?.code ?? '',
      answer: { valueCoding: answer.valueCoding ?? {} },
    })),
  ];
}

interface ChoosingProps extends FieldProps {
  readonly options: readonly Option[];
  readonly chosen: readonly FieldAnswer[];
  readonly choose: (chosen: readonly FieldAnswer[]) => void;
}

function Buttons(props: ChoosingProps) {
  const { item, id, options, chosen, choose } = props;
  const { repeats = false } = item;
  const keys = new Set(chosen.map(optionKey));
  const press = ({ key }: Option, isOn: boolean) => {
    if (!repeats) return choose(options.filter((one) => one.key === key).map(({ answer }) => answer));
    const wanted = new Set(keys);
    if (isOn) wanted.add(key);
    else wanted.delete(key);
    choose(options.filter((one) => wanted.has(one.key)).map(({ answer }) => answer));
  };
  const { 'aria-required': isRequired, ...aria } = ariaOf(props);
  return (
    <div
      class={`choices${options.length > 5 ? ' many' : ''}`}
      id={id}
      role={repeats ? 'group' : 'radiogroup'}
      aria-labelledby={props.labelId}
      {...(repeats ? {} : { 'aria-required': isRequired })}
      aria-describedby={aria['aria-describedby']}
    >
      {options.map((option) => (
        <label key={option.key} class="check">
          <input
            type={repeats ? 'checkbox' : 'radio'}
            name={id}
            checked={keys.has(option.key)}
            aria-invalid={aria['aria-invalid']}
            onChange={(event) => press(option, event.currentTarget.checked)}
          />
          {option.label}
        </label>
      ))}
      {!repeats && !item.required && keys.size > 0 && (
        <button type="button" class="small plain" onClick={() => choose([])}>
          Take the answer back
        </button>
      )}
    </div>
  );
}

function List(props: ChoosingProps) {
  const { id, labelId, options, chosen, choose } = props;
  const [first] = chosen;
  return (
    <select
      id={id}
      aria-labelledby={labelId}
      {...ariaOf(props)}
      value={first ? optionKey(first) : ''}
      onChange={({ currentTarget: { value } }) =>
        choose(options.filter(({ key }) => key === value).map(({ answer }) => answer))
      }
    >
      <option value="">Choose</option>
      {options.map(({ key, label }) => (
        <option key={key} value={key}>
          {label}
        </option>
      ))}
    </select>
  );
}

interface WordsProps extends FieldProps {
  readonly words: readonly string[];
  readonly say: (words: readonly string[]) => void;
  /** There is nothing else to choose from. */
  readonly isAlone: boolean;
}

function OwnWords(props: WordsProps) {
  const { item, id, labelId, words, say, isAlone } = props;
  const fields = item.repeats ? [...words, ''] : [words[0] ?? ''];
  return (
    <>
      {fields.map((value, index) => (
        <label key={index} class="own-words">
          {!isAlone && <span id={`${id}-own`}>Other, in your own words</span>}
          <input
            id={isAlone && index === 0 ? id : undefined}
            aria-labelledby={isAlone ? labelId : `${labelId} ${id}-own`}
            {...ariaOf(props)}
            value={value}
            onInput={({ currentTarget }) =>
              say(fields.map((one, place) => (place === index ? currentTarget.value : one)))
            }
          />
        </label>
      ))}
    </>
  );
}
