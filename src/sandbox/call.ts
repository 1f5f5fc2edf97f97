/** A hook call as an EHR would make it: the orders on the screen, the prefetch that discovery asks for or access to the server. */
import { randomUUID } from 'node:crypto';
import type { HookName } from '../core/call.js';
import { moleculeOf } from '../core/drug/molecule.js';
import type { DrugTables } from '../core/drug/tables.js';
import type { CodeableConcept } from '../core/fhir.js';
import type { ProviderDirectory } from '../core/site/types.js';
import type { CrdVersion } from '../crd/dialect.js';
import { ServiceError } from '../errors.js';
import type { HookService } from '../hooks/service.js';
import { dialectOf } from '../hooks/serve-hook.js';
import { situationOf } from './contexts.js';
import { addDays, dayOf } from './days.js';
import { draftOf, type DraftPlan, type Place } from './draft.js';
import type { DrugSearch } from './drug-search.js';
import type { FhirSource, Json } from './fhir-source.js';
import { added, type Prefetch } from './prefetch-edits.js';
import { runPrefetch } from './run-prefetch.js';
import type { DrugChoice, OrderDetails, SiteId, Story, StoryBook } from './stories.js';
import { whatIf, type WhatIf } from './what-if.js';

export interface CallWish {
  /** Absent for a patient of one's own. */
  readonly story?: Story | undefined;
  readonly patientId: string;
  readonly drug: DrugChoice;
  readonly site: SiteId;
  readonly hook: HookName;
  readonly crd: CrdVersion;
  readonly prefetch: boolean;
  readonly token?: string | undefined;
  readonly plannedDate?: string | undefined;
  readonly dispensePeriod?: { readonly start?: string; readonly end?: string } | undefined;
  /** Replaces what the story says. */
  readonly order?: OrderDetails | undefined;
  readonly patch?: WhatIf | undefined;
  /** CRD configuration options. */
  readonly configuration?: Json | undefined;
}

export interface BuiltCall {
  readonly endpoint: string;
  readonly request: Json;
  /** What was made up for the EHR. */
  readonly notes: readonly string[];
  readonly unavailable: Readonly<Record<string, string>>;
  readonly server: string;
}

export interface CallDeps {
  readonly book: StoryBook;
  readonly services: readonly HookService[];
  readonly drugs: DrugSearch;
  readonly tables: DrugTables;
  readonly directory: ProviderDirectory;
  readonly isLvef: (concept: CodeableConcept) => boolean;
  readonly clock: () => Date;
}

/** Days until the infusion, when no date is chosen. */
export const PLANNED_IN = 7;
/** A prescriber for every order: what order-select told one visitor must not silence the order-sign of the next (hooks/told.ts). */
const newUser = () => `Practitioner/sandbox-${randomUUID().slice(0, 8)}`;

/** @throws ServiceError when the server cannot be read, or has no such patient */
export async function buildCall(wish: CallWish, source: FhirSource, deps: CallDeps): Promise<BuiltCall> {
  const service = serviceFor(wish, deps.services);
  const plan = planOf(wish, deps);
  const { context, stored, notes } = situationOf(wish.hook, draftOf(plan), plan, wish.crd);
  const said = [...notesOn(plan, wish), ...notes];
  const base = {
    hook: wish.hook,
    hookInstance: randomUUID(),
    context,
    ...(wish.configuration && { extension: { 'davinci-crd.configuration': wish.configuration } }),
  };
  const call = {
    endpoint: `${dialectOf(service).base}/cds-services/${service.definition.id}`,
    server: source.base,
  };
  // An unknown patient or an expired token is said here; a prefetch would only leave keys out.
  await source.get(`Patient/${encodeURIComponent(wish.patientId)}`);

  const hasChanges = Object.keys(wish.patch ?? {}).length > 0;
  if (!wish.prefetch && !hasChanges && stored.length === 0) {
    const access = { fhirServer: source.base, ...authorization(wish.token) };
    return { ...call, request: { ...base, ...access }, notes: said, unavailable: {} };
  }
  if (!wish.prefetch)
    said.push(
      hasChanges
        ? 'The chart was prefetched: a change to it can only be made to a copy.'
        : 'The chart was prefetched: what this hook refers to is stored on no server.',
    );
  const { prefetch, unavailable } = await runPrefetch(service.definition.prefetch ?? {}, context, source);
  const complete = stored.reduce<Prefetch>((sum, one) => added(sum, one as unknown as Json), prefetch);
  const changed = whatIf(complete, wish.patch ?? {}, subjectOf(wish, plan, deps));
  return {
    ...call,
    request: { ...base, prefetch: changed.prefetch },
    notes: [...said, ...changed.notes],
    unavailable,
  };
}

function serviceFor({ hook, crd }: CallWish, services: readonly HookService[]): HookService {
  const found = services.find(
    (service) => service.definition.hook === hook && dialectOf(service).version === crd,
  );
  if (!found) throw new ServiceError('unknown-service');
  return found;
}

function planOf(wish: CallWish, deps: CallDeps): DraftPlan {
  const details = wish.order ?? wish.story?.order ?? {};
  const today = dayOf(deps.clock());
  const plannedDate = wish.plannedDate ?? wish.dispensePeriod?.start ?? addDays(today, PLANNED_IN);
  const until =
    wish.dispensePeriod?.end ??
    (details.days === undefined ? undefined : addDays(plannedDate, details.days - 1));
  return {
    patientId: wish.patientId,
    userId: newUser(),
    drugs: [wish.drug, ...(details.also ? [details.also] : [])],
    place: placeOf(wish.site, wish, deps),
    continuation: details.continuation && placeOf(details.continuation, wish, deps),
    details,
    today,
    plannedDate,
    ...(until !== undefined && { until }),
    routeOf: (drug) => deps.drugs.routeOf(drug),
  };
}

/** The entry of the payer's directory that stands for the site. */
function placeOf(id: SiteId, { story }: CallWish, { book, directory }: CallDeps): Place | undefined {
  const site = book.sites.find((one) => one.id === id);
  const at = story?.places?.[id] ?? site?.at;
  const entry = at === undefined ? undefined : directory.byReference(at);
  if (!site || !entry) return undefined;
  return { site, name: entry.name, ...(entry.npi !== undefined && { npi: entry.npi }) };
}

function notesOn({ place, continuation, details }: DraftPlan, { story }: CallWish): string[] {
  return [
    place
      ? `Beside the drug order the draft holds an order for the visit at ${place.name}, because a drug order cannot say where.`
      : 'The draft holds the drug order alone; nothing in it says where the drug is given.',
    ...(continuation ? [`An order to go on at ${continuation.name} was added.`] : []),
    ...(details.also ? [`A second drug is signed together with it: ${details.also.display}.`] : []),
    ...(story ? [] : ['The prescriber and the places are made up; the patient is the one you chose.']),
  ];
}

function subjectOf(wish: CallWish, plan: DraftPlan, { tables, isLvef }: CallDeps) {
  const { display, ...coding } = wish.drug;
  const drug = { coding: [{ ...coding, display }], text: display };
  const molecule = moleculeOf([drug], tables);
  return {
    patientId: wish.patientId,
    today: plan.today,
    drug,
    isOrderedDrug: (concepts: readonly CodeableConcept[]) =>
      molecule !== undefined && moleculeOf(concepts, tables) === molecule,
    isLvef,
  };
}

function authorization(token: string | undefined) {
  if (token === undefined || token === '') return {};
  return {
    fhirAuthorization: {
      access_token: token,
      token_type: 'Bearer',
      expires_in: 300,
      scope: 'patient/*.rs',
      subject: 'site-of-care-cds',
    },
  };
}
