/**
 * What Coverage.type says about the line of business. Only programs that are certainly something else than a commercial
 * or Marketplace plan are recognised: EHRs file Marketplace members under "commercial", "PPO" or "managed care".
 */
import { codings, list, text } from '../chart/read.js';
import type { CodeableConcept } from '../fhir.js';
import { found } from '../lists.js';

/** A recognised program, named for people, and whether it could ever pay for an infused drug. */
export interface Program {
  readonly name: string;
  readonly code?: string;
  /** Dental, vision: never a candidate beside a medical coverage. */
  readonly ancillary: boolean;
}

/** Source of Payment Typology: the first digits are the category. */
const SOPT: readonly (readonly [RegExp, string])[] = [
  [/^1/, 'Medicare'],
  [/^2/, 'Medicaid'],
  [/^31/, 'Department of Defense'],
  [/^32/, 'Veterans Affairs'],
  [/^33/, 'Indian Health Service'],
  [/^4/, 'a department of corrections'],
  [/^95/, "workers' compensation"],
  [/^96/, 'automobile insurance'],
  [/^97/, 'legal liability'],
];
const SOPT_SYSTEM = /nahdo\.org\/sopt\/?$|2\.16\.840\.1\.113883\.3\.221\.5$/i;

/** HL7 v3 ActCode coverage types; PUBLICPOL, HMO, PPO … say nothing about the program. */
const ACT_CODE: Readonly<Record<string, string>> = {
  WCBPOL: "workers' compensation",
  AUTOPOL: 'automobile insurance',
  DENTPRG: 'dental',
  DENTAL: 'dental',
  VISPOL: 'vision',
};
const ACT_CODE_SYSTEM = /v3-ActCode$|2\.16\.840\.1\.113883\.5\.4$/i;

/** X12 claim filing indicator. */
const X12: Readonly<Record<string, string>> = {
  16: 'Medicare',
  MA: 'Medicare',
  MB: 'Medicare',
  MC: 'Medicaid',
  CH: 'Department of Defense',
  VA: 'Veterans Affairs',
  WC: "workers' compensation",
  AM: 'automobile insurance',
  LM: 'legal liability',
  DS: 'disability insurance',
  17: 'dental',
};
const X12_SYSTEM = /claim-filing-indicator/i;

const WORDS: readonly (readonly [RegExp, string])[] = [
  [/\b(?<!non[- ])medicare\b/i, 'Medicare'],
  [/\b((?<!non[- ])medicaid|peachcare)\b/i, 'Medicaid'],
  [/\btricare\b/i, 'Department of Defense'],
  [/\bworkers?['’]? ?comp/i, "workers' compensation"],
  [/^\s*dental\b/i, 'dental'],
  [/^\s*vision\b/i, 'vision'],
];

const SELF_PAY = /\bself[- ]?pay(ment|ing)?\b/i;
const ANCILLARY: ReadonlySet<string> = new Set(['dental', 'vision']);

/** The first program a code names, else one its words name; undefined when the type leaves the line of business open. */
export function programOf(type: CodeableConcept | undefined): Program | undefined {
  for (const coding of codings(type)) {
    const code = text(coding.code)?.trim().toUpperCase();
    const name = code === undefined ? undefined : nameOf(String(coding.system), code);
    if (name !== undefined) return { name, code: `${coding.system}|${code}`, ancillary: ANCILLARY.has(name) };
  }
  for (const words of wordsOf(type)) {
    const name = WORDS.find(([pattern]) => pattern.test(words))?.[1];
    if (name !== undefined) return { name, ancillary: ANCILLARY.has(name) };
  }
  return undefined;
}

/** `pay` of coverage-selfpay, 81 of the Source of Payment Typology, or the words "self pay" (facts: quirk 19). */
export function isSelfPayType(type: CodeableConcept | undefined): boolean {
  const coded = codings(type).some((coding) => {
    const system = String(coding.system);
    return (
      (/coverage-selfpay$/.test(system) && coding.code === 'pay') ||
      (SOPT_SYSTEM.test(system) && coding.code === '81')
    );
  });
  return coded || wordsOf(type).some(saysSelfPay);
}

export function saysSelfPay(words: unknown): boolean {
  return typeof words === 'string' && SELF_PAY.test(words);
}

function nameOf(system: string, code: string): string | undefined {
  if (SOPT_SYSTEM.test(system)) return SOPT.find(([pattern]) => pattern.test(code))?.[1];
  if (ACT_CODE_SYSTEM.test(system)) return ACT_CODE[code];
  return X12_SYSTEM.test(system) ? X12[code] : undefined;
}

function wordsOf(type: CodeableConcept | undefined): readonly string[] {
  if (!type) return [];
  return [...list(text(type.text)), ...found(codings(type), (coding) => text(coding.display))];
}
