/**
 * The matches of concepts that were seen before. Charts of all patients are written in the same few thousand concepts, and comparing words is
 * much cheaper than looking them up in every value set. A concept is found by all that matching looks at: its codes, systems, displays and text.
 */
import type { CodeableConcept } from '../fhir.js';
import type { ConceptMatch } from './types.js';

type Matches = ReadonlyMap<string, ConceptMatch>;

interface Spelt {
  readonly code: string;
  readonly system: unknown;
  readonly display: unknown;
}

interface Known {
  readonly text: unknown;
  readonly codings: readonly Spelt[];
  readonly matches: Matches;
}

/** A few hundred bytes each. */
const MOST = 10_000;
/** One code is written differently from EHR to EHR; more than these ways are odd. */
const MOST_OF_ONE_CODE = 20;
/** Of one concept; an EHR sends the codes of two or three systems. */
const MOST_CODINGS = 4;
/** Longer words are somebody's own, and seldom come again. */
const LONGEST = 200;

export class KnownConcepts {
  /** By the first code of the concept. */
  readonly #byCode = new Map<string, readonly Known[]>();
  #count = 0;
  /** Odd ones: as long as their call lives. */
  readonly #others = new WeakMap<CodeableConcept, Matches>();

  find(concept: CodeableConcept): Matches | undefined {
    // Anything may come from an EHR. What is the same as a usual one is usual itself.
    const coding: unknown = concept.coding;
    const first: unknown = Array.isArray(coding) ? (coding as unknown[])[0] : undefined;
    const code = (first as Partial<Spelt> | null | undefined)?.code;
    const sameCode = code === undefined ? undefined : this.#byCode.get(code);
    if (sameCode !== undefined) for (const one of sameCode) if (isSame(one, concept)) return one.matches;
    return this.#others.get(concept);
  }

  /** @returns the matches */
  keep(concept: CodeableConcept, matches: Matches): Matches {
    if (this.#count >= MOST) this.#forget();
    const known = isUsual(concept) ? knownAs(concept, matches) : undefined;
    const code = known?.codings[0]?.code ?? '';
    const sameCode = this.#byCode.get(code) ?? [];
    if (!known || sameCode.length >= MOST_OF_ONE_CODE) this.#others.set(concept, matches);
    else {
      this.#byCode.set(code, [...sameCode, known]);
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

function isSame({ text, codings }: Known, concept: CodeableConcept): boolean {
  const others = concept.coding ?? [];
  if (text !== concept.text || codings.length !== others.length) return false;
  for (let at = 0; at < codings.length; at += 1) {
    const one = codings[at];
    const other = others[at];
    if (one?.code !== other?.code || one?.system !== other?.system || one?.display !== other?.display)
      return false;
  }
  return true;
}

function knownAs({ coding = [], text }: CodeableConcept, matches: Matches): Known {
  const codings = coding.map(({ code = '', system, display }) => ({ code, system, display }));
  return { text, codings, matches };
}

/** One to a few codings with a code each, with text or without, all of ordinary length. Anything may come from an EHR. */
function isUsual(concept: CodeableConcept): boolean {
  const coding: unknown = concept.coding;
  if (!Array.isArray(coding) || coding.length === 0 || coding.length > MOST_CODINGS) return false;
  return isShort(concept.text) && coding.every(isUsualCoding);
}

function isUsualCoding(coding: unknown): boolean {
  if (typeof coding !== 'object' || coding === null) return false;
  const { code, system, display } = coding as Record<string, unknown>;
  return typeof code === 'string' && code.length <= LONGEST && isShort(system) && isShort(display);
}

function isShort(value: unknown): boolean {
  return value === undefined || (typeof value === 'string' && value.length <= LONGEST);
}
