/** The embedded FHIR server as the sandbox offers it: with made-up patients for its stories (sandbox/demo-patients.json). */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHART_TYPES } from '../ehr/chart-types.js';
import { projectRoot } from '../knowledge/load.js';
import { FhirApi, type FhirCall, type FhirReply } from './fhir-api.js';
import { FhirStore } from './fhir-store.js';

/** The day the scenarios are written for. */
const WRITTEN_FOR = Date.UTC(2025, 9, 1);
const DAY_MS = 86_400_000;
const WITH_DAY = /^(\d{4}-\d{2}-\d{2})($|T)/;
const FILE = join(projectRoot, 'sandbox/demo-patients.json');

/** Loaded at the first question, so that a service nobody tries starts as fast as without. */
export class EmbeddedFhir {
  readonly #clock: () => Date;
  readonly #store = new FhirStore();
  readonly #api = new FhirApi(this.#store, { types: CHART_TYPES, pageSize: 200, maxResources: 20_000 });
  #movedTo: number | undefined;

  constructor(clock: () => Date) {
    this.#clock = clock;
  }

  /** @throws Error when sandbox/demo-patients.json is missing or no JSON */
  answer(call: FhirCall): FhirReply {
    this.#keepUp();
    return this.#api.answer(call);
  }

  /**
   * The charts are moved in time, so that what was last month in the scenario is last month now. They are moved on every
   * new day, which undoes changes to them; what was added beside them stays.
   */
  #keepUp(): void {
    const days = Math.round((this.#clock().getTime() - WRITTEN_FOR) / DAY_MS - 0.5);
    if (days === this.#movedTo) return;
    const text = readFileSync(FILE, 'utf8');
    this.#store.load(JSON.parse(text, (_name, value: unknown) => moved(value, days)) as object);
    this.#movedTo = days;
  }
}

/** A date or dateTime so many days later; anything else as it is. */
function moved(value: unknown, days: number): unknown {
  const day = typeof value === 'string' ? WITH_DAY.exec(value)?.[1] : undefined;
  if (typeof value !== 'string' || day === undefined) return value;
  const then = new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);
  return `${then}${value.slice(day.length)}`;
}
