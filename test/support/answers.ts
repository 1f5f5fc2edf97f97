/** The project's own cards and answer table, loaded as at start, with ids that can be predicted. */
import type { CardKnowledge } from '../../src/cards/knowledge.js';
import { subjectsOf, type Subject } from '../../src/cards/subject.js';
import type { Decision } from '../../src/core/decision.js';
import type { AnswerKnowledge } from '../../src/crd/answer.js';
import { CRD_TEMP } from '../../src/crd/coverage-information.js';
import { loadAnswers } from '../../src/knowledge/answers.js';
import { loadCards } from '../../src/knowledge/cards.js';

const REASONS = 'https://cds.example.org/fhir/CodeSystem/site-of-care-override-reasons';

export const QUESTIONNAIRE = 'https://cds.example.org/fhir/Questionnaire/site-of-care|2025-07';

export const cardKnowledge: CardKnowledge = {
  templates: loadCards('cards'),
  source: { label: 'Site of care service', url: 'https://cds.example.org' },
  topicSystem: CRD_TEMP,
  policies: new Map([
    [
      'GA.PMN.34',
      {
        overrideReasons: [
          { system: REASONS, code: 'initial-dose', display: 'First dose or restart' },
          { system: REASONS, code: 'health-risk', display: 'Health risk at home and infusion center' },
        ],
        url: 'https://payer.example.org/policies/ga-pmn-34',
        formUrl: 'https://cds.example.org/fhir/Questionnaire/site-of-care',
        shortApprovals: new Map([['INIT', 28]]),
      },
    ],
  ]),
};

export const answerKnowledge: AnswerKnowledge = {
  cards: cardKnowledge,
  assertions: new Map([
    [
      'GA.PMN.34',
      {
        answers: loadAnswers('policies/ga-pmn-34/answers.yaml', 'answers.yaml'),
        questionnaire: QUESTIONNAIRE,
      },
    ],
  ]),
};

/** The only subject of a draft whose orders all get the same answer, such as one order. */
export function subjectOf(...decisions: readonly Decision[]): Subject {
  const [subject, ...others] = subjectsOf(decisions, decisions, cardKnowledge);
  if (!subject || others.length > 0) throw new Error('the decisions do not give the same answer');
  return subject;
}

/** `…0001`, `…0002`: UUIDs in the order they were asked for. */
export function countingIds(): () => string {
  let count = 0;
  return () => {
    count += 1;
    return `00000000-0000-4000-8000-${String(count).padStart(12, '0')}`;
  };
}
