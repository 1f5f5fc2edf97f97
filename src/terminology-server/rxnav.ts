/**
 * Asks NLM's RxNav what an RxCUI is today (GET /REST/rxcui/{rxcui}/historystatus): its replacement when it was remapped,
 * and its ingredients. RxNav's HCPCS codes come from a third party and are not used (facts/drugs.md §7).
 */
import { list } from '../core/chart/read.js';
import type { AskedCode, SecondOpinion } from '../core/drug/disagreement.js';

/** Undefined for a code RxNav is not asked about. */
export function rxnavUrl(base: string, { system, code }: AskedCode): URL | undefined {
  if (system !== 'rxnorm' || !/^\d{1,8}$/.test(code)) return undefined;
  return new URL(`${base}/REST/rxcui/${code}/historystatus.json`);
}

interface History {
  readonly rxcuiStatusHistory?: {
    readonly derivedConcepts?: {
      readonly ingredientConcept?: readonly { readonly ingredientRxcui?: unknown }[];
      readonly remappedConcept?: readonly { readonly remappedRxCui?: unknown }[];
      readonly quantifiedConcept?: readonly { readonly quantifiedRxcui?: unknown }[];
    } | null;
  } | null;
}

export function readHistory(answer: unknown): SecondOpinion {
  const derived = (answer as History | null)?.rxcuiStatusHistory?.derivedConcepts;
  const remapped = list(derived?.remappedConcept).map(({ remappedRxCui }) => remappedRxCui);
  const quantified = list(derived?.quantifiedConcept).map(({ quantifiedRxcui }) => quantifiedRxcui);
  const ingredients = list(derived?.ingredientConcept).map(({ ingredientRxcui }) => ingredientRxcui);
  return {
    codes: [],
    replacements: rxcuis([...remapped, ...quantified]),
    ingredients: rxcuis(ingredients),
  };
}

const rxcuis = (values: readonly unknown[]): readonly string[] => [
  ...new Set(values.map((value) => String(value)).filter((value) => /^\d{1,8}$/.test(value))),
];
