/** Routes of administration by code, and by the words people write. Codes: SNOMED CT, HL7 v3 and v2-0162, NCIt. */
import { knownSystem, SYSTEM } from '../terminology/systems.js';

/** `OTHER`: a route that is stated and none of the others. */
export type Route = 'IV' | 'SC' | 'IM' | 'ORAL' | 'TOPICAL' | 'RECTAL' | 'OTHER';

const SNOMED: Readonly<Record<string, Route>> = {
  '47625008': 'IV',
  '418114005': 'IV',
  '419993007': 'IV',
  '34206005': 'SC',
  '78421000': 'IM',
  '26643006': 'ORAL',
  '6064005': 'TOPICAL',
  '37161004': 'RECTAL',
  '46713006': 'OTHER',
};

/** v3-RouteOfAdministration and v2-0162 use the same short codes where both have one. */
const HL7: Readonly<Record<string, Route>> = {
  IV: 'IV',
  IVC: 'IV',
  IVCC: 'IV',
  IVCI: 'IV',
  IVINJ: 'IV',
  IVINJBOL: 'IV',
  IVP: 'IV',
  IVPB: 'IV',
  IVPUSH: 'IV',
  IVRPUSH: 'IV',
  IVSPUSH: 'IV',
  SC: 'SC',
  SQ: 'SC',
  SQINFUS: 'SC',
  IM: 'IM',
  IMD: 'IM',
  IMZ: 'IM',
  PO: 'ORAL',
  PR: 'RECTAL',
  TP: 'TOPICAL',
  TOPICAL: 'TOPICAL',
};

const NCIT: Readonly<Record<string, Route>> = {
  C38276: 'IV',
  C38299: 'SC',
  C28161: 'IM',
  C38288: 'ORAL',
  C38304: 'TOPICAL',
  C38295: 'RECTAL',
};

const HL7_SYSTEM = /(v3-RouteOfAdministration|v2[-/]0162|2\.16\.840\.1\.113883\.(5\.112|12\.162))$/i;

/** More specific words first: "subcutaneous infusion" is not intravenous. */
const WORDS: readonly (readonly [RegExp, Route])[] = [
  [/\b(intravenous(ly)?|i\.?v\.?(pb)?|iv push|iv piggyback)(?![\w-])/i, 'IV'],
  [/\b(subcutaneous(ly)?|sub-?q|sub-?cut|s\.?c\.?|s\.?q\.?|hypodermic)(?![\w-])/i, 'SC'],
  [/\b(intramuscular(ly)?|i\.?m\.?)(?![\w-])/i, 'IM'],
  [/\b(oral(ly)?|by mouth|p\.?o\.?)(?![\w-])/i, 'ORAL'],
  [/\b(topical(ly)?|transdermal)(?![\w-])/i, 'TOPICAL'],
  [/\b(rectal(ly)?|per rectum)(?![\w-])/i, 'RECTAL'],
  [
    /\b(intrathecal|intravitreal|intradermal|intra-?articular|nasal|ophthalmic|inhal\w+|sublingual|vaginal)(?![\w-])/i,
    'OTHER',
  ],
];

/** The route a coding means; undefined for a code that is not known here. */
export function routeOfCode(system: unknown, code: string): Route | undefined {
  const known = knownSystem(system);
  if (known === SYSTEM.snomed) return SNOMED[code];
  if (known === SYSTEM.ncit) return NCIT[code.toUpperCase()];
  return typeof system === 'string' && HL7_SYSTEM.test(system) ? HL7[code.toUpperCase()] : undefined;
}

/** Every route the words name. */
export function routesInWords(words: string): readonly Route[] {
  return WORDS.flatMap(([pattern, route]) => (pattern.test(words) ? [route] : []));
}
