/** ACC.SP: is every contracted specialty pharmacy unable to supply the drug, by the payer's own table? */
import { only } from '../arguments.js';
import type { QuestionKind } from '../question.js';
import { answer } from '../result.js';

export const supply: QuestionKind = (args, context) => {
  only(args, ['value'], context);
  return ({ drug, payer }) => {
    if (!payer || drug.hcpcs.length === 0) return answer('needs-documentation');
    const missing = drug.hcpcs.filter((code) => payer.specialtyPharmacyCannotSupply.includes(code)).length;
    return answer(missing === 0 ? 'not-met' : missing === drug.hcpcs.length ? 'met' : 'needs-documentation');
  };
};
