/** Who asked, for CRD's metrics: the NPI of the user and of the organisation behind the user. */
import type { HookCall } from '../core/call.js';
import type { Chart } from '../core/chart/chart.js';
import { list, text } from '../core/chart/read.js';
import { resolve, typeAndId } from '../core/chart/references.js';
import type { FhirResource, Identifier, Reference } from '../core/fhir.js';

const NPI = 'http://hl7.org/fhir/sid/us-npi';

/** An identifier of an organisation or a person; never of a patient. */
export interface MetricIdentifier {
  readonly system: string;
  readonly value: string;
}

export function providerOf({ userId }: HookCall, chart: Chart): MetricIdentifier | undefined {
  const user = resourceOf(chart, userId);
  if (user?.resourceType === 'PractitionerRole')
    return npiOf(resolve(chart, user.practitioner)?.resource) ?? npiOf(user);
  return npiOf(user);
}

/** The organisation of the user's role, else the one that provides the encounter. */
export function groupOf({ userId, encounterId }: HookCall, chart: Chart): MetricIdentifier | undefined {
  const user = typeAndId(userId);
  for (const { resource, reference } of chart.all('PractitionerRole')) {
    if (resource.resourceType !== 'PractitionerRole') continue;
    if (reference !== user && typeAndId(resource.practitioner?.reference) !== user) continue;
    const npi = npiAt(resource.organization, chart);
    if (npi) return npi;
  }
  const encounter = resourceOf(chart, encounterId && `Encounter/${encounterId}`);
  return encounter?.resourceType === 'Encounter' ? npiAt(encounter.serviceProvider, chart) : undefined;
}

function npiAt(reference: Reference | undefined, chart: Chart): MetricIdentifier | undefined {
  return npiOf(resolve(chart, reference)?.resource);
}

function resourceOf(chart: Chart, reference: string | undefined): FhirResource | undefined {
  const key = typeAndId(reference);
  return key === undefined ? undefined : chart.get(key)?.resource;
}

function npiOf(resource: FhirResource | undefined): MetricIdentifier | undefined {
  const identifiers = list((resource as { identifier?: readonly Identifier[] } | undefined)?.identifier);
  const value = text(identifiers.find(({ system }) => system === NPI)?.value);
  return value === undefined ? undefined : { system: NPI, value };
}
