/**
 * What to read next for a call, given what is known: a pure function, asked again after each round of reads until it wants nothing.
 * An order of an unlisted drug, or one that a gate puts outside the policy, wants nothing at all.
 *
 * Rounds: the order's own context (patient, coverage, places) → the chart → the drugs that chart entries only refer to.
 */
import type { HookCall } from './call.js';
import type { Chart, ReadRequest } from './chart/chart.js';
import { list } from './chart/read.js';
import { readable, resolve } from './chart/references.js';
import { coverageReads } from './coverage/resolve.js';
import { dependsOnChart } from './drug/depends-on-chart.js';
import type { AdverseEvent, Reference } from './fhir.js';
import type { Knowledge } from './knowledge.js';
import { askGates } from './policy/evaluate.js';
import { mergeReads, searchOf } from './policy/reads.js';
import { siteReads } from './site/reads.js';
import { subjectsOf, type GovernedSubject } from './subjects.js';

/** Medications read for entries that name their drug only by reference; more would cost more than they tell. */
const MAX_MEDICATIONS = 20;

/** At most this many rounds; what is still unread then stays unknown. */
export const MAX_ROUNDS = 3;

export function nextReads(call: HookCall, chart: Chart, knowledge: Knowledge): readonly ReadRequest[] {
  const { subjects } = subjectsOf(call, chart, knowledge);
  const wanted = subjects.flatMap((governed) => readsFor(governed, call, chart, knowledge));
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

  const patient: ReadRequest = { kind: 'read', key: 'patient', resourceType: 'Patient', id: call.patientId };
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
  return [...context, ...policy.needs, ...medicationReads(chart)];
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

function readOf(key: string): ReadRequest {
  const [resourceType, id] = key.split('/') as [string, string];
  return { kind: 'read', key, resourceType, id };
}
