/** How one hook call reads: which query, which pages, which second try; see session.ts for what it promises. */
import type { ReadRequest, ReadResult } from '../core/chart/chart.js';
import { availabilityOf, readAnswer, type Answer } from './answer.js';
import type { FhirClient } from './client.js';
import { deadline, pause, within } from './deadline.js';
import { failureOf, ReadFailure } from './failure.js';
import type { ReadLimits } from './limits.js';
import { followPages } from './pages.js';
import { NEXT_UNREAD } from './prefetch.js';
import type { Refusal, ServerProfile } from './profile.js';
import { formsOf, includable, isSameQuestion, isUsableId, type Form } from './query.js';
import { Slots } from './slots.js';

/** The pause before the one retry when the server does not say how long it needs. */
const RETRY_PAUSE_MS = 200;
const RETRIED = new Set([429, 502, 503, 504]);
/** How servers refuse a parameter they lack, or the lack of one they want (facts: quirks 7 to 9). */
const PARAMETER_REFUSED = new Set([400, 403, 500]);
/** Those of them, and others, that may mean that the server does not have the type at all. */
const TYPE_REFUSED = new Set([400, 404, 405, 500, 501]);

/** What is known of the server from earlier calls. */
export interface ReaderMemory {
  readonly profile: ServerProfile;
  /** Milliseconds, as Date.now(). */
  readonly now: () => number;
}

export class Reader {
  readonly #client: FhirClient;
  readonly #patientId: string;
  readonly #limits: ReadLimits;
  readonly #slots: Slots;
  readonly #results = new Map<string, Promise<ReadResult>>();
  readonly #memory: ReaderMemory;
  #endsAt: number | undefined;

  constructor(client: FhirClient, patientId: string, limits: ReadLimits, memory: ReaderMemory) {
    this.#memory = memory;
    this.#client = client;
    this.#patientId = patientId;
    this.#limits = limits;
    this.#slots = new Slots(limits.maxInFlight);
  }

  async gather(
    requests: readonly ReadRequest[],
    begun: readonly ReadResult[],
    parent: AbortSignal | undefined,
  ): Promise<ReadResult[]> {
    const { budgetMs } = this.#limits;
    this.#endsAt ??= performance.now() + budgetMs;
    const left = this.#endsAt - performance.now();
    const budget = deadline(left, `not read within ${budgetMs} ms`, parent);
    try {
      return await Promise.all(requests.map((request) => this.#once(request, begun, budget.signal)));
    } finally {
      if (budget.signal.aborted) this.#endsAt = 0;
      budget.clear();
    }
  }

  close(): void {
    this.#client.forget();
    this.#results.clear();
  }

  #once(request: ReadRequest, begun: readonly ReadResult[], signal: AbortSignal): Promise<ReadResult> {
    const known = this.#results.get(request.key);
    if (known) return known;
    const result = this.#answer(request, startOf(request, begun), signal).catch((error: unknown) =>
      unavailable(request.key, failureOf(error).message),
    );
    this.#results.set(request.key, result);
    return result;
  }

  async #answer(
    request: ReadRequest,
    start: ReadResult | undefined,
    signal: AbortSignal,
  ): Promise<ReadResult> {
    if (start) return this.#readOn(request, start, signal);
    return request.kind === 'read' ? this.#read(request, signal) : this.#search(request, signal);
  }

  async #read(request: ReadRequest & { kind: 'read' }, signal: AbortSignal): Promise<ReadResult> {
    const { key, resourceType: expected, id } = request;
    const value = await this.#ask((inTime) => this.#client.read(expected, id, inTime), signal);
    const answer = readAnswer(value, { patientId: this.#patientId, source: 'read', key, expected });
    const found = answer.obtained.find(({ resource }) => resource.resourceType === expected);
    if (!found) return unavailable(key, answer.shortfalls[0] ?? `no ${expected} in the answer`);
    // Found by the reference that was asked for, also when the server knows the resource by another id.
    const json = this.#client.textOf(found.resource);
    const obtained = [{ ...found, reference: `${expected}/${id}`, ...(json !== undefined && { json }) }];
    return { key, availability: availabilityOf(answer.shortfalls, true), obtained };
  }

  async #search(request: ReadRequest & { kind: 'search' }, signal: AbortSignal): Promise<ReadResult> {
    if (!isUsableId(this.#patientId)) throw new ReadFailure('patient id cannot be used in a URL');
    const { value, shortfall } = await this.#firstPage(request, signal);
    const answer = this.#understand(request, 1, value);
    const shortfalls = shortfall === undefined ? answer.shortfalls : [...answer.shortfalls, shortfall];
    return this.#withFurtherPages(request, { ...answer, shortfalls }, 1, signal);
  }

  async #readOn(request: ReadRequest, start: ReadResult, signal: AbortSignal): Promise<ReadResult> {
    const { availability, obtained, next } = start;
    if (availability.state === 'complete' || availability.reason !== NEXT_UNREAD) return start;
    const fits = obtained.filter(({ resource }) => resource.resourceType === request.resourceType).length;
    const answer: Answer = {
      obtained,
      fits,
      entries: obtained.length,
      shortfalls: [],
      ...(next ? { next } : {}),
    };
    return this.#withFurtherPages(request, answer, 1, signal);
  }

  /** The query in its best form, or in a plainer one when the server does not take that, or did not take it lately. */
  async #firstPage(request: ReadRequest & { kind: 'search' }, signal: AbortSignal): Promise<FirstPage> {
    const { resourceType } = request;
    const { profile, now } = this.#memory;
    const element = includable(resourceType);
    const include = element !== undefined && profile.includes(resourceType, element) ? element : undefined;
    const refused: { readonly form: Form; readonly status: number }[] = [];
    let failure: ReadFailure | undefined;
    for (const form of formsOf(request, this.#patientId, include)) {
      const known = profile.known(resourceType, Object.keys(form.params), now());
      if (known?.instead === 'unsupported')
        throw new ReadFailure(`${known.status}, the server does not have this type`);
      if (known || (failure && !mayTakeInstead(failure, refused.at(-1)?.form, form))) continue;
      try {
        const value = await this.#ask(
          (inTime) => this.#client.search(resourceType, form.params, inTime),
          signal,
        );
        for (const one of refused) this.#remember(resourceType, one.form, one.status, 'plain');
        return { value, shortfall: form.shortfall };
      } catch (error) {
        failure = failureOf(error);
        refused.push({ form, status: failure.status ?? 0 });
      }
    }
    failure ??= new ReadFailure('refused in every form');
    const { status = 0 } = failure;
    const first = refused[0];
    if (first && TYPE_REFUSED.has(status) && !profile.mayKnow(resourceType))
      this.#remember(resourceType, first.form, status, 'unsupported');
    throw failure;
  }

  #remember(resourceType: string, form: Form, status: number, instead: Refusal['instead']): void {
    const { profile, now } = this.#memory;
    profile.remember({ resourceType, parameters: Object.keys(form.params), status, instead, at: now() });
  }

  async #withFurtherPages(
    request: ReadRequest,
    first: Answer,
    page: number,
    signal: AbortSignal,
  ): Promise<ReadResult> {
    const answer = await followPages(first, page, this.#limits, async (link, number) =>
      this.#understand(request, number, await this.#ask((inTime) => this.#client.page(link, inTime), signal)),
    );
    const { obtained, shortfalls, fits } = answer;
    return { key: request.key, availability: availabilityOf(shortfalls, fits > 0), obtained };
  }

  #understand(request: ReadRequest, page: number, value: unknown): Answer {
    const { key, resourceType: expected } = request;
    return readAnswer(value, { patientId: this.#patientId, source: 'read', key, expected, page });
  }

  /** One HTTP request in its own time, and once more when the server asks for patience there still is. */
  async #ask(send: (signal: AbortSignal) => Promise<unknown>, signal: AbortSignal): Promise<unknown> {
    const { timeoutMs } = this.#limits;
    const once = (): Promise<unknown> =>
      this.#slots.run(() => within(timeoutMs, `timed out after ${timeoutMs} ms`, signal, send));
    try {
      return await once();
    } catch (error) {
      const failure = failureOf(error);
      const wait = failure.retryAfterMs ?? RETRY_PAUSE_MS;
      const fits = performance.now() + wait < (this.#endsAt ?? 0);
      if (!RETRIED.has(failure.status ?? 0) || !fits) throw failure;
      await pause(wait, signal);
      return once();
    }
  }
}

interface FirstPage {
  readonly value: unknown;
  readonly shortfall: string | undefined;
}

/** Was it the form that the server refused? A question that is forbidden is forbidden in every shape. */
function mayTakeInstead({ status = 0 }: ReadFailure, refused: Form | undefined, next: Form): boolean {
  if (!PARAMETER_REFUSED.has(status)) return false;
  return status !== 403 || !refused || !isSameQuestion(refused.params, next.params);
}

/** What is at hand already: an answer, even a partial one, is not asked for again; a failure is. */
function startOf(request: ReadRequest, begun: readonly ReadResult[]): ReadResult | undefined {
  return begun.find(
    ({ key, availability, next }) =>
      key === request.key && (availability.state !== 'unavailable' || next !== undefined),
  );
}

export function unavailable(key: string, reason: string): ReadResult {
  return { key, availability: { state: 'unavailable', reason }, obtained: [] };
}
