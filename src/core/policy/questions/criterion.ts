/** The value another criterion has for this order: `criterion: INIT.NEW`. It must stand earlier in the file. */
import { only, string } from '../arguments.js';
import type { QuestionKind } from '../question.js';
import { answer } from '../result.js';

export const criterion: QuestionKind = (args, context) => {
  only(args, ['value'], context);
  const id = string(args, 'value', context);
  return ({ results }) => {
    const result = results.get(id);
    return result ? answer(result.truth, result) : answer('needs-documentation');
  };
};
