/** Spoils a JSON value at places that fast-check chooses, as EHRs, mapping tools and attackers do. */
import fc from 'fast-check';

export type Json = Record<string, unknown>;

/** One change: `place` counts through the paths of the value, so that it means something for any value. */
export interface Mutation {
  readonly place: number;
  readonly how: 'delete' | 'wrap' | 'repeat' | 'replace';
  readonly junk: unknown;
}

/** What stands where something else was meant. */
export const JUNK: readonly unknown[] = [
  null,
  0,
  7,
  -1.5,
  true,
  '',
  'x',
  'nonsense',
  '2025',
  '2025-10',
  '2025-13-45',
  {},
  [],
  [null],
  [[]],
  ['x'],
  [{}],
  { coding: null },
  { coding: [null, 7, { system: 3, code: 4, display: 5 }], text: 6 },
  { reference: 7 },
  { reference: 'Patient/someone-else' },
  [{ reference: '#nowhere' }],
  { start: 7, end: [] },
  { repeat: { boundsPeriod: 7, period: 'x' }, event: 7 },
  { value: 'x', unit: 7, code: [] },
  'y'.repeat(20_000),
];

export const mutations: fc.Arbitrary<readonly Mutation[]> = fc.array(
  fc.record({
    place: fc.nat(),
    how: fc.constantFrom<Mutation['how']>('delete', 'wrap', 'repeat', 'replace', 'replace'),
    junk: fc.constantFrom(...JUNK),
  }),
  { minLength: 1, maxLength: 4 },
);

/** A spoilt copy. */
export function mutate<T extends object>(value: T, changes: readonly Mutation[]): T {
  const copy = structuredClone(value);
  for (const change of changes) apply(copy, change);
  return copy;
}

function apply(root: object, { place, how, junk }: Mutation): void {
  const places = placesIn(root);
  const chosen = places[place % places.length];
  if (!chosen) return;
  const { holder, key } = chosen;
  const value = holder[key];
  if (how === 'delete' && Array.isArray(holder)) holder.splice(Number(key), 1);
  else if (how === 'delete') delete holder[key];
  else if (how === 'wrap') holder[key] = [value];
  else if (how === 'repeat') holder[key] = [value, structuredClone(value)];
  else holder[key] = structuredClone(junk);
}

/** Every member and element, at any depth. */
function placesIn(value: unknown): { holder: Json; key: string }[] {
  if (typeof value !== 'object' || value === null) return [];
  const holder = value as Json;
  return Object.keys(holder).flatMap((key) => [{ holder, key }, ...placesIn(holder[key])]);
}
