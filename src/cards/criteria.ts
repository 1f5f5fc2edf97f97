/** Which of a decision's criteria a card speaks of: the leaves that decide, not the groups above them. */
import type { CriterionResult, CriterionStatus, Decision } from '../core/decision.js';
import type { CommonWords } from '../knowledge/card-types.js';

type Criteria = readonly CriterionResult[];

const OPEN = 'needs-documentation';

/** What supports the order: criteria that decide, and those beside a missing one that are already met. */
export function metCriteria(decision: Decision, missing: Criteria, words: CommonWords): Criteria {
  const { criteria } = decision;
  const beside = missing.flatMap((one) => {
    const parent = parentOf(criteria, one);
    return parent
      ? childrenOf(criteria, parent).filter(({ status, notConcerned }) => status === 'met' && !notConcerned)
      : [];
  });
  const leaves = deciding(decision, 'met');
  const said = leaves.map((leaf) => groupsOf(criteria, leaf).find((group) => isWhole(group, words)) ?? leaf);
  return [...new Set([...said, ...beside])];
}

/**
 * What is close and lacks something; first what the chart has a sign of, then what could not be looked at. Without a site
 * nothing decides yet, and every open criterion could be claimed.
 */
export function missingCriteria(decision: Decision): Criteria {
  const open = decision.cause === 'site-unknown' ? openLeaves(decision.criteria) : deciding(decision, OPEN);
  const [signs, rest] = [open.filter(hasSign), open.filter((one) => !hasSign(one))];
  return [...signs, ...rest];
}

/** What is not met: the deciding ones if the decision names any, else the alternatives a request has. */
export function unmetCriteria(decision: Decision): Criteria {
  const { criteria } = decision;
  const named = deciding(decision, 'not-met');
  if (named.length > 0) return named;

  const notMet = (one: CriterionResult): boolean => one.status === 'not-met' && !one.notConcerned;
  const top = criteria.filter((one) => one.depth === 0 && notMet(one));
  // Gates and the kind of request stand before the first group; they are not what a request can meet.
  const start = top.findIndex((one) => isGroup(criteria, one));
  let level: Criteria = start < 0 ? top : top.slice(start);
  while (level.length === 1 && level[0]) {
    const children = childrenOf(criteria, level[0]).filter(notMet);
    if (children.length === 0) break;
    level = children;
  }
  return level;
}

/** Rules for the facility that concern this order and are met: what proves them goes with the request too. */
export function metFacilityRules({ criteria }: Decision): Criteria {
  return criteria.filter((one) => one.depth === 0 && one.status === 'met' && !one.notConcerned);
}

/** The first gate or question about the request that could not be answered. */
export function openGate(decision: Decision): CriterionResult | undefined {
  return decision.criteria.find((one) => one.depth === 0 && one.status === 'needs-documentation');
}

/** The groups a criterion belongs to, innermost first: documents may be asked for by the group. */
export function groupsOf(criteria: Criteria, criterion: CriterionResult): Criteria {
  const parent = parentOf(criteria, criterion);
  return parent ? [parent, ...groupsOf(criteria, parent)] : [];
}

/** Deciding criteria of a status, without the groups that only hold other ones of them. */
function deciding(decision: Decision, status: CriterionStatus): Criteria {
  const { criteria } = decision;
  if (decision.deciding.length === 0) return [];
  const chosen = criteria.filter((one) => one.status === status && decision.deciding.includes(one.id));
  return chosen.filter((one) => !below(criteria, one).some((inner) => chosen.includes(inner)));
}

/** Something in the chart speaks for it; that a place stands in the directory does not. */
function hasSign({ evidence }: CriterionResult): boolean {
  return evidence.some(({ source }) => source !== 'directory');
}

/**
 * Open criteria whose groups are all open, and without an open one below them. What stands alone at the top is a gate or
 * a question about the request.
 */
function openLeaves(criteria: Criteria): Criteria {
  const isOpen = ({ status, notConcerned }: CriterionResult): boolean => status === OPEN && !notConcerned;
  return criteria.filter(
    (one) =>
      one.depth > 0 &&
      isOpen(one) &&
      groupsOf(criteria, one).every(isOpen) &&
      !below(criteria, one).some(isOpen),
  );
}

/** Met, and said in one line. */
function isWhole({ id, status }: CriterionResult, words: CommonWords): boolean {
  return status === 'met' && Object.hasOwn(words.criteria, id) && words.criteria[id]?.whole === true;
}

/** Everything under a criterion: results stand in tree order, children after their group with a greater depth. */
function below(criteria: Criteria, group: CriterionResult): Criteria {
  const start = criteria.indexOf(group) + 1;
  let end = start;
  while ((criteria[end]?.depth ?? 0) > group.depth) end += 1;
  return criteria.slice(start, end);
}

function isGroup(criteria: Criteria, criterion: CriterionResult): boolean {
  return (criteria[criteria.indexOf(criterion) + 1]?.depth ?? 0) > criterion.depth;
}

function childrenOf(criteria: Criteria, group: CriterionResult): Criteria {
  return below(criteria, group).filter((one) => one.depth === group.depth + 1);
}

function parentOf(criteria: Criteria, criterion: CriterionResult): CriterionResult | undefined {
  if (criterion.depth === 0) return undefined;
  let at = criteria.indexOf(criterion) - 1;
  while (at > 0 && (criteria[at]?.depth ?? 0) >= criterion.depth) at -= 1;
  return criteria[at];
}
