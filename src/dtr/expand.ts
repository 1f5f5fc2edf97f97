/** ValueSet $expand for the sets of the forms (DT-01): the codes of a set that lists them, filtered and in pages. */
import type { ValueSet } from 'fhir/r4.js';
import { ServiceError } from '../errors.js';
import { listed, withExpansion } from './expansion.js';

export interface ExpandInput {
  readonly filter?: string;
  readonly offset?: number;
  readonly count?: number;
}

/** @throws ServiceError `value-set-unlisted` for a set that is described by prefixes or filters */
export function expand(set: ValueSet, { filter, offset = 0, count }: ExpandInput, now: Date): ValueSet {
  const all = listed(set);
  if (all === undefined) throw new ServiceError('value-set-unlisted');
  const words = filter?.toLowerCase();
  const found =
    words === undefined
      ? all
      : all.filter(({ display = '', code }) => `${display} ${code}`.toLowerCase().includes(words));
  const { expansion, ...rest } = withExpansion(
    set,
    found.slice(offset, count === undefined ? undefined : offset + count),
    now,
  );
  return { ...rest, expansion: { ...expansion, timestamp: now.toISOString(), total: found.length, offset } };
}

/** From the query of GET, and over it what the parameters of a body say. */
export function expandInput(
  query: Readonly<Record<string, unknown>>,
  parameters: readonly Readonly<Record<string, unknown>>[] = [],
): ExpandInput & { readonly url?: string } {
  const given = new Map<unknown, unknown>(Object.entries(query));
  for (const { name, valueUri, valueString, valueInteger } of parameters)
    given.set(name, valueUri ?? valueString ?? valueInteger);
  const text = (name: string): string | undefined => {
    const value = given.get(name);
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const whole = (name: string): number | undefined => {
    const value = given.get(name);
    if (value === undefined) return undefined;
    const number = Number(value);
    if (!Number.isInteger(number) || number < 0)
      throw new ServiceError('invalid-parameters', [
        { expression: name, diagnostics: `${name} is a whole number.` },
      ]);
    return number;
  };
  const [url, version, filter] = [text('url'), text('valueSetVersion'), text('filter')];
  const [offset, count] = [whole('offset'), whole('count')];
  return {
    ...(url !== undefined && { url: version === undefined ? url : `${url}|${version}` }),
    ...(filter !== undefined && { filter }),
    ...(offset !== undefined && { offset }),
    ...(count !== undefined && { count }),
  };
}
