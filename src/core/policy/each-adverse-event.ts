/**
 * `eachAdverseEvent`: the parts of criterion D must be true of one and the same event. Each candidate is asked in turn and
 * the one that fits best decides (the latest among equals); without a candidate only the first part, "is there an event", is asked.
 */
import { allOf, type Truth } from '../truth.js';
import { evidenceOf } from '../chart/evidence-of.js';
import { missingKeys } from './availability.js';
import { adverseEventsOf, EVENT_TYPES, type AdverseEventCase } from './adverse-events.js';
import { combined, group, type Body, type CompiledNode, type Parts } from './combine.js';
import { compileNode } from './compile.js';
import { numberOf, parameterised } from './parameters.js';
import type { NodeDocument } from './document.js';
import type { CompiledValueSet } from '../terminology/value-set.js';
import { searchOf } from './reads.js';
import { NOTHING, type NodeResult } from './result.js';
import type { Subject } from './subject.js';
import type { DocumentPath, Workshop } from './workshop.js';

const EVENT_KEYS = EVENT_TYPES.flatMap((type) => searchOf(type)?.key ?? []);

const ORDER: Record<Truth, number> = { met: 2, 'needs-documentation': 1, 'not-met': 0 };

/** One adverse event of the chart, and what the policy's questions about it answered. */
export interface JudgedEvent {
  readonly event: AdverseEventCase;
  readonly result: Parts;
}

export function compileEachAdverseEvent(
  document: NodeDocument['eachAdverseEvent'],
  path: DocumentPath,
  shop: Workshop,
): Body {
  const setsOf = (member: 'valueSets' | 'severe'): readonly CompiledValueSet[] =>
    (document?.[member] ?? []).flatMap((id) => {
      const set = shop.valueSets.get(id);
      if (!set) shop.faults.push({ path: [...path, member], message: `there is no value set "${id}"` });
      return set ? [set] : [];
    });
  const withinMonths = numberOf(
    parameterised(document?.withinMonths, shop, path),
    'withinMonths',
    shop,
    path,
  );
  const search = { sets: setsOf('valueSets'), severe: setsOf('severe'), withinMonths };
  for (const type of EVENT_TYPES) shop.needs.push(...[searchOf(type)].flatMap((search) => search ?? []));
  const nodes = (document?.all ?? []).map((node, index) => compileNode(node, [...path, 'all', index], shop));

  const [first, ...rest] = nodes;
  const ofEvent = group(nodes, allOf, 'met');
  const sought = group(
    nodes.map((node) => (node === first ? node : leftOut(node))),
    firstOf,
  );
  return {
    evaluate: (subject) => {
      const { candidates, refuted } = adverseEventsOf(subject, search);
      const asked = latest(candidates);
      const results = asked.map((event): JudgedEvent => ({
        event,
        result: ofEvent.evaluate(subject.withEvent(event)),
      }));
      // The same order may be asked again: what counts is what was found last.
      subject.judged.splice(0, subject.judged.length, ...results);
      const best = results.reduce<JudgedEvent | undefined>(
        (a, b) => (a && !isBetter(b, a) ? a : b),
        undefined,
      );
      if (best) {
        for (const child of best.result.children) remember(child, subject);
        if (best.result.truth !== 'not-met') return best.result;
        return asked.length < candidates.length
          ? { ...best.result, truth: 'needs-documentation' }
          : unlessHidden(best.result, subject);
      }
      if (!first || refuted.length === 0) return sought.evaluate(subject);
      const children = [withRefuted(first.evaluate(subject), refuted)];
      return combined([...children, ...rest.map((node) => node.unevaluated())], firstOf);
    },
    unevaluated: () => ofEvent.unevaluated(),
  };
}

function leftOut(node: CompiledNode): CompiledNode {
  return {
    label: node.label,
    evaluate: () => node.unevaluated(),
    unevaluated: () => node.unevaluated(),
  };
}

function firstOf([value]: readonly Truth[]): Truth {
  return value ?? 'not-met';
}

/** A chart with more is not read to its end: one call must not hold up all others. Beyond it nothing is ruled out. */
const MAX_EVENTS = 100;

function latest(candidates: readonly AdverseEventCase[]): readonly AdverseEventCase[] {
  if (candidates.length <= MAX_EVENTS) return candidates;
  const day = ({ when }: AdverseEventCase): number => when?.span.last ?? -Infinity;
  return [...candidates].sort((a, b) => day(b) - day(a)).slice(0, MAX_EVENTS);
}

/** None of the events that were seen qualifies; where not all could be seen, another one may. */
function unlessHidden(result: Parts, { facts }: Subject): Parts {
  const missing = missingKeys(facts.chart, EVENT_KEYS);
  if (missing.length === 0) return result;
  return {
    ...result,
    truth: 'needs-documentation',
    evidence: NOTHING,
    missing,
    unseen: true,
    impersonal: false,
  };
}

/** That an entry was seen and not counted is worth saying: a reader who knows of it would miss it. */
function withRefuted(result: NodeResult, refuted: readonly AdverseEventCase[]): NodeResult {
  if (refuted.length === 0) return result;
  const evidence = refuted.map(({ fact }) => evidenceOf(fact, 'refuted or entered in error, not counted'));
  return {
    ...result,
    impersonal: false,
    evidence: [...result.evidence, ...evidence],
    detail: { ...result.detail, refuted: String(refuted.length) },
  };
}

/** A higher value wins; among equals the one with more parts met, then the later. */
function isBetter(candidate: JudgedEvent, best: JudgedEvent): boolean {
  const difference =
    ORDER[candidate.result.truth] - ORDER[best.result.truth] || partsMet(candidate) - partsMet(best);
  if (difference !== 0) return difference > 0;
  return (candidate.event.when?.span.last ?? -Infinity) > (best.event.when?.span.last ?? -Infinity);
}

function partsMet({ result }: JudgedEvent): number {
  return result.children.reduce((sum, child) => sum + ORDER[child.truth], 0);
}

function remember(result: NodeResult, subject: Subject): void {
  if (result.node.id !== undefined) subject.results.set(result.node.id, result);
  for (const child of result.children) remember(child, subject);
}
