/** By which routes the order wants the drug given (gate S.ROUTE), from dosageInstruction.route, .method and .text. */
import { codings, list, text } from '../chart/read.js';
import type { Evidence } from '../evidence.js';
import type { CodeableConcept } from '../fhir.js';
import { routeOfCode, routesInWords, type Route } from './route-codes.js';
import type { Order } from './types.js';

export interface StatedRoute {
  readonly route: Route;
  readonly evidence: Evidence;
}

/** Longer instructions are not searched for routes. */
const LONGEST_TEXT = 2_000;
/** Prose names other drugs too ("after oral acetaminophen"), so only an injection is taken from it. */
const FROM_PROSE: ReadonlySet<Route> = new Set<Route>(['IV', 'SC', 'IM']);

/** Each route once, coded ones first; empty when the order does not say. */
export function orderRoutes(order: Order): readonly StatedRoute[] {
  const found = new Map<Route, StatedRoute>();
  const add = (route: Route, path: string, more: { code?: string; display?: string } = {}): void => {
    if (found.has(route)) return;
    found.set(route, {
      route,
      evidence: {
        reference: order.reference,
        path: `dosageInstruction.${path}`,
        source: order.obtained.source,
        ...more,
      },
    });
  };

  const dosages = list(order.request.dosageInstruction);
  for (const path of ['route', 'method'] as const) {
    for (const dosage of dosages) addConcept(dosage[path], path, add);
  }
  if (found.size === 0) {
    for (const dosage of dosages) {
      const words = text(dosage.text)?.slice(0, LONGEST_TEXT) ?? '';
      for (const route of routesInWords(words)) if (FROM_PROSE.has(route)) add(route, 'text');
    }
  }
  return [...found.values()];
}

/** Codes decide; the words of a concept count only when none of its codes is known (EHRs code routes with their own OIDs). */
function addConcept(
  concept: CodeableConcept | undefined,
  path: string,
  add: (route: Route, path: string, more: { code?: string; display?: string }) => void,
): void {
  let coded = false;
  for (const coding of codings(concept)) {
    const code = text(coding.code)?.trim();
    const route = code === undefined ? undefined : routeOfCode(coding.system, code);
    if (route === undefined) continue;
    coded = true;
    add(route, path, { code: `${coding.system}|${code}` });
  }
  if (coded) return;
  const words = [text(concept?.text), ...codings(concept).map((coding) => text(coding.display))];
  for (const word of words) {
    if (word === undefined) continue;
    for (const route of routesInWords(word.slice(0, LONGEST_TEXT)))
      add(route, path, { display: word.slice(0, 120) });
  }
}
