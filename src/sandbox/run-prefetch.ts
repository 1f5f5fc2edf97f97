/** Runs the prefetch that discovery asks for against a FHIR server, as an EHR would before it calls. */
import { list } from '../core/chart/read.js';
import { Slots } from '../ehr/slots.js';
import { ServiceError } from '../errors.js';
import type { FhirSource, Json } from './fhir-source.js';
import { filled, keysIn } from './prefetch-tokens.js';
import { without } from './without.js';

export interface Prefetched {
  readonly prefetch: Readonly<Record<string, Json>>;
  /** Keys that could not be had, each with a reason in words. */
  readonly unavailable: Readonly<Record<string, string>>;
}

const MAX_IN_FLIGHT = 6;
const MAX_PAGES = 5;

/** A key whose tokens have no value in this context is left out; one that the server refuses too, and is named. */
export async function runPrefetch(
  templates: Readonly<Record<string, string>>,
  context: Readonly<Record<string, unknown>>,
  source: FhirSource,
): Promise<Prefetched> {
  const slots = new Slots(MAX_IN_FLIGHT);
  const fetched = new Map<string, Json>();
  const unavailable: Record<string, string> = {};
  const jobs = new Map<string, Promise<void>>();
  const run = async (key: string, template: string): Promise<void> => {
    await Promise.all(keysIn(template).flatMap((earlier) => jobs.get(earlier) ?? []));
    const url = filled(template, { context, fetched });
    if (url === undefined) return;
    try {
      fetched.set(key, await slots.run(() => allPages(url, source)));
    } catch (error) {
      unavailable[key] = reasonOf(error);
    }
  };
  for (const [key, template] of Object.entries(templates)) jobs.set(key, run(key, template));
  await Promise.all(jobs.values());
  const inOrder = Object.keys(templates).flatMap((key) => {
    const value = fetched.get(key);
    return value === undefined ? [] : [[key, value] as const];
  });
  return { prefetch: Object.fromEntries(inOrder), unavailable };
}

/** A search result whole, as far as five pages; the link to what is left stays, which tells that there is more. */
async function allPages(url: string, source: FhirSource): Promise<Json> {
  const first = await source.get(url);
  const entries = [...list(first['entry'] as object[] | undefined)];
  let last = first;
  for (let page = 2; page <= MAX_PAGES; page += 1) {
    const next = nextOf(last);
    if (next === undefined) break;
    last = await source.get(next);
    entries.push(...list(last['entry'] as object[] | undefined));
  }
  if (last === first) return first;
  const next = nextOf(last);
  return {
    ...without(first, ['link']),
    entry: entries,
    ...(next !== undefined && { link: [{ relation: 'next', url: next }] }),
  };
}

export function nextOf({ link }: Json): string | undefined {
  const next = list(link as Json[] | undefined).find(({ relation }) => relation === 'next')?.['url'];
  return typeof next === 'string' ? next : undefined;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof ServiceError)) throw error;
  return [error.sentence, ...error.faults.map(({ diagnostics }) => diagnostics)].join(' ');
}
