/** The documents that go with the fax, each with a box to tick when it is in the pile. */
import type { Questionnaire, QuestionnaireResponse } from 'fhir/r4.js';
import { askedIn } from '../model/walk.js';
import { attachmentInWords } from '../model/words.js';

interface Props {
  readonly questionnaire: Questionnaire;
  readonly response: QuestionnaireResponse;
}

export function Attachments({ questionnaire, response }: Props) {
  const asked = askedIn(questionnaire, response).filter(({ item }) => item.type === 'attachment');
  const named = asked.flatMap(({ item, given }) =>
    (given.answer ?? []).map(({ valueAttachment = {} }) => ({
      item,
      name: attachmentInWords(valueAttachment),
    })),
  );
  const missing = asked.filter(({ item, given }) => item.required && (given.answer ?? []).length === 0);
  if (named.length + missing.length === 0) return null;
  return (
    <section class="enclosed">
      <h3>Enclosed documents</h3>
      <ul>
        {named.map(({ item, name }, index) => (
          <li key={index}>
            {name} <span class="from">for: {item.text}</span>
          </li>
        ))}
        {missing.map(({ item, path }) => (
          <li key={path}>
            <span class="blank" /> <span class="from">for: {item.text}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
