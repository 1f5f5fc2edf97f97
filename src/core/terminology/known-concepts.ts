/**
 * What was found out about concepts that were seen before: the value sets they are in, the drugs they name. Charts of all patients are written in
 * the same few thousand concepts, and comparing words is much cheaper than looking them up. A concept is known again by its codes, systems,
 * displays and text; what is kept may depend on nothing else of it.
 */
import type { CodeableConcept } from '../fhir.js';

interface Spelt {
  readonly code: string;
  readonly system: unknown;
  readonly display: unknown;
}

interface Known<Value> {
  readonly text: unknown;
  readonly codings: readonly Spelt[];
  readonly value: Value;
}

/** A few hundred bytes each. */
const MOST = 10_000;
/** One code is written differently from EHR to EHR; more than these ways are odd. */
const MOST_OF_ONE_CODE = 20;
/** Of one concept; an EHR sends the codes of two or three systems. */
const MOST_CODINGS = 4;
/** Longer words are somebody's own, and seldom come again. */
const LONGEST = 200;

export class KnownConcepts<Value extends object> {
  /** By the first code of the concept. */
  readonly #byCode = new Map<string, readonly Known<Value>[]>();
  #count = 0;
  /** Odd ones: as long as their call lives. */
  readonly #others = new WeakMap<CodeableConcept, Value>();

  find(concept: CodeableConcept): Value | undefined {
    // Anything may come from an EHR. What is the same as a usual one is usual itself.
    const coding: unknown = concept.coding;
    const first: unknown = Array.isArray(coding) ? (coding as unknown[])[0] : undefined;
    const code = (first as Partial<Spelt> | null | undefined)?.code;
    const sameCode = code === undefined ? undefined : this.#byCode.get(code);
    if (sameCode !== undefined) for (const one of sameCode) if (isSame(one, concept)) return one.value;
    return this.#others.get(concept);
  }

  /** @returns the value */
  keep(concept: CodeableConcept, value: Value): Value {
    if (this.#count >= MOST) this.#forget();
    const known = isUsual(concept) ? knownAs(concept, value) : undefined;
    const code = known?.codings[0]?.code ?? '';
    const sameCode = this.#byCode.get(code) ?? [];
    if (!known || sameCode.length >= MOST_OF_ONE_CODE) this.#others.set(concept, value);
    else {
      this.#byCode.set(code, [...sameCode, known]);
      this.#count += 1;
    }
    return value;
  }

  /** All at once is as good as the oldest first, and costs nothing per look-up. */
  #forget(): void {
    this.#byCode.clear();
    this.#count = 0;
  }
}

function isSame({ text, codings }: Known<unknown>, concept: CodeableConcept): boolean {
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

function knownAs<Value>({ coding = [], text }: CodeableConcept, value: Value): Known<Value> {
  const codings = coding.map(({ code = '', system, display }) => ({ code, system, display }));
  return { text, codings, value };
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
