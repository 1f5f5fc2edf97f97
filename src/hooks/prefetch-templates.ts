/**
 * The prefetch templates of discovery, version by version. CDS Hooks 2.0 knows plain tokens only. CRD 2.2 brings a standard set with
 * FHIRPath tokens, of which this service takes the expressions for what it needs (standard-prefetch.ts), before its own searches.
 */
import type { HookName } from '../core/call.js';
import type { ReadRequest } from '../core/chart/chart.js';
import type { CrdVersion } from '../crd/dialect.js';
import { STANDARD_PREFETCH, type PrefetchTemplates } from './standard-prefetch.js';

/** What the context of a hook names and plain tokens can ask for; `order` is there in version 1.0 of order-dispatch. */
const NAMED: Readonly<Partial<Record<HookName, PrefetchTemplates>>> = {
  'order-dispatch': { order: '{{context.order}}', performer: '{{context.performer}}' },
};

/** What others build on. */
const CONTEXT: ReadonlySet<string> = new Set(['patient', 'encounter', 'coverage']);
/** Keys that some standard set and our searches share. */
const SHARED: readonly string[] = ['medicationRequests', 'serviceRequests'];

export function prefetchTemplates(
  hook: HookName,
  version: CrdVersion,
  reads: readonly ReadRequest[],
): PrefetchTemplates {
  if (version === '2.0') return { ...NAMED[hook], ...templatesOf(reads, (key) => key) };
  const isContext = ({ key }: ReadRequest): boolean => CONTEXT.has(key);
  return {
    ...templatesOf(reads.filter(isContext), (key) => key),
    ...STANDARD_PREFETCH[hook],
    ...templatesOf(
      reads.filter((read) => !isContext(read)),
      (key) => (isTaken(key, hook) ? aside(key) : key),
    ),
  };
}

/**
 * The prefetch of a call under the keys the service knows its own searches by. Where a standard key of the same name means something
 * else (the dispatched orders instead of all), what stands under it is data, and no complete answer to our search.
 */
export function underOwnKeys(
  hook: HookName,
  version: CrdVersion,
  prefetch: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const taken = version === '2.0' ? [] : SHARED.filter((key) => isTaken(key, hook));
  if (taken.length === 0) return prefetch;
  const names = new Map(
    taken.flatMap((key) => [[key, `of the call: ${key}`] as const, [aside(key), key] as const]),
  );
  return Object.fromEntries(Object.entries(prefetch).map(([key, value]) => [names.get(key) ?? key, value]));
}

function isTaken(key: string, hook: HookName): boolean {
  return SHARED.includes(key) && key in STANDARD_PREFETCH[hook];
}

/** `serviceRequests` → `allServiceRequests` */
function aside(key: string): string {
  return `all${key.charAt(0).toUpperCase()}${key.slice(1)}`;
}

function templatesOf(reads: readonly ReadRequest[], named: (key: string) => string): PrefetchTemplates {
  return Object.fromEntries(reads.map((read) => [named(read.key), templateOf(read)]));
}

/** A template has no dates: plain tokens cannot compute any. */
function templateOf(read: ReadRequest): string {
  if (read.kind === 'read') return `${read.resourceType}/${read.id}`;
  const patient = read.patientParam === 'patient' ? '{{context.patientId}}' : 'Patient/{{context.patientId}}';
  const params = Object.entries(read.params).map(([name, value]) => `&${name}=${value}`);
  return `${read.resourceType}?${read.patientParam}=${patient}${params.join('')}`;
}
