/** The latest completed form of a policy about an order, and what it answers. */
import type { Fact } from '../chart/fact.js';
import type { Facts } from '../chart/facts.js';
import { momentOf } from '../chart/moment.js';
import { list, text } from '../chart/read.js';
import { resolve } from '../chart/references.js';
import { medicationConcepts } from '../chart/medication-concepts.js';
import { keptWith } from '../kept-with.js';
import { matchMolecule } from '../drug/molecule.js';
import type { QuestionnaireResponse, Reference } from '../fhir.js';
import type { Subject } from './subject.js';

type Item = NonNullable<QuestionnaireResponse['item']>[number];
type AnswerValue = NonNullable<Item['answer']>[number];

/** Where a response names the order it was completed for (DTR). */
const CONTEXT = 'http://hl7.org/fhir/us/davinci-dtr/StructureDefinition/qr-context';
const COMPLETED: ReadonlySet<unknown> = new Set(['completed', 'amended']);

// Some twenty questions of an order ask for the same form.
const known = keptWith<Facts, Map<string, Fact | undefined>>();

/** The latest completed response to the form that may be about the order's drug. */
export function latestForm(subject: Subject, questionnaire: string): Fact | undefined {
  const { facts, order } = subject;
  if (facts.of('QuestionnaireResponse').length === 0) return undefined;
  let forms = known.get(facts);
  if (!forms) {
    forms = new Map<string, Fact | undefined>();
    known.set(facts, forms);
  }
  const key = `${order.reference} ${questionnaire}`;
  if (!forms.has(key)) forms.set(key, findLatest(subject, questionnaire));
  return forms.get(key);
}

/** Canonicals are compared by their last segment, so that a base URL or version does not matter. */
function findLatest(subject: Subject, questionnaire: string): Fact | undefined {
  return subject.facts
    .of('QuestionnaireResponse')
    .filter(({ resource }) => {
      const { questionnaire: canonical, status } = resource as QuestionnaireResponse;
      const name = text(canonical)?.split('|')[0]?.split('/').at(-1);
      return name === questionnaire && COMPLETED.has(status);
    })
    .filter((fact) => !isAboutAnotherDrug(fact, subject))
    .sort((a, b) => (a.when?.span.last ?? 0) - (b.when?.span.last ?? 0))
    .at(-1);
}

/** One that names orders, and all that can be seen of them are for other drugs. */
function isAboutAnotherDrug({ resource, obtained }: Fact, { facts, drug, tables, order }: Subject): boolean {
  const named = list((resource as QuestionnaireResponse).extension)
    .filter(({ url }) => url === CONTEXT)
    .flatMap(({ valueReference }): readonly Reference[] => list(valueReference));
  const found = named.flatMap((reference) => resolve(facts.chart, reference, obtained) ?? []);
  const requests = found.filter((one) => one.resource.resourceType === 'MedicationRequest');
  if (requests.length === 0 || requests.some(({ reference }) => reference === order.reference)) return false;
  return requests.every(
    (request) => matchMolecule(drug, medicationConcepts(facts.chart, request), tables) === 'different',
  );
}

/**
 * Every value given to an item, wherever it stands, as text; what is attached or referred to as `attached`. With `event`, only those beside
 * a date of that linkId on the day of the adverse event in hand: a group repeats for each event.
 */
export function valuesOf(
  { resource }: Fact,
  linkId: string,
  event?: { readonly linkId: string; readonly subject: Subject },
): readonly string[] {
  const all = itemsOf(list((resource as QuestionnaireResponse).item));
  const scope = event ? all.filter((item) => isOfDay(item, event.linkId, event.subject)) : undefined;
  const items = scope ? itemsOf(scope.flatMap((item) => list(item.item))) : all;
  return items
    .filter((item) => item.linkId === linkId)
    .flatMap((item) => list(item.answer).flatMap((given) => valueOf(given) ?? []));
}

function isOfDay(group: Item, linkId: string, { event }: Subject): boolean {
  const day = event?.when?.span;
  return list(group.item).some(
    (item) =>
      item.linkId === linkId &&
      list(item.answer).some(({ valueDate, valueDateTime }) => {
        const span = momentOf(valueDate ?? valueDateTime)?.span;
        return day !== undefined && span !== undefined && span.first <= day.last && span.last >= day.first;
      }),
  );
}

function itemsOf(roots: readonly Item[]): readonly Item[] {
  const items: Item[] = [];
  const queue: Item[] = [...roots];
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
