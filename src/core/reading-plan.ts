/**
 * What to read next for a call, given what is known: a pure function, asked again after each round of reads until it wants nothing.
 * An order of an unlisted drug, or one that a gate puts outside the policy, wants nothing at all.
 *
 * Rounds: the order's own context (patient, coverage, places) → the chart → the drugs that chart entries only refer to. Where a hook only
 * refers to orders, they are read first: at order-dispatch together with the context, at appointment-book alone, since most appointments
 * are for no listed drug.
 */
import type { HookCall } from './call.js';
import type { Chart, Obtained, ReadRequest } from './chart/chart.js';
import { list } from './chart/read.js';
import { readable, resolve } from './chart/references.js';
import { coverageReads } from './coverage/resolve.js';
import { dependsOnChart } from './drug/depends-on-chart.js';
import type { AdverseEvent, Reference } from './fhir.js';
import type { Knowledge } from './knowledge.js';
import { flatMapped, found } from './lists.js';
import { orderReads } from './orders/reads.js';
import type { Order } from './orders/types.js';
import { askGates } from './policy/evaluate.js';
import { mergeReads, searchOf } from './policy/reads.js';
import { placeReads, siteReads } from './site/reads.js';
import { subjectsOf, type GovernedSubject } from './subjects.js';

/** Medications read for entries that name their drug only by reference; more would cost more than they tell. */
const MAX_MEDICATIONS = 20;

/** At most this many rounds; what is still unread then stays unknown. A booked service leads to its drug order in a round of its own. */
export function maxRounds({ about }: HookCall): number {
  return about.kind === 'appointments' ? 4 : 3;
}

export function nextReads(call: HookCall, chart: Chart, knowledge: Knowledge): readonly ReadRequest[] {
  const finding = orderReads(call, chart);
  const { subjects } = subjectsOf(call, chart, knowledge);
  const wanted = [
    ...finding,
    ...(finding.length > 0 ? readsAhead(call, chart) : []),
    ...flatMapped(subjects, (governed) => readsFor(governed, call, chart, knowledge)),
  ];
  return mergeReads(unanswered(wanted, chart));
}

/** Most calls bring everything along, so what is answered is left out before anything else is done with it. */
function unanswered(requests: readonly ReadRequest[], chart: Chart): readonly ReadRequest[] {
  return requests.filter(({ key }) => chart.availability(key) === undefined);
}

const COVERAGE: readonly ReadRequest[] = list(searchOf('Coverage'));
/** What tells whether the patient is on dialysis. */
const DIALYSIS: readonly ReadRequest[] = found(['Condition', 'Encounter'], (type) => searchOf(type));

function readsFor(
  { subject, policy, mayBeListed }: GovernedSubject,
  call: HookCall,
  chart: Chart,
  knowledge: Knowledge,
): readonly ReadRequest[] {
  const { order, drug, tables } = subject;
  const unread = order.unreadMedication;
  const medication = unread === undefined || chart.availability(unread) !== undefined ? [] : [readOf(unread)];
  // Without a display that may be a listed drug's, nothing but the Medication itself is read.
  if (!mayBeListed) return medication;

  const failed = askGates(policy, subject).find(
    ({ result }) => result.standing === 'evaluated' && result.truth === 'not-met',
  );
  // What the drug is comes first: the chart of a patient is not read on the strength of a name alone.
  if (failed && (medication.length > 0 || !REVISABLE.has(failed.gate.about))) return medication;

  const coverage = unanswered(COVERAGE, chart);
  const payors = coverageReads(order, chart, knowledge.payers);
  // What speaks against the order may itself still be incomplete.
  if (failed?.gate.about === 'coverage') return [...coverage, ...payors];
  const places = siteReads(order, chart).filter((read) => read.key !== `Encounter/${call.encounterId}`);
  if (failed && coverage.length + payors.length + places.length === 0) return [];
  const context = [...medication, ...unanswered(callReads(call), chart), ...coverage, ...payors, ...places];
  if (failed || medication.length > 0 || coverage.length > 0) return context;
  if (drug.outcome === 'AMBIGUOUS_MIXED' || drug.outcome === 'CONFLICT')
    return dependsOnChart(drug, tables) ? [...context, ...DIALYSIS] : context;
  if (subject.coverage.truth !== 'met' && payors.length === 0) return context;
  return [
    ...context,
    ...unanswered(policy.needs, chart),
    ...formReads(order, chart),
    ...medicationReads(chart),
  ];
}

/** Gates whose answer more of the order's own context may still change. */
const REVISABLE: ReadonlySet<string> = new Set(['coverage', 'site']);

/** While the dispatched orders are read: what their answer needs if it needs anything, nothing of the chart. */
function readsAhead(call: HookCall, chart: Chart): readonly ReadRequest[] {
  const { about } = call;
  if (about.kind !== 'dispatch') return [];
  return [patientRead(call), ...COVERAGE, ...placeReads([{ reference: about.performer }], chart)];
}

/** Whom the call is about, and the encounter it comes from. */
function callReads(call: HookCall): readonly ReadRequest[] {
  const { encounterId: id } = call;
  if (id === undefined) return [patientRead(call)];
  return [patientRead(call), { kind: 'read', key: 'encounter', resourceType: 'Encounter', id }];
}

function patientRead({ patientId }: HookCall): ReadRequest {
  return { kind: 'read', key: 'patient', resourceType: 'Patient', id: patientId };
}

const WITH_MEDICATION = [
  'MedicationAdministration',
  'MedicationDispense',
  'MedicationStatement',
  'MedicationRequest',
];

/** Drugs that chart entries name by reference alone. */
function medicationReads(chart: Chart): readonly ReadRequest[] {
  const keys = new Set<string>();
  const note = (reference: Reference | undefined, from: Obtained): void => {
    if (reference === undefined || resolve(chart, reference, from)) return;
    const target = readable(reference, chart);
    if (target) keys.add(`${target.resourceType}/${target.id}`);
  };
  for (const type of WITH_MEDICATION)
    for (const one of chart.all(type))
      note((one.resource as { medicationReference?: Reference }).medicationReference, one);
  for (const one of chart.all('AdverseEvent'))
    for (const { instance } of list((one.resource as AdverseEvent).suspectEntity)) note(instance, one);
  return keys.size === 0 ? [] : [...keys].slice(0, MAX_MEDICATIONS).map(readOf);
}

/** A completed form that the order names and no search has brought. */
function formReads({ request, obtained }: Order, chart: Chart): readonly ReadRequest[] {
  const search = searchOf('QuestionnaireResponse');
  const sought = search && chart.availability(search.key);
  if (!sought || sought.state === 'complete') return [];
  return list(request.supportingInformation).flatMap((reference) => {
    const target = readable(reference, chart);
    const isForm = target?.resourceType === 'QuestionnaireResponse';
    return isForm && !resolve(chart, reference, obtained)
      ? [readOf(`${target.resourceType}/${target.id}`)]
      : [];
  });
}

function readOf(key: string): ReadRequest {
  const [resourceType, id] = key.split('/') as [string, string];
  return { kind: 'read', key, resourceType, id };
}
