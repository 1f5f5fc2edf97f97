/** Compiles a form once, at start: what it can fill in from the order, the chart and the decision. */
import type { DocumentPath, Fault } from '../policy/workshop.js';
import type { AnswerValue, PrefilledAnswer } from './answer.js';
import { compileSource } from './compile-source.js';
import { compileConditions } from './conditions.js';
import type { CompiledForm, FormDocument, FormItem } from './form.js';
import type { Fill, Filled } from './filled.js';
import { eventsOf } from './sources/events.js';
import { Place, type FormWorkshop } from './workshop.js';

/** Answers so far, by linkId. */
type Known = Map<string, readonly AnswerValue[]>;
type Prefill = (filled: Filled, known: Known) => readonly PrefilledAnswer[];

/** Faults make the form unusable. */
export function compileForm(
  { id, items }: FormDocument,
  workshop: FormWorkshop,
): { readonly form: CompiledForm; readonly faults: readonly Fault[] } {
  const fill = itemsOf(items, ['items'], workshop);
  const { needs, faults } = workshop.shop;
  return { form: { id, needs, prefill: (filled) => fill(filled, new Map()) }, faults };
}

/** In the order of the form: a condition names what was asked before. */
function itemsOf(items: readonly FormItem[], path: DocumentPath, workshop: FormWorkshop): Prefill {
  const fills = items.map((item, index) => itemOf(item, [...path, index], workshop));
  return (filled, known) => fills.flatMap((fill) => fill(filled, known));
}

/** What is not asked is not filled in, nor looked for. */
function itemOf(item: FormItem, path: DocumentPath, workshop: FormWorkshop): Prefill {
  const place = new Place(item, [...path, 'from'], workshop);
  const isAsked = compileConditions(item.when, place);
  const fill = contentOf(item, path, place, workshop);
  return (filled, known) => (isAsked(known) ? fill(filled, known) : []);
}

function contentOf(item: FormItem, path: DocumentPath, place: Place, workshop: FormWorkshop): Prefill {
  const below = itemsOf(item.items ?? [], [...path, 'items'], workshop);
  const source = item.from;
  if (!source) return below;
  if (!('each' in source)) {
    const own = answersTo(item, compileSource(source, place));
    return (filled, known) => [...own(filled, known), ...below(filled, known)];
  }
  if (item.type !== 'group' || !item.repeats) place.fault('only a group that repeats has events');
  const criteria = source.each.adverseEvent.map((id) => place.criterion(id));
  return (filled, known) => {
    const events = eventsOf(filled.subject, criteria);
    return events.flatMap((event, repetition) =>
      below({ ...filled, event, events }, new Map(known)).map((answer) => ({ ...answer, repetition })),
    );
  };
}

/** An item that does not repeat has room for one answer. */
function answersTo({ linkId, repeats }: FormItem, fill: Fill): Prefill {
  return (filled, known) => {
    const found = fill(filled).slice(0, repeats ? undefined : 1);
    if (found.length > 0)
      known.set(
        linkId,
        found.map(({ value }) => value),
      );
    return found.map((answer) => ({ linkId, ...answer }));
  };
}
