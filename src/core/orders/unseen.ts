/** Orders a call only refers to: which of them concern this service, and why one could not be looked at. */
import type { Chart } from '../chart/chart.js';
import { readable, resolve } from '../chart/references.js';
import type { Reference } from '../fhir.js';

const DRUG_OR_SERVICE = /^(Medication|Service)Request\//;

/** `Type/id`; undefined for what cannot be followed: another server, a contained resource, a bare id. */
export function namedKey(reference: Reference, chart: Chart): string | undefined {
  const found = resolve(chart, reference)?.reference;
  if (found !== undefined) return found;
  const target = readable(reference, chart);
  return target && `${target.resourceType}/${target.id}`;
}

/** Can a request of this type be for a drug? Devices, diets and the rest are no business of this service. */
export function mayBeDrugOrder(key: string): boolean {
  return DRUG_OR_SERVICE.test(key);
}

/** Why the chart does not hold it, in a sentence for the record. */
export function whyUnseen(key: string, chart: Chart): string {
  const availability = chart.availability(key);
  return availability === undefined || availability.state === 'complete'
    ? `${key} was not given and could not be asked for.`
    : `${key} could not be read: ${availability.reason}.`;
}
