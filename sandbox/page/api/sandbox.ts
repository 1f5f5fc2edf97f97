/** What the sandbox does for the page on the server's side; types are those of the server. */
import type { CdsResponse } from '../../../src/cards/types.js';
import type { DecisionRecord } from '../../../src/decisions/record.js';
import type { BuiltCall } from '../../../src/sandbox/call.js';
import type { CaseFile } from '../../../src/sandbox/case-file.js';
import type { Catalog } from '../../../src/sandbox/catalog.js';
import type { CallRequest } from '../../../src/sandbox/console.js';
import type { DrugHit } from '../../../src/sandbox/drug-search.js';
import type { Gallery } from '../../../src/sandbox/gallery.js';
import type { PatientList } from '../../../src/sandbox/patients.js';
import type { Replayed } from '../../../src/sandbox/replay.js';
import { ask, Failure, post } from './http.js';
import { stagesOf, type Stage } from './timing.js';

export interface Answer {
  readonly endpoint: string;
  readonly request: HookRequest;
  readonly response: CdsResponse;
  readonly decisions: readonly DecisionRecord[];
  readonly stages: readonly Stage[];
  /** ISO instant at which the service decided. */
  readonly evaluatedAt: string;
}

/** A hook request, as far as the page looks into it. */
export interface HookRequest extends Readonly<Record<string, unknown>> {
  readonly hook: string;
  readonly hookInstance: string;
  readonly fhirServer?: string;
  readonly fhirAuthorization?: Readonly<Record<string, unknown>>;
  readonly context: Readonly<Record<string, unknown>>;
  readonly prefetch?: Readonly<Record<string, unknown>>;
}

export interface PatientWish {
  readonly server: string;
  readonly token?: string;
  readonly query?: string;
  readonly count?: number;
}

const API = '/sandbox/api';

export async function getCatalog(): Promise<Catalog> {
  return (await ask<Catalog>(`${API}/catalog`)).body;
}

export async function getGallery(): Promise<Gallery> {
  return (await ask<Gallery>(`${API}/gallery`)).body;
}

export async function findDrugs(query: string, signal: AbortSignal): Promise<readonly DrugHit[]> {
  const { body } = await ask<{ drugs: readonly DrugHit[] }>(`${API}/drugs?q=${encodeURIComponent(query)}`, {
    signal,
  });
  return body.drugs;
}

export async function findPatients(wish: PatientWish, signal?: AbortSignal): Promise<PatientList> {
  return (await post<PatientList>(`${API}/patients`, wish, signal)).body;
}

export async function buildCall(wish: CallRequest, signal?: AbortSignal): Promise<BuiltCall> {
  return (await post<BuiltCall>(`${API}/call`, wish, signal)).body;
}

/** Makes the hook call itself, and looks up why it was answered so. */
export async function callHook(
  endpoint: string,
  request: HookRequest,
  signal?: AbortSignal,
): Promise<Answer> {
  const { body, headers } = await post<CdsResponse>(endpoint, request, signal);
  const decisions = await decisionsOf(request.hookInstance, signal);
  return {
    endpoint,
    request,
    response: body,
    decisions,
    stages: stagesOf(headers.get('server-timing') ?? ''),
    evaluatedAt: decisions[0]?.evaluatedAt ?? new Date().toISOString(),
  };
}

/** None is no failure: a draft without a drug order leaves no record. */
async function decisionsOf(hookInstance: string, signal?: AbortSignal): Promise<readonly DecisionRecord[]> {
  try {
    const path = `/decisions?hookInstance=${encodeURIComponent(hookInstance)}`;
    return (await ask<readonly DecisionRecord[]>(path, signal ? { signal } : {})).body;
  } catch (error) {
    if (error instanceof Failure && error.code === 'unknown-decision') return [];
    throw error;
  }
}

export interface Feedback {
  readonly card: string;
  readonly outcome: 'accepted' | 'overridden';
  readonly outcomeTimestamp: string;
  readonly acceptedSuggestions?: readonly { readonly id: string }[];
  readonly overrideReason?: {
    readonly reason?: { readonly code: string; readonly system?: string };
    readonly userComment?: string;
  };
}

export async function sendFeedback(endpoint: string, feedback: Feedback): Promise<void> {
  await post(`${endpoint}/feedback`, { feedback: [feedback] });
}

export interface Release {
  readonly synthetic?: true;
  readonly deidentified?: true;
}

export async function makeCaseFile(answer: Answer, server: string, release: Release): Promise<CaseFile> {
  const { endpoint, request, response, evaluatedAt } = answer;
  const wish = { endpoint, request, response, evaluatedAt, server, ...release };
  return (await post<CaseFile>(`${API}/cases`, wish)).body;
}

export async function replayCase(file: unknown): Promise<Replayed> {
  return (await post<Replayed>(`${API}/replay`, file)).body;
}
