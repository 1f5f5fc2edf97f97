/** National Drug Codes: every printed shape becomes the 11 digits (5-4-2) that billing tables use. */

/** What a text can mean as an NDC. */
export type NdcShape =
  /** one package, or for ten bare digits every package it could be */
  | { readonly kind: 'package'; readonly candidates: readonly string[] }
  /** labeler and product without the package: 9 digits */
  | { readonly kind: 'product'; readonly digits: string }
  | { readonly kind: 'malformed' };

const MALFORMED: NdcShape = { kind: 'malformed' };
/** Digits per segment that FDA and HIPAA print; one of them is always one digit short, or none is. */
const SEGMENTED = new Set(['4-4-2', '5-3-2', '5-4-1', '5-4-2']);
const PRODUCT = new Set(['4-4', '5-3', '5-4']);

/** Reads 4-4-2, 5-3-2, 5-4-1, 5-4-2, 11 bare digits, 10 bare digits (three readings) and labeler-product without package. */
export function readNdc(text: string): NdcShape {
  const trimmed = text.trim();
  if (/^\d{11}$/.test(trimmed)) return { kind: 'package', candidates: [trimmed] };
  if (/^\d{10}$/.test(trimmed)) return { kind: 'package', candidates: splitsOfTen(trimmed) };
  if (!/^\d{4,5}-\d{3,4}(?:-\d{1,2})?$/.test(trimmed)) return MALFORMED;
  const parts = trimmed.split('-');
  const shape = parts.map((part) => part.length).join('-');
  const padded = parts.map((part, index) => part.padStart([5, 4, 2][index] ?? 0, '0')).join('');
  if (SEGMENTED.has(shape)) return { kind: 'package', candidates: [padded] };
  return PRODUCT.has(shape) ? { kind: 'product', digits: padded } : MALFORMED;
}

function splitsOfTen(digits: string): readonly string[] {
  return [
    `0${digits}`,
    `${digits.slice(0, 5)}0${digits.slice(5)}`,
    `${digits.slice(0, 9)}0${digits.slice(9)}`,
  ];
}
