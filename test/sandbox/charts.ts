/** The charts behind the sandbox's stories: those of the scenarios, and more; each with the made-up person it is about. */
import type { FhirResource, Patient } from 'fhir/r4.js';
import { without } from '../../src/sandbox/without.js';
import { scenarios } from '../support/scenarios/all.js';
import {
  chartOf,
  coverage,
  diagnosis,
  ejectionFraction,
  given,
  patient,
  premedicated,
  severeReaction,
  surroundings,
} from '../support/scenarios/chart.js';
import { drugs } from '../support/scenarios/drugs.js';
import { relocate } from '../support/scenarios/relocate.js';
import type { Situation } from '../support/scenarios/request.js';

/** What the embedded server does not give out of a patient's chart, see src/sandbox/fhir-api.ts. */
export const REFUSALS = 'urn:site-of-care-cds:sandbox-refuses';
/** What a patient is for, to whoever looks at the list of patients. */
const PURPOSE = 'urn:site-of-care-cds:sandbox-story';

interface StoryChart {
  /** Ids of its resources begin with this. */
  readonly prefix: string;
  readonly purpose: string;
  readonly name: readonly [given: string, family: string, gender?: Patient['gender']];
  readonly chart: Situation['chart'];
  readonly refuses?: string;
}

const NAMES: Readonly<Record<string, StoryChart['name']>> = {
  T01: ['Amara', 'Lindgren', 'female'],
  T02: ['Jonas', 'Pettway', 'male'],
  T03: ['Celeste', 'Okonjo', 'female'],
  T04: ['Marcus', 'Thibault', 'male'],
  T06: ['Walter', 'Hennigan', 'male'],
  T08: ['Priya', 'Calloway', 'female'],
  T10: ['Nadia', 'Brookshire', 'female'],
  T11: ['Theo', 'Vanterpool', 'male'],
  T12: ['Ingrid', 'Sallow', 'female'],
  T14: ['Rosalind', 'Achterberg', 'female'],
  T16: ['Dominic', 'Farrow', 'male'],
  T17: ['Helene', 'Marchetti', 'female'],
  T18: ['Oscar', 'Winfield', 'male'],
  T19: ['Beatrix', 'Amundsen', 'female'],
  T20: ['Lyle', 'Castellan', 'male'],
  T21: ['Mirabel', 'Stroud', 'female'],
  T22: ['Edwin', 'Parrish', 'male'],
  T23: ['Sunniva', 'Delacroix', 'female'],
  X03: ['Hollis', 'Tarkenton', 'male'],
  X05: ['Augusta', 'Remington', 'female'],
};

/** What a chart's codes mean, so that people need not look them up. */
const MEANINGS: Readonly<Record<string, string>> = {
  'I50.22': 'Chronic systolic heart failure',
  'I50.23': 'Acute on chronic systolic heart failure',
  'F03.C0': 'Severe dementia, cause unspecified',
  'F40.231': 'Fear of injections and transfusions',
  'R45.1': 'Restlessness and agitation',
  'T88.6XXA': 'Anaphylactic reaction to a drug given correctly',
  'Z74.2': 'Nobody at home able to give care',
  '10230-1': 'Left ventricular ejection fraction',
  '39579001': 'Anaphylaxis',
};

const dose = given(drugs.infliximab, '2025-08-13');
const june = given(drugs.infliximab, '2025-06-11', { effectiveDateTime: '2025-06-11T09:00:00-04:00' });
const august = given(drugs.infliximab, '2025-08-13', { effectiveDateTime: '2025-08-13T09:00:00-04:00' });

const further: readonly StoryChart[] = [
  {
    prefix: 'hf45-',
    purpose: 'heart failure with an ejection fraction of 45 %',
    name: ['Raymond', 'Oakhurst', 'male'],
    chart: chartOf(
      ejectionFraction(45, '2025-06-10'),
      diagnosis('I50.22'),
      ...['2025-04-16', '2025-06-11', '2025-08-13'].map((date) => given(drugs.vedolizumab, date)),
    ),
  },
  {
    prefix: 'tolerated-',
    purpose: 'a severe reaction once, and the next dose tolerated with pre-medication',
    name: ['Gideon', 'Marsh', 'male'],
    chart: chartOf(
      ...premedicated('2025-06-11'),
      june,
      severeReaction('2025-06-11', june),
      ...premedicated('2025-08-13'),
      august,
    ),
  },
  {
    prefix: 'alone-',
    purpose: 'nobody at home who can help',
    name: ['Viola', 'Ashgrove', 'female'],
    chart: chartOf(diagnosis('Z74.2'), dose),
  },
  {
    prefix: 'cognition-',
    purpose: 'severe dementia with agitation',
    name: ['Clement', 'Yarborough', 'male'],
    chart: chartOf(diagnosis('F03.C0'), diagnosis('R45.1'), dose),
  },
  {
    prefix: 'expired-',
    purpose: 'coverage that has ended',
    name: ['Paulette', 'Greer', 'female'],
    chart: [
      patient(),
      coverage({ period: { start: '2024-01-01', end: '2025-08-31' } }),
      ...surroundings,
      dose,
    ],
  },
  {
    prefix: 'hidden-',
    purpose: 'an EHR that does not give diagnoses out',
    name: ['Sterling', 'Bowditch', 'male'],
    chart: chartOf(diagnosis('I50.23', { recordedDate: '2025-09-02' }), dose),
    refuses: 'Condition',
  },
  {
    prefix: 'markup-',
    purpose: 'a name that a careless page would take for markup',
    name: ['<b>Bobbie</b>', 'O’Neil & <i>Sons</i>'],
    chart: chartOf(dose),
  },
];

const nameless: StoryChart = {
  prefix: 'nameless-',
  purpose: 'a patient without a name',
  name: ['', ''],
  chart: chartOf(dose),
};

/** Every chart under ids of its own, ready to be put on one server. */
export function demoCharts(): readonly FhirResource[] {
  const ofScenarios = scenarios.map(({ id, title, chart }): StoryChart => ({
    prefix: `${id.toLowerCase()}-`,
    purpose: title,
    name: NAMES[id] ?? ['', ''],
    chart,
  }));
  return [...ofScenarios, ...further, nameless].flatMap((story) =>
    relocate({ draft: [], chart: story.chart }, story.prefix).chart.map((resource) =>
      resource.resourceType === 'Patient' ? person(resource, story) : explained(resource),
    ),
  );
}

/** The resource with a display beside each code that has a meaning above. */
function explained<T>(value: T): T {
  if (Array.isArray(value)) return value.map(explained) as T;
  if (typeof value !== 'object' || value === null) return value;
  const { code, display } = value as { code?: unknown; display?: unknown };
  const meaning = typeof code === 'string' && display === undefined ? MEANINGS[code] : undefined;
  const elements = Object.entries(value).map(([name, inner]) => [name, explained(inner)] as const);
  return { ...Object.fromEntries(elements), ...(meaning !== undefined && { display: meaning }) } as T;
}

function person(
  resource: Patient,
  { prefix, name: [first, family, gender], purpose, refuses }: StoryChart,
): Patient {
  const number = `DEMO-${prefix.slice(0, -1).toUpperCase()}`;
  return {
    ...without(resource, ['name', 'identifier']),
    ...(gender && { gender }),
    meta: {
      tag: [
        { system: PURPOSE, display: purpose },
        ...(refuses === undefined ? [] : [{ system: REFUSALS, code: refuses }]),
      ],
    },
    identifier: [{ system: 'urn:site-of-care-cds:sandbox-patients', value: number }],
    ...(family !== '' && { name: [{ use: 'official', family, given: [first] }] }),
  };
}
