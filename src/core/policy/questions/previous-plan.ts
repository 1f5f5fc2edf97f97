/**
 * NQ.PLAN: did the therapy run under another payer's coverage before this one began? Met when the last dose was given before the
 * coverage started and another payer's Coverage ended around then.
 */
import { only } from '../arguments.js';
import type { QuestionKind } from '../question.js';
import { answer } from '../result.js';
import { spanOf } from '../../dates.js';
import { truthOf } from '../../truth.js';
import { evidenceOf } from '../../chart/evidence-of.js';
import type { Coverage } from '../../fhir.js';

export const previousPlan: QuestionKind = (args, context) => {
  only(args, ['value'], context);
  return ({ coverage, exposures, facts }) => {
    const start = spanOf(coverage.coverage?.period?.start);
    const last = exposures
      .filter((exposure) => exposure.kind !== 'ordered' && exposure.certain && exposure.when)
      .at(-1);
    if (!start || !last?.when || last.when.span.last >= start.first) return answer('not-met');
    const earlier = facts.every('Coverage').filter((fact) => {
      const { id, period, payor } = fact.resource as Coverage;
      const end = spanOf(period?.end);
      const otherPayer = JSON.stringify(payor) !== JSON.stringify(coverage.coverage?.payor);
      return id !== coverage.coverage?.id && otherPayer && end !== undefined && end.last <= start.last;
    });
    return answer(truthOf(earlier.length > 0), {
      evidence: [...earlier, last.fact].map((fact) => evidenceOf(fact)),
    });
  };
};
