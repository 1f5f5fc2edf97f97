/** Room for an answer by hand: boxes to tick, or a line to write on. */
import type { QuestionnaireItem } from 'fhir/r4.js';
import { unitOf } from '../model/extensions.js';
import { optionsOf } from '../model/options.js';
import { useSurroundings } from '../surroundings.js';

/** More boxes than this nobody ticks; a line takes any answer. */
const MOST_BOXES = 12;
const TEXT_LINES = 3;

export function Blank({ item }: { readonly item: QuestionnaireItem }) {
  const { questionnaire, valueSets } = useSurroundings();
  const { type } = item;
  const options =
    type === 'boolean'
      ? ['Yes', 'No']
      : (optionsOf(item, questionnaire, valueSets) ?? []).map(({ label }) => label);
  const hasBoxes = options.length > 0 && options.length <= MOST_BOXES;
  const lines = type === 'text' ? TEXT_LINES : hasBoxes && type !== 'open-choice' ? 0 : 1;
  return (
    <div class="by-hand">
      {hasBoxes && (
        <ul class="boxes">
          {options.map((label) => (
            <li key={label}>{label}</li>
          ))}
        </ul>
      )}
      {Array.from({ length: lines }, (_, line) => (
        <p key={line}>
          {hasBoxes && 'Other: '}
          <span class="blank" /> {unitOf(item)?.display}
        </p>
      ))}
    </div>
  );
}
