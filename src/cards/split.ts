/**
 * A first course may be given at the hospital if it is short and continued elsewhere (policy I.A.1.b): one click shortens
 * the order and adds the order that carries the therapy on. A part that is there already is left out.
 */
import { formatDay } from '../core/dates.js';
import type { Decision } from '../core/decision.js';
import type { CardTemplates } from '../knowledge/card-types.js';
import type { SuggestedSite } from '../knowledge/suggestion-types.js';
import { isOpen } from './changed-order.js';
import { continuationOf, type Weeks } from './continuation.js';
import type { PolicyCardFacts } from './knowledge.js';
import { said, valuesOf, type Made } from './made.js';
import { creation, isDated } from './new-order.js';
import { offered } from './offered.js';
import { sharersOf } from './shared-service.js';
import { runsLongerThan, shorten, type Shortened } from './shorten-order.js';
import type { Subject } from './subject.js';
import type { Action } from './types.js';

const SITES: readonly SuggestedSite[] = ['HOME', 'ASC_AIC'];

/** One suggestion for each site the therapy can go on at; a single one when only the length is left to change. */
export function splitsOf(
  subject: Subject,
  facts: PolicyCardFacts | undefined,
  templates: CardTemplates,
  ids: () => string,
): readonly Made[] {
  const { decisions, view } = subject;
  const [decision] = decisions;
  const words = templates.suggestions.SPLIT;
  const days = facts?.shortApprovals?.get(words.criterion);
  if (days === undefined || !decisions.every(({ order }) => isOpen(order) && isDated(order))) return [];

  const isTooLong = !isMet(decision, words.shorten.unlessMet);
  const shortened = isTooLong ? shortenAll(subject, days) : undefined;
  const values = {
    ...valuesOf(view.value('drug'), undefined, templates.words),
    days: String(days),
    limit: isTooLong && !shortened ? String(days) : undefined,
  };
  const updates = (shortened ?? []).map(({ resource, last }): Action => {
    const description = [words.shorten.description];
    const until = formatDay(last);
    return { type: 'update', description: said(description, { ...values, until }, ''), resource };
  });
  if (isMet(decision, words.continue.unlessMet)) {
    if (updates.length === 0) return [];
    return [{ label: said([words.shorten.label], values, ''), uuid: ids(), actions: updates }];
  }

  const weeks = weeksAfter(decisions, days, shortened ?? []);
  return SITES.flatMap((kind): readonly Made[] => {
    const there = offered(decision, kind);
    if (!there) return [];
    const [site] = there.sites;
    const own = words.continue.at[kind];
    const named = {
      ...values,
      name: valuesOf(undefined, site, templates.words).name,
      from: formatDay(weeks.from),
    };
    const uuid = ids();
    const title = said([own.text], named, kind);
    const place = templates.suggestions[kind];
    const wanted = continuationOf(subject, own, place, title, site, weeks);
    const create = creation(uuid, said([own.description], named, title), wanted);
    const label = said([updates.length > 0 ? own.both : own.label], named, kind);
    return [{ label, uuid, actions: [...updates, create] }];
  });
}

/** All of the orders or none: one click does what its label says for each of them. */
function shortenAll({ decisions, draft }: Subject, days: number): readonly Shortened[] | undefined {
  const tooLong = decisions.filter(({ order }) => runsLongerThan(order, days) !== false);
  const shortened = tooLong.map(({ order }) =>
    shorten(order, days, (service) => sharersOf(service, decisions, draft).length === 0),
  );
  const done = shortened.filter((one) => one !== undefined);
  if (done.length < shortened.length) return undefined;
  return [...new Map(done.map((one) => [`${one.resource.resourceType}/${one.resource.id}`, one])).values()];
}

/** From the day after the orders' last day here to the last day that was ordered. */
function weeksAfter(decisions: readonly Decision[], days: number, shortened: readonly Shortened[]): Weeks {
  const ends = shortened.length > 0 ? shortened.map(({ last }) => last) : decisions.map(lastPossible(days));
  const planned = decisions.map(({ order }) => order.planned.span.last);
  const wasEnd = shortened.map(({ wasLast }) => wasLast);
  return {
    from: Math.max(...ends, ...planned) + 1,
    ...(wasEnd.length > 0 && { to: Math.max(...wasEnd) }),
  };
}

function lastPossible(days: number): (decision: Decision) => number {
  return ({ order }) => order.planned.span.first + days - 1;
}

function isMet({ criteria }: Decision, id: string): boolean {
  return criteria.some((one) => one.id === id && one.status === 'met');
}
