/** Is the patient younger than so many years on the planned date? A birth date that leaves it open, a year alone, or none, is unknown. */
import { addMonths, spanOf } from '../../dates.js';
import { only, number } from '../arguments.js';
import type { QuestionKind } from '../question.js';
import { answer } from '../result.js';
import type { Truth } from '../../truth.js';
import type { Patient } from '../../fhir.js';

const YEAR_ALONE = /^\d{4}$/;

export const patient: QuestionKind = (args, context) => {
  only(args, ['youngerThan'], context);
  const years = number(args, 'youngerThan', context);
  return ({ facts, patientId, order }) => {
    const found = facts.chart.get(`Patient/${patientId}`);
    const birthDate = (found?.resource as Patient | undefined)?.birthDate;
    const born = spanOf(birthDate);
    if (!found || !born || YEAR_ALONE.test(birthDate ?? '')) return answer('needs-documentation');
    const planned = order.planned.span;
    const younger: Truth =
      planned.last < addMonths(born.first, years * 12)
        ? 'met'
        : planned.first >= addMonths(born.last, years * 12)
          ? 'not-met'
          : 'needs-documentation';
    return answer(younger, {
      // Without the patient's id: a record is kept longer than the call.
      evidence: [{ path: 'Patient.birthDate', source: found.source }],
    });
  };
};
