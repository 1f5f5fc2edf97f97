/** Charts that answer what no scenario does, each with the items of the form that have to be filled in. */
import type { FhirResource, Observation, Procedure } from 'fhir/r4.js';
import { SYSTEM } from '../../src/core/terminology/systems.js';
import type { FormChart } from './form-courses.js';
import {
  chartOf,
  coded,
  diagnosis,
  ejectionFraction,
  given,
  infusionRecord,
  verification,
} from './scenarios/chart.js';
import { drugs } from './scenarios/drugs.js';
import { hospitalService, infusionOrder } from './scenarios/orders.js';

const P1 = { reference: 'Patient/p1' };

/** A patient on vedolizumab with severe cardiomyopathy, so that items 6 are asked. */
function impaired(title: string, chart: readonly FhirResource[], fills: FormChart['fills']): FormChart {
  return {
    title,
    draft: [infusionOrder(drugs.vedolizumab), hospitalService()],
    chart: chartOf(given(drugs.vedolizumab, '2025-08-13'), ...chart),
    fills,
  };
}

function observation(id: string, loinc: string, date: string, value: Partial<Observation>): Observation {
  return {
    resourceType: 'Observation',
    id,
    status: 'final',
    code: { coding: [{ system: SYSTEM.loinc, code: loinc }] },
    subject: P1,
    effectiveDateTime: date,
    ...value,
  };
}

const nyha = (id: string, snomed: string, date: string): Observation =>
  observation(id, '88020-3', date, { valueCodeableConcept: coded(SYSTEM.snomed, snomed) });
const fev1 = (id: string, date: string, value: Partial<Observation>): Observation =>
  observation(id, '20152-5', date, value);

const port: Procedure = {
  resourceType: 'Procedure',
  id: 'picc',
  status: 'completed',
  code: coded(SYSTEM.snomed, '428388009'),
  subject: P1,
  performedDateTime: '2025-05-05',
};

const heartFailure = [ejectionFraction(25, '2025-06-10'), diagnosis('I50.22')];

export const formCharts: readonly FormChart[] = [
  impaired(
    'an ejection fraction as a fraction of one',
    [ejectionFraction(0.25, '2025-06-10', { unit: '1', code: '1' })],
    {
      '6.7.1': [25],
      '6.7.2': ['2025-06-10'],
    },
  ),
  impaired('the later of two', [ejectionFraction(55, '2024-06-10'), ejectionFraction(25, '2025-06-10')], {
    '6.7.1': [25],
    '6.7.2': ['2025-06-10'],
  }),
  impaired(
    'one that is not final after one that is',
    [...heartFailure, { ...ejectionFraction(28, '2025-09-01'), status: 'preliminary' }],
    { '6.6': ['heart-failure'], '6.7.1': [], '6.7.2': [] },
  ),
  impaired(
    'one that was entered in error after one that counts',
    [...heartFailure, { ...ejectionFraction(55, '2025-09-01'), status: 'entered-in-error' }],
    { '6.7.1': [25] },
  ),
  impaired('a value of which only the month is known', [{ ...ejectionFraction(25, '2025-06') }], {
    '6.7.1': [25],
    '6.7.2': ['2025-06'],
  }),
  impaired('a bound instead of a value', [ejectionFraction(30, '2025-06-10', { comparator: '<' })], {
    '6.7.1': [],
    '6.7.2': [],
  }),
  impaired(
    'a value in words',
    [...heartFailure.slice(1), observation('words', '10230-1', '2025-06-10', { valueString: 'EF 25-28 %' })],
    { '6.7.1': [28] },
  ),
  impaired(
    'class III after class II',
    [...heartFailure, nyha('n2', '421704003', '2025-01-10'), nyha('n3', '420913000', '2025-08-10')],
    { '6.8': ['nyha-3'] },
  ),
  impaired(
    'lung function, home oxygen and an old infarction',
    [
      ...heartFailure,
      fev1('f1', '2025-05-02', { valueQuantity: { value: 28, unit: '%', code: '%' } }),
      diagnosis('Z99.81'),
      diagnosis('I21.4', { onsetDateTime: '2024-12-01' }),
    ],
    { '6.6': ['heart-failure', 'respiratory-failure'], '6.9.1': [28], '6.9.2': [true] },
  ),
  impaired(
    'a recent infarction that is over, and what is resolved, refuted or unsure',
    [
      ...heartFailure,
      diagnosis('I21.4', { onsetDateTime: '2025-06-01', clinicalStatus: status('resolved') }),
      diagnosis('I48.0', { clinicalStatus: status('resolved') }),
      diagnosis('I27.20', { verificationStatus: verification('refuted') }),
      diagnosis('J96.10', { verificationStatus: verification('provisional') }),
    ],
    { '6.6': ['heart-failure', 'mi-recent'] },
  ),
  {
    title: 'a volume, and dialysis',
    draft: [
      infusionOrder(drugs.vedolizumab, {
        dosageInstruction: [
          {
            timing: { repeat: { boundsPeriod: { start: '2025-10-08' } } },
            route: coded(SYSTEM.snomed, '47625008'),
            doseAndRate: [{ doseQuantity: { value: 0.25, unit: 'L', code: 'L' } }],
          },
        ],
      }),
      hospitalService(),
    ],
    chart: chartOf(given(drugs.vedolizumab, '2025-08-13'), diagnosis('N18.6'), diagnosis('Z99.2')),
    fills: { '6.10.1': [250], '6.10.2': [true] },
  },
  impaired(
    'a diagnosis in words, and one that is only suspected',
    [
      diagnosis('x', { code: { text: 'Congestive heart failure' } }),
      diagnosis('I20.0', { verificationStatus: verification('provisional') }),
    ],
    { '6.6': [] },
  ),
  impaired('kidney failure without dialysis', [diagnosis('N18.6')], { '6.10.2': [] }),
  impaired('a line that was placed this year', [port, diagnosis('Z45.2')], { '6.4': [true] }),
  impaired(
    'a line that was placed years ago',
    [{ ...port, performedDateTime: '2020-05-05' }, diagnosis('I87.8')],
    {
      '6.4': [],
    },
  ),
  impaired(
    'a test of cognition',
    [
      diagnosis('F03.90'),
      observation('m1', '72172-0', '2025-03-03', { valueQuantity: { value: 14, unit: '{score}' } }),
    ],
    { '6.11.1': ['Total score [MoCA] 14, 2025-03-03'] },
  ),
  impaired(
    'notes: current ones of half a year, whatever they are called',
    [
      ...heartFailure,
      infusionRecord('2025-08-13', '34746-8'),
      infusionRecord('2025-04-09'),
      infusionRecord('2025-04-07'),
      { ...infusionRecord('2025-09-01'), status: 'superseded' },
      { ...infusionRecord('2025-09-02'), docStatus: 'preliminary' },
    ],
    { '6.19': ['DocumentReference/record-2025-04-09', 'DocumentReference/record-2025-08-13'] },
  ),
  impaired(
    'more notes than anybody reads: the latest ten',
    [
      ...heartFailure,
      ...[
        '09-28',
        '05-01',
        '05-02',
        '05-03',
        '05-04',
        '05-05',
        '05-06',
        '05-07',
        '05-08',
        '05-09',
        '05-10',
      ].map((day) => infusionRecord(`2025-${day}`)),
    ],
    {
      '6.19': ['09-28', '05-02', '05-03', '05-04', '05-05', '05-06', '05-07', '05-08', '05-09', '05-10'].map(
        (day) => `DocumentReference/record-2025-${day}`,
      ),
    },
  ),
];

function status(code: string) {
  return coded('http://terminology.hl7.org/CodeSystem/condition-clinical', code);
}
