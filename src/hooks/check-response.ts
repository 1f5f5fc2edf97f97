/** Does an own answer keep CDS Hooks 2.0 and its version of CRD? Used by the tests on every answer, and at runtime as VALIDATE_RESPONSES says. */
import type { CrdVersion } from '../crd/dialect.js';
import type { Fault } from '../errors.js';
import { compileCheck } from './schema/compile.js';
import { CRD_RULES, RESPONSE_SCHEMA } from './schema/response.js';

const checkSchema = compileCheck(RESPONSE_SCHEMA, 'all');
const checkVersion = {
  '2.0': compileCheck(CRD_RULES['2.0'], 'all'),
  '2.2': compileCheck(CRD_RULES['2.2'], 'all'),
} as const satisfies Record<CrdVersion, unknown>;

/**
 * The faults of an answer; none when it is valid. Resources are the client's own and are not looked into.
 *
 * @param version of CRD the answer is in; without one only CDS Hooks is checked
 */
export function checkResponse(response: unknown, version?: CrdVersion): readonly Fault[] {
  const faults = [
    ...checkSchema(response),
    ...(version === undefined ? [] : checkVersion[version](response)),
  ];
  if (faults.length > 0) return faults;
  const {
    cards = [],
    systemActions = [],
    extension,
  } = response as {
    cards?: readonly { suggestions?: readonly { isRecommended?: boolean }[]; selectionBehavior?: string }[];
    systemActions?: readonly unknown[];
    extension?: unknown;
  };
  return [
    ...findEmpty(cards, 'cards'),
    ...findEmpty(systemActions, 'systemActions'),
    ...findEmpty(extension, 'extension'),
    ...tooManyRecommended(cards),
  ];
}

/** null, "", [] and {} are forbidden (CH-04); the two top-level arrays are the exception. */
function findEmpty(value: unknown, path: string): Fault[] {
  if (value === null || value === '')
    return [{ expression: path, diagnostics: `${path} is empty; it has to be left out.` }];
  if (typeof value !== 'object') return [];
  return Object.entries(value as Record<string, unknown>).flatMap(([key, member]) => {
    if (key === 'resource') return [];
    const place = Array.isArray(value) ? `${path}[${key}]` : `${path}.${key}`;
    if (typeof member === 'object' && member !== null && Object.keys(member).length === 0) {
      return [{ expression: place, diagnostics: `${place} is empty; it has to be left out.` }];
    }
    return findEmpty(member, place);
  });
}

/** cds-resp-1 */
function tooManyRecommended(
  cards: readonly { suggestions?: readonly { isRecommended?: boolean }[]; selectionBehavior?: string }[],
): Fault[] {
  return cards.flatMap(({ suggestions = [], selectionBehavior }, index) => {
    const recommended = suggestions.filter((suggestion) => suggestion.isRecommended === true).length;
    if (selectionBehavior !== 'at-most-one' || recommended < 2) return [];
    return [
      {
        expression: `cards[${index}].suggestions`,
        diagnostics: 'At most one suggestion can be recommended.',
      },
    ];
  });
}
