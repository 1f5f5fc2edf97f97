/** Questions about the number and the date of given doses; what the chart cannot show stays open. */
import { addMonths, onOrAfter } from '../../dates.js';
import { anyOf, type Truth } from '../../truth.js';
import { only, number } from '../arguments.js';
import { missingKeys, unlessUnseen } from '../availability.js';
import { lastOf, needDoses, unprovable } from '../dose-sources.js';
import { isDose, isGiven } from '../exposures.js';
import type { QuestionKind } from '../question.js';
import { answer } from '../result.js';

/** `fewerDoses: { than: 3 }`: fewer doses than that were given so far. A dispense or statement is no count. */
export const fewerDoses: QuestionKind = (args, context) => {
  only(args, ['than'], context);
  const than = number(args, 'than', context);
  needDoses(context);
  return (subject) => {
    const certain = subject.exposures.filter((exposure) => isGiven(exposure) && exposure.certain);
    // The administration and the procedure of one day are one dose.
    const days = new Set(certain.map(({ when, fact }) => when?.span.first ?? fact.reference));
    if (days.size >= than) return answer('not-met', lastOf(certain));
    const missing = unprovable(subject);
    const uncounted = subject.exposures.some(
      (exposure) => isDose(exposure) && (!exposure.certain || !isGiven(exposure)),
    );
    return answer(missing.length > 0 || uncounted ? 'needs-documentation' : 'met', { missing });
  };
};

/** `givenWithin: { months }`: at least one dose was given in the last months. */
export const givenWithin: QuestionKind = (args, context) => {
  only(args, ['months'], context);
  const months = number(args, 'months', context);
  needDoses(context);
  return (subject) => {
    const since = addMonths(subject.order.planned.span.first, -months);
    const judged = subject.exposures.filter(isGiven).map((exposure) => {
      const recent: Truth = exposure.when ? onOrAfter(exposure.when.span, since) : 'needs-documentation';
      const truth: Truth = exposure.certain || recent === 'not-met' ? recent : 'needs-documentation';
      return { exposure, truth };
    });
    const found = anyOf(judged.map(({ truth }) => truth));
    const missing = missingKeys(subject.facts.chart, ['administrations', 'procedures']);
    const hits = judged.filter(({ truth }) => truth === 'met').map(({ exposure }) => exposure);
    return answer(unlessUnseen(found, missing), {
      ...lastOf(hits),
      missing: found === 'not-met' ? missing : [],
    });
  };
};
