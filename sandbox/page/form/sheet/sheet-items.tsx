/** Questions and answers in words; what was not answered has a line to write on. */
import type { QuestionnaireItem, QuestionnaireResponseItem } from 'fhir/r4.js';
import { inside, isEnabled, type Scope } from '../model/enabled.js';
import { isHidden } from '../model/extensions.js';
import { isFilledIn, sourcesOf } from '../model/origin.js';
import { instancesOf } from '../model/tree.js';
import { inWords } from '../model/words.js';
import type { SourceBook } from '../sources.js';
import { useSurroundings } from '../surroundings.js';
import { Blank } from './blank.js';

interface Props {
  readonly scope: Scope;
  /** Of headings. */
  readonly level: number;
}

export function SheetItems({ scope, level }: Props) {
  return (
    <>
      {scope.definition.map((item) => {
        if (isHidden(item) || !isEnabled(item, scope)) return null;
        if (item.type === 'display') return <p key={item.linkId}>{item.text}</p>;
        return instancesOf(item, scope.items).map((given, index) => {
          const below = inside(item, given, scope);
          const Heading = `h${Math.min(level, 6)}` as 'h3';
          if (item.type !== 'group')
            return (
              <div key={`${item.linkId} ${index}`}>
                <div class="answered">
                  <Answered item={item} given={given} />
                </div>
                <SheetItems scope={below} level={level} />
              </div>
            );
          return (
            <section key={`${item.linkId} ${index}`}>
              <Heading>
                {item.text} {item.repeats === true && index > 0 ? index + 1 : ''}
              </Heading>
              <SheetItems scope={below} level={level + 1} />
            </section>
          );
        });
      })}
    </>
  );
}

interface AnsweredProps {
  readonly item: QuestionnaireItem;
  readonly given: QuestionnaireResponseItem;
}

function Answered({ item, given }: AnsweredProps) {
  const { sources } = useSurroundings();
  const answers = given.answer ?? [];
  const references = [...new Set(answers.filter(isFilledIn).flatMap(sourcesOf))];
  return (
    <>
      <p class="asked">{item.text ?? item.linkId}</p>
      <div>
        {answers.length === 0 && <Blank item={item} />}
        {answers.map((answer, index) => (
          <p key={index}>{inWords(answer, item)}</p>
        ))}
        {references.length > 0 && (
          <p class="from">Source: {references.map((one) => sourceInWords(one, sources)).join('; ')}</p>
        )}
        {references.length === 0 && answers.some(isFilledIn) && (
          <p class="from">Filled in by the payer's service</p>
        )}
      </div>
    </>
  );
}

function sourceInWords(reference: string, sources: SourceBook): string {
  const { what, date } = sources.find(reference);
  const about = [what, date].filter(Boolean).join(', ');
  return about === '' ? reference : `${about} (${reference})`;
}
