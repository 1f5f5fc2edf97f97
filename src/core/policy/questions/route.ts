/**
 * How the drug is given. `is`: by one of these routes. `providerGiven` (S.ROUTE): intravenous or injectable and given by a provider;
 * `selfSigns` signs of self-administration say no, fewer ask (contract, "Drug").
 */
import { number, only, strings } from '../arguments.js';
import type { QuestionKind } from '../question.js';
import { answer, type Answer } from '../result.js';
import { orderRoutes } from '../../orders/order-route.js';
import { selfAdministrationSigns } from '../../orders/self-administration.js';
import type { Subject } from '../subject.js';

export const route: QuestionKind = (args, context) => {
  only(args, ['is', 'providerGiven', 'selfSigns'], context);
  if (args['providerGiven'] !== undefined) {
    const injectable = new Set(strings(args, 'providerGiven', context));
    const enough = number(args, 'selfSigns', context);
    return (subject) => providerGiven(subject, injectable, enough);
  }
  const wanted = new Set(strings(args, 'is', context));
  return (subject) => {
    const routes = knownRoutes(subject, orderedRoutes(subject));
    const hits = routes.filter((found) => wanted.has(found)).length;
    const detail = { route: routes.join(' or ') || 'unknown' };
    if (routes.length === 0) return answer('needs-documentation', { detail });
    return answer(hits === 0 ? 'not-met' : hits === routes.length ? 'met' : 'needs-documentation', {
      detail,
    });
  };
};

/** The ordered route, else those the drug's listed codes can have. */
function knownRoutes({ drug }: Subject, ordered: readonly string[]): readonly string[] {
  return ordered.length > 0 ? ordered : drug.routes;
}

function orderedRoutes({ order }: Subject): readonly string[] {
  return orderRoutes(order).map((stated) => stated.route);
}

function providerGiven(subject: Subject, injectable: ReadonlySet<string>, enough: number): Answer {
  const { order, drug } = subject;
  const signs = selfAdministrationSigns(order, drug);
  const ordered = orderedRoutes(subject);
  const routes = knownRoutes(subject, ordered);
  const isSelfForm = drug.outcome === 'SELF_ADMIN_FORM' && signs.length === 0;
  const words = isSelfForm
    ? 'a form made for self-injection'
    : signs.map(({ note, path }) => note ?? path).join(', ');
  const detail = {
    route: routes.join(' or ') || 'unknown',
    ...(words !== '' && { signs: words }),
  };
  if (drug.outcome === 'SELF_ADMIN_FORM' || signs.length >= enough)
    return answer('not-met', { evidence: signs, detail });
  if (ordered.length > 0 && ordered.every((stated) => !injectable.has(stated)))
    return answer('not-met', { detail });
  if (signs.length > 0) return answer('needs-documentation', { evidence: signs, detail });
  const injected = routes.some((found) => injectable.has(found));
  return answer(injected ? 'met' : 'needs-documentation', { detail });
}
