/** Asks a FHIR terminology server which HCPCS codes it maps a drug code to (ConceptMap/$translate, FHIR R4). */
import { list } from '../core/chart/read.js';
import type { AskedCode, SecondOpinion } from '../core/drug/disagreement.js';
import { drugCodeSystem } from '../core/drug/systems.js';

const HCPCS = 'http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets';
const SYSTEMS = {
  rxnorm: 'http://www.nlm.nih.gov/research/umls/rxnorm',
  ndc: 'http://hl7.org/fhir/sid/ndc',
} as const;
/** Equivalences that say that the target is not the drug. */
const NO_MATCH = new Set(['unmatched', 'disjoint']);

/** @param map canonical of the ConceptMap to use; the server chooses when absent */
export function translateUrl(base: string, { system, code }: AskedCode, map: string | undefined): URL {
  const url = new URL(`${base}/ConceptMap/$translate`);
  url.searchParams.set('system', SYSTEMS[system]);
  url.searchParams.set('code', code);
  url.searchParams.set('targetsystem', HCPCS);
  if (map !== undefined) url.searchParams.set('url', map);
  return url;
}

interface Part {
  readonly name?: unknown;
  readonly valueCode?: unknown;
  readonly valueCoding?: { readonly system?: unknown; readonly code?: unknown };
  readonly part?: readonly Part[];
}

/** Reads the Parameters of the answer; whatever else came says nothing. */
export function readTranslation(answer: unknown): SecondOpinion {
  const parameters = list((answer as { readonly parameter?: readonly Part[] } | null)?.parameter);
  const codes = parameters
    .filter(({ name }) => name === 'match')
    .flatMap((match) => {
      const parts = list(match.part);
      const equivalence = parts.find(({ name }) => name === 'equivalence')?.valueCode;
      if (typeof equivalence === 'string' && NO_MATCH.has(equivalence)) return [];
      const { system, code } = parts.find(({ name }) => name === 'concept')?.valueCoding ?? {};
      const own = system === undefined || drugCodeSystem(system) === 'hcpcs';
      return own && typeof code === 'string' && code !== '' ? [code.toUpperCase()] : [];
    });
  return { codes: [...new Set(codes)], replacements: [], ingredients: [] };
}
