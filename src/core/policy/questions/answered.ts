/**
 * What the latest completed QuestionnaireResponse says about one item: `answered: { linkId: '6.3', is: 'no' }`; without `is`, that it was
 * answered at all. A form older than `withinMonths` (12), or without a date, is a hint. Unanswered is not met: the form is one way to document,
 * never the only one.
 */
import { number, only, string } from '../arguments.js';
import { missingKeys, unlessUnseen } from '../availability.js';
import type { QuestionKind } from '../question.js';
import { answer } from '../result.js';
import { addMonths, onOrAfter } from '../../dates.js';
import { allOf, truthOf } from '../../truth.js';
import { evidenceOf } from '../../chart/evidence-of.js';
import type { Fact } from '../../chart/facts.js';
import { list } from '../../chart/read.js';
import { searchOf } from '../reads.js';
import type { QuestionnaireResponse } from '../../fhir.js';

type Item = NonNullable<QuestionnaireResponse['item']>[number];
type AnswerValue = NonNullable<Item['answer']>[number];

export const answered: QuestionKind = (args, context) => {
  only(args, ['questionnaire', 'linkId', 'is', 'withinMonths'], context);
  const months = number(args, 'withinMonths', context, 12);
  const questionnaire = string(args, 'questionnaire', context);
  const linkId = string(args, 'linkId', context);
  const wanted = args['is'] === undefined ? undefined : string(args, 'is', context);
  const search = searchOf('QuestionnaireResponse');
  if (search) context.need(search);
  return ({ facts, order }) => {
    const missing = missingKeys(facts.chart, ['questionnaireResponses']);
    const responses = facts.of('QuestionnaireResponse').filter((fact) => isOf(fact, questionnaire));
    const latest = responses.sort((a, b) => (a.when?.span.last ?? 0) - (b.when?.span.last ?? 0)).at(-1);
    if (!latest) return answer(unlessUnseen('not-met', missing), { missing });
    const values = itemsOf(latest.resource as QuestionnaireResponse)
      .filter((item) => item.linkId === linkId)
      .flatMap((item) => list(item.answer).flatMap((given) => valueOf(given) ?? []));
    const holds = wanted === undefined ? values.length > 0 : values.includes(wanted);
    const since = addMonths(order.planned.span.first, -months);
    const isRecent = latest.when && onOrAfter(latest.when.span, since) === 'met';
    const truth = allOf([truthOf(holds), isRecent ? 'met' : 'needs-documentation']);
    return answer(unlessUnseen(truth, missing), {
      evidence: holds ? [{ ...evidenceOf(latest), path: `item ${linkId}` }] : [],
      missing: truth === 'not-met' ? missing : [],
    });
  };
};

/** Canonicals are compared by their last segment, so that a base URL or version does not matter. */
function isOf(fact: Fact, questionnaire: string): boolean {
  const { questionnaire: canonical, status } = fact.resource as QuestionnaireResponse;
  const name = canonical?.split('|')[0]?.split('/').at(-1);
  return name === questionnaire && (status === 'completed' || status === 'amended');
}

function itemsOf(response: QuestionnaireResponse): readonly Item[] {
  const items: Item[] = [];
  const queue: Item[] = [...list(response.item)];
  for (let item = queue.shift(); item; item = queue.shift()) {
    items.push(item);
    queue.push(...list(item.item), ...list(item.answer).flatMap((given) => list(given.item)));
  }
  return items;
}

function valueOf(given: AnswerValue): string | undefined {
  const value =
    given.valueCoding?.code ??
    given.valueBoolean ??
    given.valueString ??
    given.valueDecimal ??
    given.valueInteger ??
    given.valueDate;
  if (value !== undefined && value !== '') return String(value);
  return given.valueAttachment || given.valueReference ? 'attached' : undefined;
}
