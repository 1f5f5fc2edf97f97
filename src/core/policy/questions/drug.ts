/**
 * What the ordered drug is. `listed`: on the payer's list (S.DRUG). `hcpcs`: one of these codes; an order that may be one of
 * several listed codes is unknown when only some of them are named.
 */
import { strings, only } from '../arguments.js';
import type { QuestionKind } from '../question.js';
import { answer } from '../result.js';
import type { DrugOutcome } from '../../drug/types.js';
import type { Truth } from '../../truth.js';

const LISTED: Record<DrugOutcome, Truth> = {
  RESOLVED: 'met',
  LISTED_CODE_AMBIGUOUS: 'met',
  SELF_ADMIN_FORM: 'met',
  AMBIGUOUS_MIXED: 'needs-documentation',
  CONFLICT: 'needs-documentation',
  NOT_LISTED: 'not-met',
  UNRESOLVED: 'not-met',
};

export const drug: QuestionKind = (args, context) => {
  only(args, ['listed', 'hcpcs'], context);
  if (args['listed'] === true) {
    return ({ drug: found }) =>
      answer(LISTED[found.outcome], {
        evidence: found.evidence,
        detail: {
          code: found.hcpcs.join(' or ') || found.name,
          question: found.question ?? 'the code is not certain',
        },
      });
  }
  const codes = new Set(strings(args, 'hcpcs', context));
  return ({ drug: found }) => {
    const named = found.hcpcs.filter((code) => codes.has(code)).length;
    const truth = named === 0 ? 'not-met' : named === found.hcpcs.length ? 'met' : 'needs-documentation';
    return answer(truth, { evidence: named > 0 ? found.evidence : [] });
  };
};
