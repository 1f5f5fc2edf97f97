/** Between the text of a control and the answer it stands for. */
import type { QuestionnaireItem } from 'fhir/r4.js';
import { unitOf, unitOptionsOf } from '../model/extensions.js';
import type { FieldAnswer } from './field.js';

/** How an answer is written in its control; empty when there is none. */
export function textOf(answer: FieldAnswer | undefined, { type }: QuestionnaireItem): string {
  if (!answer) return '';
  const { valueInteger, valueDecimal, valueQuantity, valueDate, valueDateTime, valueTime } = answer;
  if (type === 'dateTime') return localTime(valueDateTime ?? '');
  const number = valueInteger ?? valueDecimal ?? valueQuantity?.value;
  return (
    number?.toString() ??
    valueDate ??
    valueTime ??
    answer.valueUri ??
    answer.valueReference?.reference ??
    answer.valueString ??
    ''
  );
}

/** Undefined for an empty control. */
export function answerFrom(
  typed: string,
  item: QuestionnaireItem,
  former: FieldAnswer | undefined,
): FieldAnswer | undefined {
  if (typed === '') return undefined;
  switch (item.type) {
    case 'integer':
      return { valueInteger: Number(typed) };
    case 'decimal':
      return { valueDecimal: Number(typed) };
    case 'quantity':
      return { valueQuantity: { ...unitIn(item, former), value: Number(typed) } };
    case 'date':
      return { valueDate: typed };
    case 'dateTime':
      return { valueDateTime: instantOf(typed) };
    case 'time':
      return { valueTime: typed.length === 5 ? `${typed}:00` : typed };
    case 'url':
      return { valueUri: typed };
    case 'reference':
      return { valueReference: { reference: typed } };
    default:
      return { valueString: typed };
  }
}

interface Input {
  readonly type: 'text' | 'number' | 'date' | 'datetime-local' | 'time' | 'url';
  readonly step?: string;
  readonly pattern?: string;
  readonly placeholder?: string;
}

/** Which control the browser is asked for. */
export function inputOf({ type }: QuestionnaireItem, shown: string): Input {
  switch (type) {
    case 'integer':
      return { type: 'number', step: '1' };
    case 'decimal':
    case 'quantity':
      return { type: 'number', step: 'any' };
    case 'date':
      return shown === '' || /^\d{4}-\d{2}-\d{2}$/.test(shown)
        ? { type: 'date' }
        : { type: 'text', pattern: '\\d{4}(-\\d{2}(-\\d{2})?)?', placeholder: 'YYYY-MM-DD' };
    case 'dateTime':
      return shown === '' || shown.length >= 16 ? { type: 'datetime-local' } : { type: 'text' };
    case 'time':
      return { type: 'time', step: '1' };
    case 'url':
      return { type: 'url' };
    default:
      return { type: 'text' };
  }
}

function unitIn(item: QuestionnaireItem, former: FieldAnswer | undefined) {
  if (former?.valueQuantity) return former.valueQuantity;
  const { system, code, display } = unitOf(item) ?? unitOptionsOf(item)[0] ?? {};
  return {
    ...(display !== undefined && { unit: display }),
    ...(system !== undefined && { system }),
    ...(code !== undefined && { code }),
  };
}

/** The control knows no time zone: an instant is shown in that of the browser. */
function localTime(instant: string): string {
  const time = new Date(instant);
  if (instant.length < 16 || Number.isNaN(time.getTime())) return instant;
  return new Date(time.getTime() - time.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** With the browser's time zone, which FHIR wants where there is a time. */
function instantOf(local: string): string {
  const time = new Date(local);
  return local.length >= 16 && !Number.isNaN(time.getTime()) ? time.toISOString() : local;
}
