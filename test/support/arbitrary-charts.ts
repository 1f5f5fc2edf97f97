/** Charts as they may come: statuses that are missing or odd, dates that are partial, values in every form, for property tests. */
import fc from 'fast-check';
import type {
  Condition,
  DocumentReference,
  FhirResource,
  Observation,
  Procedure,
  ServiceRequest,
} from 'fhir/r4.js';
import { SYSTEM } from '../../src/core/terminology/systems.js';
import { anyCourse, anyOccurrence } from './arbitrary-orders.js';
import { chartOf, coded, given } from './scenarios/chart.js';
import { drugs } from './scenarios/drugs.js';
import { homeContinuation, hospitalService, infusionOrder } from './scenarios/orders.js';
import type { Situation } from './scenarios/request.js';

const P1 = { reference: 'Patient/p1' };
const from = fc.constantFrom;
const DATES = [
  '2025-06-10',
  '2025-06',
  '2025',
  '2025-04-08',
  '2025-04-07',
  '2024-10-08',
  '2023-10-08',
  '2025-10-08',
  '2025-12-01',
  '2025-06-10T08:00:00-04:00',
  '2025-06-10T23:30:00-04:00',
  '2025-06-11T01:00:00Z',
] as const;
const date = from(...DATES);
const some = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

const visit = some(from({ reference: 'Encounter/v1' }, { reference: 'Encounter/nowhere' }));
const visits = fc.constant<readonly FhirResource[]>([
  {
    resourceType: 'Encounter',
    id: 'v1',
    status: 'finished',
    class: { code: 'AMB' },
    subject: P1,
    period: { start: '2025-05-20T09:00:00-04:00' },
  },
]);

/** Members without a value are not there. */
function resources<T extends FhirResource>(
  resourceType: T['resourceType'],
  members: Record<string, fc.Arbitrary<unknown>>,
  most: number,
): fc.Arbitrary<readonly FhirResource[]> {
  return fc.array(fc.record(members), { maxLength: most }).map((list) =>
    list.map((one, index) => {
      const resource = { resourceType, id: `${resourceType.toLowerCase()}-${index}`, subject: P1, ...one };
      return JSON.parse(JSON.stringify(resource)) as FhirResource;
    }),
  );
}

const status = (...codes: readonly string[]) =>
  some(
    fc.oneof(
      from(...codes).map((code) => coded('urn:x', code)),
      from({ text: 'Active' }, { text: 'odd' }),
    ),
  );

const conditions = resources<Condition>(
  'Condition',
  {
    code: from(
      'I50.22',
      'I20.0',
      'I21.4',
      'J96.10',
      'Z99.81',
      'I27.20',
      'I48.0',
      'Z99.2',
      'N18.6',
      'Z45.2',
      'Z95.828',
    ).map((code) => coded(SYSTEM.icd10cm, code)),
    clinicalStatus: status('active', 'active', 'resolved', 'remission', 'odd'),
    verificationStatus: status('confirmed', 'confirmed', 'provisional', 'refuted', 'entered-in-error'),
    category: some(from([{ text: 'problem' }], [coded('urn:x', 'problem-list-item')])),
    onsetDateTime: some(date),
    recordedDate: some(date),
    encounter: visit,
    abatementDateTime: fc.option(date, { nil: undefined, freq: 9 }),
  },
  5,
);

const quantity = fc.record({
  value: from(25, 28.5, 0.25, 1, 14, 201, 0),
  unit: some(from('%', '1', 'percent', '{score}', 'mL')),
  comparator: fc.option(from('<', '>='), { nil: undefined, freq: 9 }),
});
const observations = resources<Observation>(
  'Observation',
  {
    status: from('final', 'final', 'final', 'corrected', 'preliminary', 'entered-in-error', 'unknown'),
    code: from('10230-1', '8806-2', '20152-5', '72172-0').map((code) => coded(SYSTEM.loinc, code)),
    effectiveDateTime: some(date),
    issued: some(from('2025-05-05T10:00:00Z')),
    encounter: visit,
    valueQuantity: some(quantity),
  },
  5,
);
const wordyObservations = resources<Observation>(
  'Observation',
  {
    id: from('wordy'),
    status: from('final', 'amended'),
    code: from('10230-1', '20152-5').map((code) => coded(SYSTEM.loinc, code)),
    effectiveDateTime: date,
    valueString: from(
      '25 %',
      'EF 25-28 %',
      '<30%',
      '20 %, down from 55 %',
      'about 0.3',
      '25 to 30 %',
      'poor',
      '12/30',
    ),
  },
  1,
);
const classes = resources<Observation>(
  'Observation',
  {
    id: from('class'),
    status: from('final', 'preliminary'),
    code: from(coded(SYSTEM.loinc, '88020-3')),
    effectiveDateTime: date,
    valueCodeableConcept: from('421704003', '420913000', '422293003').map((code) =>
      coded(SYSTEM.snomed, code),
    ),
  },
  1,
);

const documents = resources<DocumentReference>(
  'DocumentReference',
  {
    status: from('current', 'current', 'superseded'),
    docStatus: some(from('final', 'preliminary', 'odd')),
    type: from('11506-3', '34746-8', '57133-1', '99999-9').map((code) => coded(SYSTEM.loinc, code)),
    date: some(from('2025-03-15T10:00:00Z', '2025-04-15T10:00:00Z', '2025-08-15T10:00:00Z')),
    content: from([{ attachment: { contentType: 'application/pdf' } }], [{ attachment: {} }]),
  },
  4,
);
const procedures = resources<Procedure>(
  'Procedure',
  {
    status: from('completed', 'in-progress', 'not-done', 'unknown'),
    code: from(coded(SYSTEM.snomed, '428388009'), coded(SYSTEM.cpt, '36558')),
    performedDateTime: some(date),
    encounter: visit,
  },
  2,
);

/** A first dose, or a later one for a patient with a history. */
export const anySituation: fc.Arbitrary<Situation> = fc
  .record({
    differences: anyCourse,
    occurrence: anyOccurrence,
    isFirst: fc.boolean(),
    history: fc.tuple(visits, conditions, observations, wordyObservations, classes, documents, procedures),
  })
  .map(({ differences, occurrence, isFirst, history }) => ({
    draft: [
      infusionOrder(isFirst ? drugs.infliximab : drugs.vedolizumab, differences),
      { ...undatedService, ...occurrence },
      homeContinuation(),
    ],
    chart: isFirst ? chartOf() : chartOf(given(drugs.vedolizumab, '2025-08-13'), ...history.flat()),
  }));

/** The service at the hospital, without its day. */
const undatedService: ServiceRequest = { ...hospitalService() };
delete undatedService.occurrenceDateTime;
