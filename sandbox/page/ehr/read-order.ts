/** An order as a person reads it: drug, place, dates. EHR data can be anything, so every element may be missing. */
import { isObject, keyOf, list, orderResources, text, type Resource } from './resources.js';
import type { HookRequest } from '../api/sandbox.js';

export interface OrderLine {
  readonly key: string;
  readonly kind: 'drug' | 'visit' | 'appointment';
  readonly title: string;
  /** Label and value. */
  readonly facts: readonly (readonly [string, string])[];
  readonly resource: Resource;
}

/** CMS place of service codes the sandbox and the service use. */
const PLACES: Readonly<Record<string, string>> = {
  '11': 'office (11)',
  '12': 'home (12)',
  '19': 'off-campus outpatient hospital (19)',
  '22': 'outpatient hospital (22)',
  '24': 'ambulatory surgical center (24)',
  '49': 'independent clinic (49)',
};

export function readOrder(request: HookRequest): readonly OrderLine[] {
  return orderResources(request).flatMap((resource): readonly OrderLine[] => {
    const line = (kind: OrderLine['kind'], title: string, facts: Facts): readonly OrderLine[] => [
      { key: keyOf(resource), kind, title, facts: known(facts), resource },
    ];
    switch (resource.resourceType) {
      case 'MedicationRequest':
        return line('drug', drugOf(resource), drugFacts(resource));
      case 'ServiceRequest':
        return line('visit', conceptOf(resource['code']) ?? 'Visit', visitFacts(resource));
      case 'Appointment':
        return line('appointment', 'Appointment', [
          ['Status', text(resource['status'])],
          ['When', text(resource['start'])?.slice(0, 10)],
          ['Where', actorOf(resource)],
        ]);
      default:
        return [];
    }
  });
}

type Facts = readonly (readonly [string, string | undefined])[];

function known(facts: Facts): OrderLine['facts'] {
  return facts.flatMap(([label, value]) => (value === undefined ? [] : [[label, value] as const]));
}

function drugOf(resource: Resource): string {
  const reference = resource['medicationReference'];
  return (
    conceptOf(resource['medicationCodeableConcept']) ??
    (isObject(reference) ? text(reference['display']) : undefined) ??
    'a drug without a name'
  );
}

function drugFacts(resource: Resource): Facts {
  const [dosage] = list(resource['dosageInstruction']);
  const { route, timing } = isObject(dosage) ? dosage : {};
  const repeat = isObject(timing) && isObject(timing['repeat']) ? timing['repeat'] : {};
  const notes = list(resource['note']).flatMap((note) => (isObject(note) ? (text(note['text']) ?? []) : []));
  return [
    ['Route', conceptOf(route)],
    ['When', periodOf(repeat['boundsPeriod'])],
    ['Note', notes.join('; ') || undefined],
  ];
}

function visitFacts(resource: Resource): Facts {
  const performers = list(resource['performer']);
  const locations = list(resource['locationReference']);
  const display = [...performers, ...locations]
    .map((one) => (isObject(one) ? text(one['display']) : undefined))
    .find((one) => one !== undefined);
  const kind =
    list(resource['locationCode']).map(placeOf).find(Boolean) ?? conceptOf(resource['performerType']);
  return [
    ['Where', [display, kind].filter(Boolean).join(', ') || undefined],
    ['When', text(resource['occurrenceDateTime']) ?? periodOf(resource['occurrencePeriod'])],
  ];
}

/** The kind of an infusion center is told by its taxonomy: its place of service is an office's. */
function placeOf(concept: unknown): string | undefined {
  if (!isObject(concept)) return undefined;
  const [coding] = list(concept['coding']);
  const { code, display } = isObject(coding) ? coding : {};
  return (text(code) && PLACES[String(code)]) ?? text(display);
}

/** Codes of visits that have no words in the order. */
const VISITS: Readonly<Record<string, string>> = {
  '96365': 'Infusion visit (CPT 96365)',
  '99601': 'Home infusion visit (CPT 99601)',
};

function conceptOf(concept: unknown): string | undefined {
  if (!isObject(concept)) return undefined;
  const [coding] = list(concept['coding']);
  const { code, display } = isObject(coding) ? coding : {};
  return text(concept['text']) ?? text(display) ?? VISITS[String(code)] ?? text(code);
}

function periodOf(period: unknown): string | undefined {
  if (!isObject(period)) return undefined;
  const start = text(period['start']);
  const end = text(period['end']);
  if (start === undefined) return end && `until ${end}`;
  return end === undefined ? `from ${start}` : `${start} to ${end}`;
}

function actorOf(appointment: Resource): string | undefined {
  return list(appointment['participant'])
    .map((one) => (isObject(one) && isObject(one['actor']) ? text(one['actor']['display']) : undefined))
    .find((one) => one !== undefined);
}
