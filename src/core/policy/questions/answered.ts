/**
 * What the latest completed QuestionnaireResponse says about one item: `answered: { linkId: '6.3', is: 'no' }`; without `is`, that it was
 * answered at all. A form older than `withinMonths` (12), or without a date, is a hint. Unanswered is not met: the form is one way to document,
 * never the only one.
 *
 * - `is`: one of these answers; `isDrug`: the words name the ordered drug
 * - `daysAfter`: a date within so many days from the planned date, both counted; `monthsBefore`: a date at least so long before it
 * - `event`: linkId of the date by which a repetition belongs to the adverse event in hand
 */
import { number, only, string, strings } from '../arguments.js';
import { missingKeys, unlessUnseen } from '../availability.js';
import { latestForm, valuesOf } from '../form-answers.js';
import type { CompileContext, QuestionKind } from '../question.js';
import { answer } from '../result.js';
import { addMonths, onOrAfter, spanOf } from '../../dates.js';
import { allOf, truthOf } from '../../truth.js';
import { evidenceOf } from '../../chart/evidence-of.js';
import { searchOf } from '../reads.js';
import type { Subject } from '../subject.js';

const ARGUMENTS = [
  'questionnaire', 'linkId', 'is', 'isDrug', 'daysAfter', 'monthsBefore', 'event', 'withinMonths',
]; // prettier-ignore

export const answered: QuestionKind = (args, context) => {
  only(args, ARGUMENTS, context);
  const months = number(args, 'withinMonths', context, 12);
  const questionnaire = string(args, 'questionnaire', context);
  const linkId = string(args, 'linkId', context);
  const event = args['event'] === undefined ? undefined : string(args, 'event', context);
  const isWanted = wanted(args, context);
  const search = searchOf('QuestionnaireResponse');
  if (search) context.need(search);
  return (subject) => {
    const { facts, order } = subject;
    const missing = missingKeys(facts.chart, ['questionnaireResponses']);
    const latest = latestForm(subject, questionnaire);
    if (!latest) return answer(unlessUnseen('not-met', missing), { missing });
    const values = valuesOf(latest, linkId, event === undefined ? undefined : { linkId: event, subject });
    const holds = values.some((value) => isWanted(value, subject));
    const since = addMonths(order.planned.span.first, -months);
    const isRecent = latest.when && onOrAfter(latest.when.span, since) === 'met';
    const truth = allOf([truthOf(holds), isRecent ? 'met' : 'needs-documentation']);
    return answer(unlessUnseen(truth, missing), {
      evidence: holds ? [{ ...evidenceOf(latest), path: `item ${linkId}` }] : [],
      ...(holds && latest.when && { detail: { form: latest.when.text.slice(0, 10) } }),
      missing: truth === 'not-met' ? missing : [],
    });
  };
};

type IsWanted = (value: string, subject: Subject) => boolean;

function wanted(args: Readonly<Record<string, unknown>>, context: CompileContext): IsWanted {
  if (args['is'] !== undefined) {
    const codes = strings(args, 'is', context);
    return (value) => codes.includes(value);
  }
  if (args['isDrug'] === true)
    return (value, { drug }) => value.trim().toLowerCase() === drug.name.toLowerCase();
  if (args['daysAfter'] !== undefined) {
    const days = number(args, 'daysAfter', context);
    return (value, { order }) => {
      const last = spanOf(value)?.last;
      const first = order.planned.span.first;
      return last !== undefined && last >= first && last <= first + days - 1;
    };
  }
  if (args['monthsBefore'] !== undefined) {
    const months = number(args, 'monthsBefore', context);
    return (value, { order }) => {
      const last = spanOf(value)?.last;
      return last !== undefined && addMonths(last, months) <= order.planned.span.first;
    };
  }
  return () => true;
}
