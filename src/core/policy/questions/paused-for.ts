/**
 * `pausedFor` (INIT.RESTART): the last dose was at least `months` calendar months before the planned date and at least `intervalFactor`
 * dosing intervals ago. `intervalDays` lists drugs with long intervals; the longer of it and the ordered one counts.
 */
import { addMonths, describeGap, type DaySpan } from '../../dates.js';
import { extended } from '../../extended.js';
import { dosingIntervalDays } from '../../orders/duration.js';
import { allOf, type Truth } from '../../truth.js';
import { only, number } from '../arguments.js';
import { lastOf, mayBeThisOrder, needDoses, unprovable } from '../dose-sources.js';
import { isDose } from '../exposures.js';
import type { QuestionKind } from '../question.js';
import { answer } from '../result.js';

export const pausedFor: QuestionKind = (args, context) => {
  only(args, ['months', 'intervalFactor', 'intervalDays', 'dispenseDays'], context);
  const months = number(args, 'months', context);
  const factor = number(args, 'intervalFactor', context);
  const dispenseDays = number(args, 'dispenseDays', context);
  const table = (args['intervalDays'] ?? {}) as Readonly<Record<string, number>>;
  needDoses(context);
  return (subject) => {
    const { exposures, order, drug } = subject;
    const doses = exposures.filter(isDose);
    const dated = doses.filter(
      (exposure) => exposure.certain && exposure.when && !mayBeThisOrder(exposure, subject, dispenseDays),
    );
    const last = dated.at(-1);
    const missing = unprovable(subject);
    if (!last?.when) {
      const open = exposures.length > 0 || missing.length > 0;
      return answer(open ? 'needs-documentation' : 'not-met', {
        missing,
        ...(doses.length > 0 && lastOf(doses)),
      });
    }
    const planned = order.planned.span;
    const interval = Math.max(dosingIntervalDays(order) ?? 0, ...drug.hcpcs.map((code) => table[code] ?? 0));
    const long = allOf([
      pausedMonths(last.when.span, planned, months),
      pausedDays(last.when.span, planned, interval * factor),
    ]);
    const { evidence, detail } = lastOf([last]);
    const isDay = last.when.span.first === last.when.span.last;
    const parts = {
      evidence,
      detail: isDay ? extended(detail, { gap: describeGap(last.when.span.last, planned.first) }) : detail,
    };
    if (long === 'not-met') return answer('not-met', parts);
    // A long pause is certain only if no later dose can be hidden.
    const mayBeLater = doses.length > dated.length;
    const open = missing.length > 0 || mayBeLater;
    return answer(open ? 'needs-documentation' : long, { ...parts, missing });
  };
};

function pausedMonths(last: DaySpan, planned: DaySpan, months: number): Truth {
  if (addMonths(last.last, months) <= planned.first) return 'met';
  return addMonths(last.first, months) > planned.last ? 'not-met' : 'needs-documentation';
}

function pausedDays(last: DaySpan, planned: DaySpan, days: number): Truth {
  if (planned.first - last.last >= days) return 'met';
  return planned.last - last.first < days ? 'not-met' : 'needs-documentation';
}
