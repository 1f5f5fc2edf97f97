/** Under an answer: that it was filled in, and from what. */
import type { QuestionnaireItem, QuestionnaireResponseItemAnswer } from 'fhir/r4.js';
import { inWords } from './model/words.js';
import { isFilledIn, sourcesOf } from './model/origin.js';
import type { Source } from './sources.js';
import { useSurroundings } from './surroundings.js';

const PLACES: Readonly<Record<Source['place'], string>> = {
  chart: 'From the chart',
  order: 'From the order',
  directory: "From the payer's directory",
};
const NO_RECORD = 'Filled in by the service; no single record says it';

interface Props {
  readonly item: QuestionnaireItem;
  readonly answers: readonly QuestionnaireResponseItemAnswer[];
}

export function SourceNote({ item, answers }: Props) {
  const { sources } = useSurroundings();
  const filledIn = answers.filter(isFilledIn);
  if (filledIn.length === 0) return null;
  return (
    <ul class="sources">
      {filledIn.map((answer, index) => {
        const found = sourcesOf(answer).map((reference) => sources.find(reference));
        const [first] = found;
        return (
          <li key={index}>
            <span class="filled-in">{first ? PLACES[first.place] : NO_RECORD}</span>
            {(answers.length > 1 || first) && ': '}
            {answers.length > 1 && <>{inWords(answer, item)} — </>}
            {found.map((source, number) => (
              <span key={source.reference}>
                {number > 0 && '; '}
                <SourceLink source={source} />
              </span>
            ))}
          </li>
        );
      })}
    </ul>
  );
}

function SourceLink({ source }: { readonly source: Source }) {
  const { reference, href, what, date } = source;
  const about = [what, date].filter(Boolean).join(', ');
  return (
    <>
      {about !== '' && `${about} `}
      {href === undefined ? (
        <code>{reference}</code>
      ) : (
        <a href={href} target="_blank" rel="noreferrer">
          {reference}
        </a>
      )}
    </>
  );
}
