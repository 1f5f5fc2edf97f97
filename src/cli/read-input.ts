/** What an input without a code system can be: the systems that fit its shape are tried in order, the first that knows it wins. */
import { readCoding } from '../core/drug/read-coding.js';
import type { DaySpan } from '../core/dates.js';
import type { DrugTables } from '../core/drug/tables.js';
import type { Coding } from '../core/fhir.js';

const SYSTEMS = {
  RxNorm: 'http://www.nlm.nih.gov/research/umls/rxnorm',
  NDC: 'http://hl7.org/fhir/sid/ndc',
  HCPCS: 'http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets',
  CPT: 'http://www.ama-assn.org/go/cpt',
} as const;
type System = keyof typeof SYSTEMS;

export interface InputReading {
  /** What the input was taken for. */
  readonly as: System | 'text';
  /** Absent for text. */
  readonly coding?: Coding;
  readonly text: string;
  /** What was tried, in order, with the result: `RxNorm: not in the tables`. */
  readonly tried: readonly string[];
}

const PREFIXES: Readonly<Record<string, System | 'text'>> = {
  rxnorm: 'RxNorm',
  rxcui: 'RxNorm',
  ndc: 'NDC',
  hcpcs: 'HCPCS',
  cpt: 'CPT',
  text: 'text',
};

export function readInput(input: string, service: DaySpan, tables: DrugTables): InputReading {
  const [, prefix = '', named = ''] = /^([a-z]+):\s*(.+)$/is.exec(input) ?? [];
  const system = PREFIXES[prefix.toLowerCase()];
  if (system === 'text') return { as: 'text', text: named, tried: ['text, as asked'] };
  if (system)
    return { as: system, coding: codingOf(system, named), text: named, tried: [`${system}, as asked`] };

  const tried: string[] = [];
  let first: InputReading | undefined;
  for (const candidate of systemsFor(input)) {
    const coding = codingOf(candidate, input);
    const standing = standingOf(coding, service, tables);
    tried.push(`${candidate}: ${standing}`);
    if (standing === 'known') return { as: candidate, coding, text: input, tried };
    if (standing !== UNREADABLE) first ??= { as: candidate, coding, text: input, tried };
  }
  return first ?? { as: 'text', text: input, tried: [...tried, 'text'] };
}

/** By shape alone; a number of five digits may be an RxCUI or a CPT code. */
function systemsFor(input: string): readonly System[] {
  if (/^[A-Z]\d{4}\b/i.test(input)) return ['HCPCS'];
  if (/^\d{4,5}-\d{3,4}(?:-\d{1,2})?$/.test(input) || /^\d{9,11}$/.test(input)) return ['NDC'];
  if (/^\d{5}$/.test(input)) return ['RxNorm', 'CPT'];
  return /^\d{1,8}$/.test(input) ? ['RxNorm'] : [];
}

const UNREADABLE = 'cannot be read';

function standingOf(coding: Coding, service: DaySpan, tables: DrugTables): string {
  const reading = readCoding(coding, service, tables);
  if (typeof reading !== 'object') return UNREADABLE;
  return reading.standing === 'unknown'
    ? 'not in the tables'
    : reading.standing === 'known'
      ? 'known'
      : 'not a drug of the list';
}

/** Nine digits are labeler and product without the package. */
function codingOf(system: System, code: string): Coding {
  const written = system === 'NDC' && /^\d{9}$/.test(code) ? `${code.slice(0, 5)}-${code.slice(5)}` : code;
  return { system: SYSTEMS[system], code: written };
}
