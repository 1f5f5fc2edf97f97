/** The draft QuestionnaireResponse of a package: every answer the decision found, marked as filled in, with the resources it came from. */
import type {
  Coding,
  Extension,
  Questionnaire,
  QuestionnaireItem,
  QuestionnaireResponse,
  QuestionnaireResponseItem,
  QuestionnaireResponseItemAnswer,
} from 'fhir/r4.js';
import type { PrefilledAnswer } from '../core/documentation/answer.js';
import { isEnabled } from './enabled.js';
import { INFORMATION_ORIGIN, QR_CONTEXT, WITH_AUTHORIZATION, type DtrWords } from './vocabulary.js';

/** Our own: where in the chart, or in the payer's directory, an answer was found. */
const ANSWER_SOURCE = 'https://site-of-care-cds.example.org/fhir/StructureDefinition/answer-source';

export interface DraftInput {
  readonly questionnaire: Questionnaire;
  readonly answers: readonly PrefilledAnswer[];
  /** `Patient/p1` */
  readonly subject: string;
  /** `Coverage/c1` */
  readonly coverage: string;
  /** `MedicationRequest/m1`, … */
  readonly orders: readonly string[];
  readonly words: DtrWords;
  readonly now: Date;
}

export function draftResponse(input: DraftInput): QuestionnaireResponse {
  const { questionnaire, subject, coverage, orders, words, now } = input;
  return {
    resourceType: 'QuestionnaireResponse',
    meta: { profile: ['http://hl7.org/fhir/us/davinci-dtr/StructureDefinition/dtr-questionnaireresponse'] },
    extension: [
      { url: words.coverageUrl, valueReference: { reference: coverage } },
      ...orders.map((reference) => ({ url: QR_CONTEXT, valueReference: { reference } })),
      WITH_AUTHORIZATION,
    ],
    questionnaire: canonicalOf(questionnaire),
    status: 'in-progress',
    subject: { reference: subject },
    authored: now.toISOString(),
    item: [...filledIn(input)],
  };
}

/** With its version: a form changes with the policy (DTR 2.2 oper-16). */
export function canonicalOf({ url = '', version }: Questionnaire): string {
  return version === undefined ? url : `${url}|${version}`;
}

/** A response has items (DTR); where nothing is known, the headings of what is asked. */
function filledIn({ questionnaire, answers, words }: DraftInput): readonly QuestionnaireResponseItem[] {
  const writer = new Writer(answers, words);
  const items = writer.items(questionnaire.item ?? [], new Map(), undefined);
  if (items.length > 0) return items;
  return (questionnaire.item ?? [])
    .filter((item) => item.type !== 'display' && isEnabled(item, new Map()))
    .map(({ linkId, text }) => ({ linkId, ...(text !== undefined && { text }) }));
}

type Known = Map<string, readonly QuestionnaireResponseItemAnswer[]>;

class Writer {
  readonly #answers: readonly PrefilledAnswer[];
  readonly #words: DtrWords;

  constructor(answers: readonly PrefilledAnswer[], words: DtrWords) {
    this.#answers = answers;
    this.#words = words;
  }

  items(
    items: readonly QuestionnaireItem[],
    known: Known,
    repetition: number | undefined,
  ): readonly QuestionnaireResponseItem[] {
    return items.flatMap((item) => (isEnabled(item, known) ? this.#item(item, known, repetition) : []));
  }

  #item(
    item: QuestionnaireItem,
    known: Known,
    repetition: number | undefined,
  ): readonly QuestionnaireResponseItem[] {
    const { linkId, text, type } = item;
    const head = { linkId, ...(text !== undefined && { text }) };
    if (type !== 'group') {
      const answer = this.#answers
        .filter((one) => one.linkId === linkId && one.repetition === repetition)
        .map((one) => this.#answer(one, item));
      if (answer.length === 0) return [];
      known.set(linkId, answer);
      return [{ ...head, answer }];
    }
    return this.#repetitions(item, repetition).flatMap((index) => {
      // Inside a repetition its own answers count.
      const within = index === repetition ? known : new Map(known);
      const inside = this.items(item.item ?? [], within, index);
      return inside.length === 0 ? [] : [{ ...head, item: [...inside] }];
    });
  }

  #repetitions(
    { repeats, item }: QuestionnaireItem,
    repetition: number | undefined,
  ): readonly (number | undefined)[] {
    if (!repeats || repetition !== undefined) return [repetition];
    const below = new Set((item ?? []).map(({ linkId }) => linkId));
    const found = this.#answers.flatMap((one) => (below.has(one.linkId) ? [one.repetition] : []));
    return [...new Set(found)];
  }

  #answer({ value, from }: PrefilledAnswer, item: QuestionnaireItem): QuestionnaireResponseItemAnswer {
    const origin: Extension = {
      url: INFORMATION_ORIGIN,
      extension: [{ url: 'source', valueCode: this.#words.filledIn }],
    };
    const sources = from.map((reference) => ({ url: ANSWER_SOURCE, valueReference: { reference } }));
    const written = 'valueCoding' in value ? { valueCoding: codingOf(value.valueCoding.code, item) } : value;
    return { extension: [origin, ...sources], ...written };
  }
}

/** An option of the item, with system and display. */
function codingOf(code: string, { answerOption = [] }: QuestionnaireItem): Coding {
  return answerOption.find(({ valueCoding }) => valueCoding?.code === code)?.valueCoding ?? { code };
}
