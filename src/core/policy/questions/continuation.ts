/**
 * INIT.PLAN: is the therapy to go on at home or in an infusion suite? Met by an order for it, in the draft or on file, that begins within
 * so many days after the last dose here. Words in the order that keep every dose here make it not met.
 */
import { only, number } from '../arguments.js';
import type { QuestionKind } from '../question.js';
import { answer } from '../result.js';
import { missingKeys, unlessUnseen } from '../availability.js';
import { searchOf } from '../reads.js';
import { orderedSpan } from '../../orders/duration.js';
import { continuationCompanions, type ContinuationService } from '../../site/continuation.js';
import { formatDay } from '../../dates.js';
import { list, text } from '../../chart/read.js';
import { allOf, anyOf, type Truth } from '../../truth.js';
import type { Subject } from '../subject.js';

const ALL_DOSES_HERE =
  /\ball (doses|infusions|treatments|visits)\b[^.;\n]{0,40}\b(hospital|outpatient department|HOPD|here)\b/i;

export const continuation: QuestionKind = (args, context) => {
  only(args, ['withinDays'], context);
  const within = number(args, 'withinDays', context);
  const search = searchOf('ServiceRequest');
  if (search) context.need(search);
  return (subject) => {
    const { order, facts, siteMap, directory } = subject;
    const plans = continuationCompanions(order, facts.chart, siteMap, directory).map((service) => ({
      service,
      truth: worth(service, subject, within),
    }));
    const found = anyOf(plans.map(({ truth }) => truth));
    const best = plans.find(({ truth }) => truth === found && truth !== 'not-met')?.service;
    if (best) return answer(found, { evidence: best.evidence, detail: { plan: inWords(best) } });
    if (!keepsAllDosesHere(subject)) return answer('needs-documentation');
    const missing = missingKeys(facts.chart, ['serviceRequests']);
    return answer(unlessUnseen('not-met', missing), { missing });
  };
};

/** A plan of this draft counts when it begins in time; one found on file only by its kind and date stays a hint unless it is dated. */
function worth(service: ContinuationService, { order }: Subject, within: number): Truth {
  if (!service.start) return service.link === 'chart' ? 'needs-documentation' : 'met';
  const lastDose = order.planned.span.first + Math.max(1, orderedSpan(order)?.days ?? 1) - 1;
  const inTime: Truth =
    service.start.last <= lastDose + within
      ? 'met'
      : service.start.first > lastDose + within
        ? 'not-met'
        : 'needs-documentation';
  return allOf([service.later, inTime]);
}

function inWords({ siteClass, start }: ContinuationService): string {
  const where = siteClass === 'HOME' ? 'home infusion' : 'an ambulatory infusion suite';
  return `${where}${start ? ` from ${formatDay(start.first)}` : ''}`;
}

function keepsAllDosesHere({ order }: Subject): boolean {
  const { note, dosageInstruction } = order.request;
  const words = [...list(note).map((one) => one.text), ...list(dosageInstruction).map((one) => one.text)];
  return words.some((word) => ALL_DOSES_HERE.test(text(word) ?? ''));
}
