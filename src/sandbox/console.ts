/** What the sandbox page can ask for, put together once; nothing is loaded before the first question. */
import type { HookName } from '../core/call.js';
import type { Knowledge } from '../core/knowledge.js';
import { ServiceError } from '../errors.js';
import type { HookService } from '../hooks/service.js';
import { buildCall, PLANNED_IN, type BuiltCall, type CallDeps, type CallWish } from './call.js';
import { readCase, type CaseFile } from './case-file.js';
import { catalogOf, type Catalog } from './catalog.js';
import { addDays, dayOf } from './days.js';
import { createDrugSearch, type DrugHit } from './drug-search.js';
import type { EmbeddedFhir } from './embedded.js';
import { openSource, type FhirSource, type FhirSourceDeps, type Json } from './fhir-source.js';
import { galleryOf, type Gallery } from './gallery.js';
import { askFresh, type FreshServices, type ServiceNeeds } from './in-process.js';
import { makeCase, type CaseWish } from './make-case.js';
import { once, oncePerDay } from './once.js';
import { listPatients, type PatientList, type PatientQuery } from './patients.js';
import { checkReleased, type Release } from './released.js';
import { replay, type Replayed } from './replay.js';
import { loadStories, type Story } from './stories.js';
import { memberOf } from './value-set-member.js';

export interface ConsoleDeps {
  readonly root: string;
  readonly publicUrl: string;
  readonly knowledge: Knowledge;
  readonly artifacts: Parameters<typeof memberOf>[0];
  readonly services: readonly HookService[];
  readonly fresh: FreshServices;
  readonly knownIds: ServiceNeeds['knownIds'];
  /** The embedded FHIR server and its base address; absent when it is off. */
  readonly embedded?: { readonly fhir: EmbeddedFhir; readonly base: string };
  readonly source: FhirSourceDeps;
  readonly clock: () => Date;
}

export interface ServerChoice {
  readonly server: string;
  readonly token?: string | undefined;
}

/** Every method throws ServiceError for what its user has to set right. */
export interface SandboxConsole {
  catalog(): Catalog;
  drugs(query: string): readonly DrugHit[];
  patients(choice: ServerChoice, query: PatientQuery): Promise<PatientList>;
  call(wish: CallRequest): Promise<BuiltCall>;
  /** The coverage that goes with a form, of the server that the call itself let the service read. */
  coverage(choice: ServerChoice, reference: string): Promise<Json>;
  gallery(): Promise<Gallery>;
  makeCase(wish: CaseRequest): Promise<CaseFile>;
  replay(file: unknown): Promise<Replayed>;
}

export type CallRequest = Omit<CallWish, 'story' | 'patientId' | 'drug' | 'site'> &
  Partial<Pick<CallWish, 'patientId' | 'drug' | 'site'>> & {
    readonly story?: string;
    readonly server?: string;
    readonly hook: HookName;
  };

export type CaseRequest = CaseWish & Release;

export function createConsole(deps: ConsoleDeps): SandboxConsole {
  const { knowledge, services, fresh, embedded, clock } = deps;
  const [policy] = knowledge.policies;
  const [payer] = knowledge.payers;
  const directory = payer && knowledge.directories.get(payer.id);
  if (!policy || !directory) throw new Error('the sandbox needs a policy and a payer with a directory');
  const policies = knowledge.policies.map((one) => one.policy);

  const prepared = once(() => {
    const book = loadStories(deps.root);
    const drugs = createDrugSearch(policy.tables, book.unlistedDrugs);
    const isLvef = memberOf(deps.artifacts, 'vs-obs-lvef');
    const callDeps: CallDeps = { book, services, drugs, directory, isLvef, clock, tables: policy.tables };
    return { book, drugs, callDeps };
  });
  const open = ({ server, token }: ServerChoice) => openSource(server, token, deps.source);
  const reading = async <T>(choice: ServerChoice, work: (source: FhirSource) => Promise<T>): Promise<T> => {
    const source = open(choice);
    try {
      return await work(source);
    } finally {
      source.close();
    }
  };
  const storyOf = (id: string): Story => {
    const story = prepared().book.stories.find((one) => one.id === id);
    if (!story || !embedded) throw new ServiceError('sandbox-story');
    return story;
  };
  const readPatient = (id: string): Json | undefined => {
    const reply = embedded?.fhir.answer(getting(`Patient/${id}`, embedded.base));
    return reply?.status === 200 ? reply.answer : undefined;
  };
  const call = (wish: CallRequest): Promise<BuiltCall> => {
    const { story: storyId, server, patientId, drug, site, ...rest } = wish;
    const story = storyId === undefined ? undefined : storyOf(storyId);
    const chosen = {
      patientId: patientId ?? story?.patientId,
      drug: drug ?? story?.drug,
      site: site ?? story?.site ?? 'NONE',
    };
    if (chosen.patientId === undefined || chosen.drug === undefined)
      throw new ServiceError('sandbox-request', [
        { diagnostics: 'A call needs a story, or a patient and a drug.' },
      ]);
    const base = story ? embedded?.base : (server ?? embedded?.base);
    if (base === undefined)
      throw new ServiceError('sandbox-request', [
        { expression: 'server', diagnostics: 'server is missing.' },
      ]);
    const { patientId: patient, drug: ordered } = chosen;
    return reading({ server: base, token: wish.token }, (source) =>
      buildCall(
        { ...rest, story, patientId: patient, drug: ordered, site: chosen.site },
        source,
        prepared().callDeps,
      ),
    );
  };
  const gallery = oncePerDay(clock, () =>
    galleryOf({
      stories: embedded ? prepared().book.stories : [],
      policies,
      build: (story, site) =>
        call({ story: story.id, site, hook: story.hook ?? 'order-sign', crd: '2.0', prefetch: true }),
      ask: askFresh(fresh),
      now: clock,
    }),
  );

  return {
    catalog: () =>
      catalogOf({
        book: prepared().book,
        services,
        policies,
        embeddedFhir: embedded?.base,
        readPatient,
        plannedDate: addDays(dayOf(clock()), PLANNED_IN),
      }),
    drugs: (query) => prepared().drugs.search(query),
    patients: (choice, query) => reading(choice, (source) => listPatients(source, query)),
    call,
    coverage: (choice, reference) => reading(choice, (source) => source.get(reference)),
    gallery,
    makeCase: (wish) => {
      checkReleased(wish, embedded?.base, readPatient);
      const caseDeps = {
        services,
        fresh,
        knownIds: deps.knownIds,
        clock,
        assumeCoverage: knowledge.assumeCoverage,
        publicUrl: deps.publicUrl,
      };
      const { fhirServer, fhirAuthorization } = wish.request as {
        fhirServer?: string;
        fhirAuthorization?: { access_token?: string };
      };
      if (fhirServer === undefined) return makeCase(wish, undefined, caseDeps);
      return reading({ server: fhirServer, token: fhirAuthorization?.access_token }, (source) =>
        makeCase(wish, source, caseDeps),
      );
    },
    replay: (file) => replay(readCase(file), fresh, deps.publicUrl),
  };
}

function getting(path: string, base: string) {
  return { method: 'GET', path, query: new URLSearchParams(), body: '', base };
}
