/** First doses, ordered in every way a course can be stated, each with the items of the form that have to be filled in. */
import type { MedicationRequest, Timing } from 'fhir/r4.js';
import { SYSTEM } from '../../src/core/terminology/systems.js';
import { chartOf, coded } from './scenarios/chart.js';
import { drugs } from './scenarios/drugs.js';
import { homeContinuation, hospitalService, infusionOrder } from './scenarios/orders.js';
import type { Situation } from './scenarios/request.js';

export interface FormChart extends Situation {
  readonly title: string;
  /** By linkId, the values that are filled in; an empty list: nothing may be. */
  readonly fills: Readonly<Record<string, readonly unknown[]>>;
}

function firstDose(
  title: string,
  timing: Timing,
  fills: FormChart['fills'],
  differences: Partial<MedicationRequest> = {},
): FormChart {
  const dosageInstruction = [{ timing, route: coded(SYSTEM.snomed, '47625008') }];
  const order = infusionOrder(drugs.infliximab, { dosageInstruction, ...differences });
  return { title, draft: [order, hospitalService(), homeContinuation()], chart: chartOf(), fills };
}

export const formCourses: readonly FormChart[] = [
  firstDose(
    'a count of doses and a period in weeks',
    { repeat: { boundsDuration: { value: 4, unit: 'weeks', code: 'wk' }, count: 3 } },
    { '5.4.1': [3], '5.4.2': ['2025-11-04'] },
  ),
  firstDose(
    'three doses at an interval, which take a day too long',
    { repeat: { count: 3, frequency: 1, period: 2, periodUnit: 'wk' } },
    { '5.4.1': [3], '5.4.2': [] },
  ),
  firstDose(
    'two doses at an interval',
    { repeat: { count: 2, frequency: 1, period: 2, periodUnit: 'wk' } },
    { '5.4.1': [2], '5.4.2': ['2025-10-22'] },
  ),
  firstDose(
    'single days',
    { event: ['2025-10-08', '2025-10-22'] },
    { '5.4.1': [2], '5.4.2': ['2025-10-22'] },
  ),
  firstDose(
    'a dispense window',
    {},
    { '5.4.2': ['2025-10-20'] },
    { dispenseRequest: { validityPeriod: { start: '2025-10-08', end: '2025-10-20' } } },
  ),
  firstDose(
    'a supply with a refill',
    {},
    { '5.4.2': ['2025-10-21'] },
    { dispenseRequest: { expectedSupplyDuration: { value: 7, code: 'd' }, numberOfRepeatsAllowed: 1 } },
  ),
  firstDose(
    'a month, which is longer than 28 days',
    { repeat: { boundsDuration: { value: 1, code: 'mo' } } },
    { '5.4.1': [], '5.4.2': [] },
  ),
  firstDose(
    'doses without an end',
    { repeat: { boundsPeriod: { start: '2025-10-08' }, frequency: 1, period: 8, periodUnit: 'wk' } },
    { '5.4.1': [], '5.4.2': [] },
  ),
];
