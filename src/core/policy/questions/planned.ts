/** S.DATE: is the planned date on or after a day? */
import { onOrAfter, spanOf } from '../../dates.js';
import { only, string } from '../arguments.js';
import type { QuestionKind } from '../question.js';
import { answer } from '../result.js';

export const planned: QuestionKind = (args, context) => {
  only(args, ['onOrAfter'], context);
  const day = spanOf(string(args, 'onOrAfter', context))?.first;
  if (day === undefined) context.fault('"onOrAfter" must be a date such as 2025-07-01');
  return ({ order }) =>
    answer(onOrAfter(order.planned.span, day ?? 0), {
      evidence: [
        { reference: order.reference, path: order.planned.path, date: order.planned.text, source: 'draft' },
      ],
      detail: { planned: order.planned.text },
    });
};
