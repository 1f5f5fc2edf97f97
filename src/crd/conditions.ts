/** Under which conditions an assertion holds (CI-06): what it is limited to, the site, the period, other requests, the end of the coverage. */
import type { Decision } from '../core/decision.js';
import { typeAndId } from '../core/chart/references.js';
import { formatDay, spanOf } from '../core/dates.js';
import type { AnswerRow } from '../core/policy/answers.js';
import type { CardView } from '../cards/view.js';
import type { AssertionDetail, AssertionKnowledge, CoverageAssertion } from './coverage-assertion.js';

type Conditions = Pick<CoverageAssertion, 'details' | 'dependencies' | 'expires'>;

/** All of them read the same on every day, so that an unchanged answer is recognised (CI-03). */
export function conditionsOf(
  decision: Decision,
  row: AnswerRow,
  knowledge: AssertionKnowledge,
  view: CardView,
): Conditions {
  const { policy } = decision;
  const details: AssertionDetail[] = [
    {
      code: undefined,
      name: 'Limitation',
      value: { valueString: knowledge.answers.limitation },
      qualification: policy && `${policy.id}, version ${policy.version}`,
    },
  ];
  // Where nothing is promised there is nothing to limit.
  const isPromise = row.covered !== 'not-covered';
  if (isPromise) {
    const site = siteOf(decision, view);
    if (site) details.push(site);
    const period = periodOf(decision, knowledge);
    if (period) details.push(period);
  }
  const { policyUrl } = knowledge;
  if (policyUrl !== undefined)
    details.push({
      code: 'policy-link',
      name: 'Policy',
      value: { valueUrl: policyUrl },
      qualification: undefined,
    });
  return {
    details,
    dependencies: isPromise ? dependenciesOf(decision) : [],
    expires: isPromise ? expiryOf(decision) : undefined,
  };
}

function siteOf({ site }: Decision, view: CardView): AssertionDetail | undefined {
  const name = view.value('site');
  if (!site || site.class === 'UNRESOLVED' || name === undefined) return undefined;
  return {
    code: undefined,
    name: 'Site of care',
    value: { valueString: name },
    qualification: site.posCode === undefined ? undefined : `place of service ${site.posCode}`,
  };
}

/** For how long an authorization could be given, from the planned day; a day that nobody planned would be another one tomorrow. */
function periodOf(decision: Decision, { answers }: AssertionKnowledge): AssertionDetail | undefined {
  const { durationDays, order } = decision;
  if (durationDays === undefined || order.planned.path === 'evaluation date') return undefined;
  const { first } = order.planned.span;
  const valuePeriod = { start: formatDay(first), end: formatDay(first + durationDays - 1) };
  return {
    code: 'allowed-period',
    name: 'Allowed period',
    value: { valuePeriod },
    qualification: answers.period,
  };
}

/**
 * The requests beside the annotated one that site or deciding criteria were read from, and the drug order itself when another request
 * carries the assertion. Only what the client can follow is named: never a resource without an id.
 */
function dependenciesOf({ order, site, criteria, deciding }: Decision): readonly string[] {
  const found = site && site.class !== 'UNRESOLVED' ? site : undefined;
  const isDecisive = (companion: string): boolean =>
    criteria.some(
      ({ id, evidence }) =>
        deciding.includes(id) && evidence.some(({ reference }) => reference === companion),
    );
  const isReliedOn = (companion: string): boolean =>
    found?.writtenAt === companion ||
    found?.evidence.some(({ reference }) => reference === companion) ||
    isDecisive(companion);
  const references: string[] = [];
  const add = (reference: string): void => {
    if (reference === order.carrier.reference || references.includes(reference)) return;
    if (typeAndId(reference) === reference) references.push(reference);
  };
  if (order.request.id !== undefined) add(order.reference);
  for (const { reference, request } of order.companions)
    if (request.id !== undefined && isReliedOn(reference)) add(reference);
  return references;
}

/** The coverage's own end: whatever is asserted of it holds no longer. */
function expiryOf({ coverage, order }: Decision): string | undefined {
  const period = coverage?.coverage?.period;
  const end = period && spanOf(period.end)?.last;
  return end === undefined || end < order.planned.span.last ? undefined : formatDay(end);
}
