/** Is a parameter of the policy set to this value? `parameter: { name: c.allSites, is: false }` */
import { only, string } from '../arguments.js';
import type { QuestionKind } from '../question.js';
import { answer } from '../result.js';
import { truthOf } from '../../truth.js';

export const parameter: QuestionKind = (args, context) => {
  only(args, ['name', 'is'], context);
  const name = string(args, 'name', context);
  const value = context.parameter(name);
  if (value === undefined) context.fault(`there is no parameter "${name}"`);
  const result = answer(truthOf(value === args['is']));
  return () => result;
};
