/** The patients of a FHIR server, for the page's search: one page of them, as a person wants to see them. */
import { list, text } from '../core/chart/read.js';
import { ServiceError } from '../errors.js';
import type { FhirSource, Json } from './fhir-source.js';
import { nextOf } from './run-prefetch.js';

export interface PatientRow {
  readonly id: string;
  readonly name: string;
  readonly birthDate?: string;
  readonly gender?: string;
  readonly postalCode?: string;
}

export interface PatientList {
  readonly patients: readonly PatientRow[];
  /** There are others that this list does not show. */
  readonly more: boolean;
  readonly server: string;
}

export const NO_NAME = '(no name)';
const DEFAULT_COUNT = 50;
const MOST = 200;
/** What can stand in an address, which is more than FHIR lets an id be. */
const CALLABLE = /^(?!\.{1,2}$)[A-Za-z0-9._-]{1,255}$/;
/** What may be an id rather than a name: there is a digit in it, and no blank. */
const ID = /^(?=.*\d)[A-Za-z0-9.-]{1,64}$/;

export interface PatientQuery {
  /** Part of a name, or an id. */
  readonly query?: string | undefined;
  readonly count?: number | undefined;
}

/** @throws ServiceError when the server does not answer as a FHIR server does */
export async function listPatients(
  source: FhirSource,
  { query = '', count }: PatientQuery,
): Promise<PatientList> {
  const wanted = Math.min(count ?? DEFAULT_COUNT, MOST);
  const words = query.trim();
  const byId = ID.test(words) ? await readById(source, words) : undefined;
  // A server that searches no names may still know the id.
  const found = await search(source, words, wanted).catch((error: unknown) => {
    if (byId) return { patients: [], more: false };
    throw error;
  });
  const shown = found.patients.slice(0, wanted);
  return {
    patients: byId ? [byId, ...shown.filter(({ id }) => id !== byId.id)] : shown,
    more: found.more || found.patients.length > wanted,
    server: source.base,
  };
}

async function search(source: FhirSource, words: string, count: number) {
  const params = new URLSearchParams({ ...(words !== '' && { name: words }), _count: String(count) });
  const bundle = await source.get(`Patient?${params.toString()}`);
  if (bundle['resourceType'] !== 'Bundle')
    throw new ServiceError('sandbox-no-fhir-server', [
      { diagnostics: 'It did not answer a search for patients with a Bundle.' },
    ]);
  const patients = list(bundle['entry'] as Json[] | undefined).flatMap(
    ({ resource }) => rowOf(resource) ?? [],
  );
  const { total } = bundle;
  return {
    patients,
    more: nextOf(bundle) !== undefined || (typeof total === 'number' && total > patients.length),
  };
}

/** No patient of that id is no failure: it may have been a name. */
async function readById(source: FhirSource, id: string): Promise<PatientRow | undefined> {
  try {
    return rowOf(await source.get(`Patient/${id}`));
  } catch (error) {
    if (error instanceof ServiceError) return undefined;
    throw error;
  }
}

/** Undefined for what is no patient, or has no id to call with. Servers send anything, so every element is looked at before it is used. */
function rowOf(value: unknown): PatientRow | undefined {
  const resource = typeof value === 'object' && value !== null ? (value as Json) : {};
  const id = text(resource['id']);
  if (resource['resourceType'] !== 'Patient' || id === undefined || !CALLABLE.test(id)) return undefined;
  const birthDate = text(resource['birthDate']);
  const gender = text(resource['gender']);
  const postalCode = list(resource['address'] as Json[] | undefined)
    .map((address) => text(address['postalCode']))
    .find((code) => code !== undefined);
  return {
    id,
    name: nameOf(resource),
    ...(birthDate !== undefined && { birthDate }),
    ...(gender !== undefined && { gender }),
    ...(postalCode !== undefined && { postalCode }),
  };
}

/** The official or usual name, else the first; `(no name)` when there is none. */
export function nameOf(patient: Json): string {
  const names = list(patient['name'] as Json[] | undefined).filter((name) => typeof name === 'object');
  const best =
    names.find(({ use }) => use === 'official') ?? names.find(({ use }) => use === 'usual') ?? names[0];
  if (!best) return NO_NAME;
  const parts = [...list(best['given'] as string[] | undefined), best['family']].flatMap(
    (part) => text(part) ?? [],
  );
  return text(best['text']) ?? (parts.length > 0 ? parts.join(' ') : NO_NAME);
}
