/** S.LOB: does the policy's line of business cover the patient on the planned date? Resolved before the policy is asked. */
import { only } from '../arguments.js';
import type { QuestionKind } from '../question.js';
import { answer } from '../result.js';
import { searchOf } from '../reads.js';

export const coverage: QuestionKind = (args, context) => {
  only(args, ['value'], context);
  const search = searchOf('Coverage');
  if (search) context.need(search);
  return ({ coverage: found }) =>
    answer(found.truth, { evidence: found.evidence, detail: { coverage: found.reason } });
};
