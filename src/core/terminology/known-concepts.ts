/**
 * The matches of concepts that were seen before. Charts of all patients are written in the same few thousand concepts, and comparing words is
 * much cheaper than looking them up in every value set. A concept is found by all that matching looks at: its code, system, display and text.
 */
import type { CodeableConcept } from '../fhir.js';
import type { ConceptMatch } from './types.js';

type Matches = ReadonlyMap<string, ConceptMatch>;

interface Spelt {
  readonly code: string;
  readonly system: unknown;
  readonly display: unknown;
  readonly text: unknown;
}

interface Known extends Spelt {
  readonly matches: Matches;
}

/** A few hundred bytes each. */
const MOST = 10_000;
/** Displays of one code differ from EHR to EHR; more than these are odd. */
const MOST_OF_ONE_CODE = 20;
/** Longer words are somebody's own, and seldom come again. */
const LONGEST = 200;

export class KnownConcepts {
  readonly #byCode = new Map<string, Known[]>();
  #count = 0;
  /** Concepts of several codings and odd ones: as long as their call lives. */
  readonly #others = new WeakMap<CodeableConcept, Matches>();

  find(concept: CodeableConcept): Matches | undefined {
    const spelt = spelling(concept);
    const known = spelt && this.#byCode.get(spelt.code)?.find((one) => isSame(one, spelt));
    return known ? known.matches : this.#others.get(concept);
  }

  /** @returns the matches */
  keep(concept: CodeableConcept, matches: Matches): Matches {
    if (this.#count >= MOST) this.#forget();
    const spelt = spelling(concept);
    const sameCode = (spelt && this.#byCode.get(spelt.code)) ?? [];
    if (!spelt || sameCode.length >= MOST_OF_ONE_CODE) this.#others.set(concept, matches);
    else {
      this.#byCode.set(spelt.code, [...sameCode, { ...spelt, matches }]);
      this.#count += 1;
    }
    return matches;
  }

  /** All at once is as good as the oldest first, and costs nothing per look-up. */
  #forget(): void {
    this.#byCode.clear();
    this.#count = 0;
  }
}

function isSame(one: Spelt, other: Spelt): boolean {
  return one.display === other.display && one.system === other.system && one.text === other.text;
}

/** Undefined for a concept that is not exactly one coding, with text or without, of ordinary length. */
function spelling(concept: CodeableConcept): Spelt | undefined {
  const { coding, text } = concept;
  if (!Array.isArray(coding) || coding.length !== 1 || !isShort(text)) return undefined;
  const [only] = coding as readonly unknown[];
  if (typeof only !== 'object' || only === null) return undefined;
  const { code, system, display } = only as Record<string, unknown>;
  if (typeof code !== 'string' || code.length > LONGEST || !isShort(system) || !isShort(display))
    return undefined;
  return { code, system, display, text };
}

function isShort(value: unknown): boolean {
  return value === undefined || (typeof value === 'string' && value.length <= LONGEST);
}
