/** INIT.SHORT: is the ordered period at most so many days? A longer order, or one without a period, can be split, so it is open, never failed. */
import { only, number } from '../arguments.js';
import type { QuestionKind } from '../question.js';
import { answer } from '../result.js';
import { orderedSpan } from '../../orders/duration.js';

export const orderedFor: QuestionKind = (args, context) => {
  only(args, ['atMostDays'], context);
  const limit = number(args, 'atMostDays', context);
  return ({ order }) => {
    const span = orderedSpan(order);
    const detail = { limit: String(limit), ...(span && { days: String(span.days) }) };
    const evidence = span
      ? [{ reference: span.reference, path: span.path, source: order.obtained.source }]
      : [];
    return answer(span && span.days <= limit ? 'met' : 'needs-documentation', { detail, evidence });
  };
};
