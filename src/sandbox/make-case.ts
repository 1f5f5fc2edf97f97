/** Makes a case file of a call that was answered: the token goes, what the service would read comes along. */
import type { CdsResponse } from '../cards/types.js';
import { list } from '../core/chart/read.js';
import { typeAndId } from '../core/chart/references.js';
import { assertionIds } from '../crd/annotate.js';
import { ServiceError } from '../errors.js';
import type { HookService } from '../hooks/service.js';
import { dialectOf } from '../hooks/serve-hook.js';
import { CASE_FORMAT, CASE_VERSION, readCase, type CaseFile } from './case-file.js';
import { bundleOf } from './contexts.js';
import type { FhirSource, Json } from './fhir-source.js';
import type { FreshServices } from './in-process.js';
import type { Prefetch } from './prefetch-edits.js';
import { determinationsOf, replay } from './replay.js';
import { runPrefetch } from './run-prefetch.js';
import { without } from './without.js';

export interface CaseWish {
  readonly request: Json;
  readonly endpoint: string;
  readonly response: CdsResponse;
  readonly evaluatedAt: string;
  /** Where the chart came from, so that its address can be left out. */
  readonly server?: string;
}

export interface CaseDeps {
  readonly services: readonly HookService[];
  readonly fresh: FreshServices;
  readonly knownIds: (assertionIds: readonly string[]) => Promise<ReadonlySet<string>>;
  readonly assumeCoverage: boolean;
  readonly publicUrl: string;
  readonly clock: () => Date;
}

/** Types an order or a chart refers to, which the service would read one by one. */
const REFERRED =
  /^(Encounter|HealthcareService|Location|Medication|MedicationRequest|Organization|PractitionerRole|ServiceRequest)\//;
const MOST_REFERRED = 40;
const LEVELS = 3;

/** @param source the server the call was to read from; undefined when the call brought everything along */
export async function makeCase(
  wish: CaseWish,
  source: FhirSource | undefined,
  deps: CaseDeps,
): Promise<CaseFile> {
  const service = deps.services.find((one) => addressOf(one) === wish.endpoint);
  if (!service) throw new ServiceError('unknown-service');
  const bare = without(wish.request, ['fhirServer', 'fhirAuthorization']);
  const completed = source ? await complete(bare, service, source) : { request: bare, notes: [] };
  const request = withoutAddress(completed.request, source?.base ?? wish.server);
  const draft: CaseFile = {
    format: CASE_FORMAT,
    version: CASE_VERSION,
    madeAt: deps.clock().toISOString(),
    crd: dialectOf(service).version,
    endpoint: wish.endpoint,
    service: deps.publicUrl,
    evaluatedAt: wish.evaluatedAt,
    request,
    expected: { determinations: {}, response: wish.response },
    assumeCoverage: deps.assumeCoverage,
    knownAssertions: [...(await deps.knownIds(assertionsIn(request)))],
    notes: completed.notes,
  };
  // What the file is compared with is the answer to the call as the file has it.
  const { response, decisions, differences } = await replay(readCase(draft), deps.fresh, deps.publicUrl);
  const told = differences.some(({ path }) => !path.startsWith('determinations.'))
    ? ['The answer to the completed call differs from the one on the screen; the file holds the former.']
    : [];
  return {
    ...draft,
    expected: { determinations: determinationsOf(decisions), response },
    notes: [...completed.notes, ...told],
  };
}

/** Absolute references become relative ones, which mean the same in a file of one server. */
function withoutAddress(request: Json, server: string | undefined): Json {
  const base = server?.replace(/\/+$/, '');
  if (base === undefined || !/^https?:\/\/./.test(base)) return request;
  const text = JSON.stringify(request);
  return JSON.parse(text.replaceAll(`${base}/`, '').replaceAll(base, '')) as Json;
}

function addressOf(service: HookService): string {
  return `${dialectOf(service).base}/cds-services/${service.definition.id}`;
}

/** The prefetch the call would have had, with what is referred to beside it, so that nothing has to be read any more. */
async function complete(request: Json, service: HookService, source: FhirSource) {
  const context = (request['context'] ?? {}) as Json;
  const given = (request['prefetch'] ?? {}) as Prefetch;
  const { prefetch, unavailable } = await runPrefetch(service.definition.prefetch ?? {}, context, source);
  const all = { ...prefetch, ...given };
  const referred = await referredFrom([context, all], source);
  const refused = Object.entries(unavailable).filter(([key]) => given[key] === undefined);
  return {
    request: {
      ...request,
      prefetch: {
        ...all,
        ...Object.fromEntries(refused.map(([key, reason]) => [key, outcome(reason)])),
        ...(referred.length > 0 && { referred: bundleOf(referred as never) }),
      },
    },
    notes: refused.map(([key, reason]) => `${key} is not in the file: ${reason}`),
  };
}

/** As EHRs say in a prefetch that a key could not be had. */
function outcome(diagnostics: string): Json {
  return { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'exception', diagnostics }] };
}

async function referredFrom(start: readonly unknown[], source: FhirSource): Promise<readonly Json[]> {
  const known = new Set(start.flatMap(keysOf));
  const found: Json[] = [];
  let level = start;
  for (let depth = 0; depth < LEVELS && level.length > 0; depth += 1) {
    const wanted = [...new Set(level.flatMap((one) => referencesIn(one, source.base)))].filter(
      (key) => REFERRED.test(key) && !known.has(key),
    );
    const read = await Promise.all(
      wanted.slice(0, MOST_REFERRED - found.length).map((key) => source.get(key).catch(ignoreFailure)),
    );
    for (const key of wanted) known.add(key);
    const resources = read.filter((one) => one !== undefined);
    found.push(...resources);
    level = resources;
  }
  return found;
}

function ignoreFailure(error: unknown): undefined {
  if (!(error instanceof ServiceError)) throw error;
  return undefined;
}

/** Relative ones, and absolute ones of the call's own server: nobody else's is asked. */
function referencesIn(value: unknown, base: string): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  const { reference } = value as Json;
  const elsewhere =
    typeof reference === 'string' && /^https?:/.test(reference) && !reference.startsWith(`${base}/`);
  const key = elsewhere ? undefined : typeAndId(reference);
  const below = Object.values(value).flatMap((inner) => referencesIn(inner, base));
  return [...(key === undefined ? [] : [key]), ...below];
}

function keysOf(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  const { resourceType, id } = value as Json;
  const own = typeof resourceType === 'string' && typeof id === 'string' ? [`${resourceType}/${id}`] : [];
  return [...own, ...Object.values(value).flatMap(keysOf)];
}

/** Assertion ids on the drafts of the call. */
function assertionsIn(request: Json): readonly string[] {
  const { draftOrders } = (request['context'] ?? {}) as { draftOrders?: { entry?: readonly Json[] } };
  return list(draftOrders?.entry).flatMap(({ resource }) =>
    typeof resource === 'object' && resource !== null ? assertionIds(resource as never) : [],
  );
}
