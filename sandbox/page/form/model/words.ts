/** An answer in words. */
import type { Attachment, QuestionnaireItem, QuestionnaireResponseItemAnswer } from 'fhir/r4.js';
import { unitOf } from './extensions.js';

export function inWords(answer: QuestionnaireResponseItemAnswer, item: QuestionnaireItem): string {
  const { valueBoolean, valueCoding, valueQuantity, valueReference, valueAttachment } = answer;
  if (valueBoolean !== undefined) return valueBoolean ? 'Yes' : 'No';
  if (valueCoding)
    return valueCoding.display ?? optionLabel(valueCoding.code, item) ?? valueCoding.code ?? '';
  if (valueQuantity)
    return [valueQuantity.value, valueQuantity.unit ?? valueQuantity.code].filter(Boolean).join(' ');
  if (valueReference) return valueReference.display ?? valueReference.reference ?? '';
  if (valueAttachment) return attachmentInWords(valueAttachment);
  const number = answer.valueInteger ?? answer.valueDecimal;
  if (number !== undefined)
    return [number, unitOf(item)?.display ?? unitOf(item)?.code].filter(isThere).join(' ');
  return (
    answer.valueString ?? answer.valueDate ?? answer.valueDateTime?.replace('T', ' ') ?? answer.valueTime ??
    answer.valueUri ?? ''
  ); // prettier-ignore
}

export function attachmentInWords({ title, url, contentType, creation, size }: Attachment): string {
  const name = title ?? url ?? 'a document without a name';
  const facts = [creation?.slice(0, 10), contentType, size === undefined ? undefined : sizeInWords(size)];
  const known = facts.filter(isThere);
  return known.length > 0 ? `${name} (${known.join(', ')})` : name;
}

export function sizeInWords(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`;
  return bytes < 1024 ** 2 ? `${Math.round(bytes / 1024)} kB` : `${(bytes / 1024 ** 2).toFixed(1)} MB`;
}

function optionLabel(code: string | undefined, { answerOption = [] }: QuestionnaireItem): string | undefined {
  return answerOption.find(({ valueCoding }) => valueCoding?.code === code)?.valueCoding?.display;
}

function isThere<T>(value: T | undefined): value is T {
  return value !== undefined;
}
