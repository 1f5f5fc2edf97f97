/** The embedded FHIR server as the sandbox starts it: with a made-up patient for each scenario of the policy (sandbox/demo-patients.json). */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../knowledge/load.js';
import { FhirApi } from './fhir-api.js';
import { FhirStore } from './fhir-store.js';

/** Types the scenarios hold; whoever loads others finds them too. */
const TYPES = [
  'AdverseEvent',
  'AllergyIntolerance',
  'ClaimResponse',
  'Condition',
  'Coverage',
  'DocumentReference',
  'Encounter',
  'Location',
  'Medication',
  'MedicationAdministration',
  'MedicationDispense',
  'MedicationRequest',
  'MedicationStatement',
  'Observation',
  'Organization',
  'Patient',
  'Practitioner',
  'PractitionerRole',
  'Procedure',
  'QuestionnaireResponse',
  'RelatedPerson',
  'ServiceRequest',
  'Task',
];

/** The day the scenarios are written for. */
const WRITTEN_FOR = Date.UTC(2025, 9, 1);
const DAY_MS = 86_400_000;
const WITH_DAY = /^(\d{4}-\d{2}-\d{2})($|T)/;

/**
 * @param today the charts are moved in time, so that what was last month in the scenario is last month now
 * @throws Error when the file is missing or no JSON
 */
export function embeddedFhir(today: Date): FhirApi {
  const days = Math.round((today.getTime() - WRITTEN_FOR) / DAY_MS - 0.5);
  const text = readFileSync(join(projectRoot, 'sandbox/demo-patients.json'), 'utf8');
  const store = new FhirStore();
  store.load(JSON.parse(text, (_name, value: unknown) => moved(value, days)) as object);
  return new FhirApi(store, { types: TYPES, pageSize: 200, maxResources: 20_000 });
}

/** A date or dateTime so many days later; anything else as it is. */
function moved(value: unknown, days: number): unknown {
  const day = typeof value === 'string' ? WITH_DAY.exec(value)?.[1] : undefined;
  if (typeof value !== 'string' || day === undefined) return value;
  const then = new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);
  return `${then}${value.slice(day.length)}`;
}
