/** S.SITE: is the requested site of one of these classes? An unresolved site is unknown. */
import { only, strings } from '../arguments.js';
import type { QuestionKind } from '../question.js';
import { answer } from '../result.js';
import { truthOf } from '../../truth.js';

export const site: QuestionKind = (args, context) => {
  only(args, ['class'], context);
  const classes = strings(args, 'class', context);
  return ({ site: found }) => {
    const evidence = found.class === 'UNRESOLVED' ? found.hints : found.evidence;
    const detail = { site: found.reason };
    if (found.class === 'UNRESOLVED') return answer('needs-documentation', { evidence, detail });
    return answer(truthOf(classes.includes(found.class)), { evidence, detail });
  };
};
