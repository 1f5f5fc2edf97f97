/**
 * `eachAdverseEvent`: the parts of criterion D must be true of one and the same event. Each candidate is asked in turn and
 * the one that fits best decides (the latest among equals); without a candidate only the first part, "is there an event", is asked.
 */
import { addMonths } from '../dates.js';
import { allOf, type Truth } from '../truth.js';
import { evidenceOf } from '../chart/facts.js';
import { adverseEventsOf, EVENT_TYPES, refutedEventsOf, type AdverseEventCase } from './adverse-events.js';
import {
  combined,
  compileNode,
  group,
  notEvaluated,
  type Body,
  type DocumentPath,
  type Workshop,
} from './compile.js';
import { numberOf, parameterised } from './parameters.js';
import type { NodeDocument } from './document.js';
import { searchOf } from './reads.js';
import type { NodeResult } from './result.js';
import type { Subject } from './subject.js';

const ORDER: Record<Truth, number> = { met: 2, 'needs-documentation': 1, 'not-met': 0 };

export function compileEachAdverseEvent(
  document: NodeDocument['eachAdverseEvent'],
  path: DocumentPath,
  shop: Workshop,
): Body {
  const sets = (document?.valueSets ?? []).flatMap((id) => {
    const set = shop.valueSets.get(id);
    if (!set) shop.faults.push({ path: [...path, 'valueSets'], message: `there is no value set "${id}"` });
    return set ? [set] : [];
  });
  const months = numberOf(parameterised(document?.withinMonths, shop, path), 'withinMonths', shop, path);
  for (const type of EVENT_TYPES) shop.needs.push(...[searchOf(type)].flatMap((search) => search ?? []));
  const nodes = (document?.all ?? []).map((node, index) => compileNode(node, [...path, 'all', index], shop));

  return {
    evaluate: (subject) => {
      const since = addMonths(subject.order.planned.span.first, -months);
      const results = adverseEventsOf(subject.facts, sets)
        .filter((event) => event.when === undefined || event.when.span.last >= since)
        .map((event) => ({ event, result: evaluateFor(event, subject) }));
      const best = results.reduce<(typeof results)[number] | undefined>(
        (a, b) => (a && !isBetter(b, a) ? a : b),
        undefined,
      );
      if (best) {
        for (const child of best.result.children) remember(child, subject);
        return best.result;
      }
      const [first, ...rest] = nodes;
      const asked = first ? [withRefuted(first.evaluate(subject), refutedEventsOf(subject.facts, sets))] : [];
      return {
        ...combined([...asked, ...rest.map((node) => node.unevaluated())], ([value]) => value ?? 'not-met'),
      };
    },
    unevaluated: () => notEvaluated(nodes.map((node) => node.unevaluated())),
  };

  function evaluateFor(event: AdverseEventCase, subject: Subject): Omit<NodeResult, 'node'> {
    return group(nodes, allOf, 'met').evaluate(subject.withEvent(event));
  }
}

/** That an entry was seen and not counted is worth saying: a reader who knows of it would miss it. */
function withRefuted(result: NodeResult, refuted: readonly AdverseEventCase[]): NodeResult {
  if (refuted.length === 0) return result;
  const evidence = refuted.map(({ fact }) => evidenceOf(fact, 'refuted or entered in error, not counted'));
  return {
    ...result,
    evidence: [...result.evidence, ...evidence],
    detail: { ...result.detail, refuted: String(refuted.length) },
  };
}

interface Candidate {
  readonly event: AdverseEventCase;
  readonly result: Omit<NodeResult, 'node'>;
}

/** A higher value wins; among equals the one with more parts met, then the later. */
function isBetter(candidate: Candidate, best: Candidate): boolean {
  const difference =
    ORDER[candidate.result.truth] - ORDER[best.result.truth] || partsMet(candidate) - partsMet(best);
  if (difference !== 0) return difference > 0;
  return (candidate.event.when?.span.last ?? -Infinity) > (best.event.when?.span.last ?? -Infinity);
}

function partsMet({ result }: Candidate): number {
  return result.children.reduce((sum, child) => sum + ORDER[child.truth], 0);
}

function remember(result: NodeResult, subject: Subject): void {
  if (result.node.id !== undefined) subject.results.set(result.node.id, result);
  for (const child of result.children) remember(child, subject);
}
