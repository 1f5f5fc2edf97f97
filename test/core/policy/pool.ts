/** Charts to try the whole policy on: entries each of which matters to some criterion, and orders that differ. */
import type { FhirResource } from 'fhir/r4.js';
import type { Situation } from '../../support/decide.js';
import {
  coded,
  diagnosis,
  ejectionFraction,
  given,
  infusionRecord,
  premedicated,
} from '../../support/scenarios/chart.js';
import { drugs } from '../../support/scenarios/drugs.js';
import { homeContinuation, hospitalService, infusionOrder, planned } from '../../support/scenarios/orders.js';
import {
  allergy,
  ANAPHYLAXIS,
  billed,
  caregiver,
  dispensed,
  form,
  INFLIXIMAB,
  infusion,
  livingIn,
  listed,
  observation,
  PEANUT,
  quantity,
  reaction,
  rejected,
  RURAL_ZIP,
  stated,
  visit,
  WHY,
} from './support.js';

const { infliximab } = drugs;
const resolved = { clinicalStatus: coded('urn:x', 'resolved') };
const MILD = {
  severity: coded('http://terminology.hl7.org/CodeSystem/adverse-event-severity', 'mild'),
  extension: [],
};

/** Entries each of which matters to some criterion, for or against it. */
export const POOL: readonly FhirResource[] = [
  livingIn(RURAL_ZIP),
  diagnosis('I50.23', { onsetDateTime: '2025-08-01' }),
  diagnosis('I50.22'),
  diagnosis('E87.70', { ...resolved, onsetDateTime: '2025-03-01' }),
  diagnosis('Z74.2'),
  diagnosis('Z60.2'),
  diagnosis('Z75.0'),
  diagnosis('I87.8'),
  diagnosis('F03.C0'),
  diagnosis('Z91.83'),
  diagnosis('F20.0'),
  diagnosis('R56.9', { onsetDateTime: '2025-06-11' }),
  diagnosis('T88.6XXA', { onsetDateTime: '2025-04-16', verificationStatus: coded('urn:x', 'provisional') }),
  ejectionFraction(25, '2025-03-10'),
  ejectionFraction(55, '2025-06-10'),
  { ...ejectionFraction(20, '2025-09-01'), status: 'preliminary' },
  observation('33914-3', '2025-09-01', quantity(25, 'mL/min')),
  observation('33914-3', '2025-05-01', quantity(25, 'mL/min')),
  allergy(INFLIXIMAB, ANAPHYLAXIS, { id: 'to-drug' }),
  allergy(PEANUT, ANAPHYLAXIS, { id: 'to-peanut' }),
  allergy(INFLIXIMAB, undefined, { id: 'untold' }),
  ...premedicated('2025-06-11'),
  infusion('2025-06-11'),
  infusion('2025-08-13'),
  ...premedicated('2025-08-13'),
  given(infliximab, '2025-03-03'),
  given(infliximab, '2024-10-08', { status: 'unknown' }),
  reaction('2025-06-11'),
  reaction('2025-04-16', MILD),
  billed('J1745', '2025-08-14'),
  billed('36561', '2025-05-01'),
  visit('AMB', '2024-01-01'),
  visit('AMB', '2025-09-20'),
  visit('EMER', '2025-06-11T11:00:00-04:00'),
  caregiver(),
  rejected('MedicationRequest/old'),
  dispensed(infliximab, '2025-09-20', { status: 'declined' }),
  infusionRecord('2025-08-13'),
  form({ '6.1': ['venous'], '6.3': 'no', '7.8': 'none', '9.1': 'need', '9.2': 'attached', ...WHY }),
];

/** Doses and orders that only these sources know. */
export const PROVES_NO_ABSENCE: readonly FhirResource[] = [
  dispensed(infliximab, '2025-05-01'),
  stated(infliximab, { effectivePeriod: { start: '2024-01-01' } }),
  infusionOrder(infliximab, { id: 'old', status: 'completed' }),
];

const shortWithPlan: Situation = {
  order: { dosageInstruction: planned('2025-10-08', '2025-11-04') },
  services: [hospitalService(), homeContinuation()],
};
/** A plain order, a short one with a plan, and others by which other criteria come into play. */
export const BASES: readonly Situation[] = [
  {},
  shortWithPlan,
  { ...shortWithPlan, drug: drugs.rituximab },
  { order: { note: [{ text: 'all doses at the hospital' }] } },
  { drug: listed('J2357') },
];
