/** Courses as an order may state them: by periods, days, counts or intervals, for property tests. */
import fc from 'fast-check';
import type { MedicationRequest, ServiceRequest, Timing } from 'fhir/r4.js';
import { SYSTEM } from '../../src/core/terminology/systems.js';
import { coded } from './scenarios/chart.js';

const from = fc.constantFrom;
const some = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

const repeat: fc.Arbitrary<Timing['repeat']> = fc
  .record({
    boundsPeriod: some(
      fc.record({
        start: some(from('2025-10-08', '2025-10-10', '2025-10')),
        end: some(from('2025-11-04', '2025-11-05', '2025-11', '2026-10-07')),
      }),
    ),
    boundsDuration: some(
      from({ value: 4, code: 'wk' }, { value: 28, unit: 'days' }, { value: 1, unit: 'Month' }),
    ),
    count: some(fc.integer({ min: 1, max: 4 })),
    period: some(from(1, 2, 0.5)),
    periodUnit: from('wk', 'mo', 'd'),
    frequency: some(from(1, 2)),
  })
  .map(({ boundsDuration, ...one }) => (one.boundsPeriod ? one : { ...one, boundsDuration }));
const dosage = fc.record({
  timing: fc.record({ repeat: some(repeat), event: some(from(['2025-10-08', '2025-10-22'], ['2025-10'])) }),
  route: from(coded(SYSTEM.snomed, '47625008')),
  doseAndRate: some(
    from({ value: 250, unit: 'mL' }, { value: 0.25, code: 'L' }, { value: 300, code: 'mg' }).map(
      (doseQuantity) => [{ doseQuantity }],
    ),
  ),
});
const dispenseRequest = fc.record({
  validityPeriod: some(from({ start: '2025-10-08', end: '2025-10-20' }, { end: '2025-12-20' })),
  expectedSupplyDuration: some(from({ value: 7, code: 'd' }, { value: 2, unit: 'weeks' })),
  numberOfRepeatsAllowed: some(fc.integer({ min: 0, max: 3 })),
});
/** How a drug is ordered: doses, their days, a dispense. */
export const anyCourse: fc.Arbitrary<Partial<MedicationRequest>> = fc
  .record({
    dosageInstruction: fc.array(dosage, { minLength: 1, maxLength: 2 }),
    dispenseRequest: some(dispenseRequest),
  })
  .map((differences) => JSON.parse(JSON.stringify(differences)) as Partial<MedicationRequest>);
/** When the service takes place. */
export const anyOccurrence: fc.Arbitrary<Partial<ServiceRequest>> = fc.constantFrom(
  {},
  { occurrenceDateTime: '2025-10-15' },
  { occurrencePeriod: { start: '2025-10-15', end: '2025-11-01' } },
);
