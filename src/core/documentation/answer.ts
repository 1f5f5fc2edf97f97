/** An answer of the form that was found in the data, and where it came from. */

/** One value in the words of QuestionnaireResponse.item.answer; a coded answer is a code of the form's own answers. */
export type AnswerValue =
  | { readonly valueCoding: { readonly code: string } }
  | { readonly valueString: string }
  | { readonly valueBoolean: boolean }
  | { readonly valueDecimal: number }
  | { readonly valueInteger: number }
  | { readonly valueDate: string }
  | { readonly valueReference: { readonly reference: string } }
  | { readonly valueAttachment: FoundDocument };

/** A document of the chart: where it is, never what it holds. */
export interface FoundDocument {
  readonly url: string;
  readonly contentType?: string;
  readonly title?: string;
  readonly creation?: string;
}

/** What a source found for one item. */
export interface Found {
  readonly value: AnswerValue;
  /** Resources of the chart or the directory it came from: `Observation/o1`. Empty for what the payer's own tables say. */
  readonly from: readonly string[];
}

export interface PrefilledAnswer extends Found {
  readonly linkId: string;
  /** Below a repeating group: which of its repetitions, from 0. */
  readonly repetition?: number;
}

/** A code that is one of the answers of the form. */
export function choice(code: string, from: readonly string[] = []): Found {
  return { value: { valueCoding: { code } }, from };
}

/** The references of a piece of evidence, each once. */
export function referencesOf(evidence: readonly { readonly reference?: string }[]): readonly string[] {
  return [...new Set(evidence.flatMap(({ reference }) => reference ?? []))];
}
