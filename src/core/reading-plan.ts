/**
 * What to read next for a call, given what is known: a pure function, asked again after each round of reads until it wants nothing.
 * An order of an unlisted drug, or one that a gate puts outside the policy, wants nothing at all.
 *
 * Rounds: the order's own context (patient, coverage, places) → the chart → the drugs that chart entries only refer to. Where a hook only
 * refers to orders, they are read first: at order-dispatch together with the context, at appointment-book alone, since most appointments
 * are for no listed drug.
 */
import type { HookCall } from './call.js';
import type { Chart, ReadRequest } from './chart/chart.js';
import { list } from './chart/read.js';
import { readable, resolve } from './chart/references.js';
import { coverageReads } from './coverage/resolve.js';
import { dependsOnChart } from './drug/depends-on-chart.js';
import type { AdverseEvent, Reference } from './fhir.js';
import type { Knowledge } from './knowledge.js';
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
    ...subjects.flatMap((governed) => readsFor(governed, call, chart, knowledge)),
  ];
  return mergeReads(wanted).filter((request) => chart.availability(request.key) === undefined);
}

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

  const patient = patientRead(call);
  const encounter: readonly ReadRequest[] =
    call.encounterId === undefined
      ? []
      : [{ kind: 'read', key: 'encounter', resourceType: 'Encounter', id: call.encounterId }];
  const coverage = [searchOf('Coverage')].flatMap((search) => search ?? []);
  const payors = coverageReads(order, chart, knowledge.payers);
  const places = siteReads(order, chart).filter((read) => read.key !== `Encounter/${call.encounterId}`);
  const pending = (requests: readonly ReadRequest[]): boolean =>
    requests.some((one) => chart.availability(one.key) === undefined);

  const failed = askGates(policy, subject).find(
    ({ result }) => result.standing === 'evaluated' && result.truth === 'not-met',
  );
  const context = [...medication, patient, ...encounter, ...coverage, ...payors, ...places];
  // What the drug is comes first: the chart of a patient is not read on the strength of a name alone.
  if (medication.length > 0) return failed ? medication : context;
  if (failed) {
    // What speaks against the order may itself still be incomplete.
    if (failed.gate.about === 'coverage' && pending([...coverage, ...payors]))
      return [...coverage, ...payors];
    if (failed.gate.about === 'site' && pending([...coverage, ...payors, ...places])) return context;
    return [];
  }
  if (pending(coverage)) return context;
  if (drug.outcome === 'AMBIGUOUS_MIXED' || drug.outcome === 'CONFLICT') {
    const decisive = ['Condition', 'Encounter'].flatMap((type) => searchOf(type) ?? []);
    return dependsOnChart(drug, tables) ? [...context, ...decisive] : [...context];
  }
  if (subject.coverage.truth !== 'met' && !pending(payors)) return context;
  return [...context, ...policy.needs, ...formReads(order, chart), ...medicationReads(chart)];
}

/** While the dispatched orders are read: what their answer needs if it needs anything, nothing of the chart. */
function readsAhead(call: HookCall, chart: Chart): readonly ReadRequest[] {
  const { about } = call;
  if (about.kind !== 'dispatch') return [];
  const coverage = [searchOf('Coverage')].flatMap((search) => search ?? []);
  return [patientRead(call), ...coverage, ...placeReads([{ reference: about.performer }], chart)];
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
  const references = WITH_MEDICATION.flatMap((type) =>
    chart.all(type).map((obtained) => ({
      obtained,
      reference: (obtained.resource as { medicationReference?: Reference }).medicationReference,
    })),
  );
  const suspects = chart.all('AdverseEvent').flatMap((obtained) =>
    list((obtained.resource as AdverseEvent).suspectEntity).map(({ instance }) => ({
      obtained,
      reference: instance,
    })),
  );
  const keys = [...references, ...suspects].flatMap(({ obtained, reference }) => {
    const target = readable(reference, chart);
    return target && !resolve(chart, reference, obtained) ? [`${target.resourceType}/${target.id}`] : [];
  });
  return [...new Set(keys)].slice(0, MAX_MEDICATIONS).map(readOf);
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
