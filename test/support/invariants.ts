/**
 * The invariants crd-ci-q1 to q9 of the coverage-information extension, with the cardinalities and codes of each version,
 * evaluated by a FHIRPath engine over every answer that any test gets (see app.ts).
 *
 * Some published expressions do not say what their descriptions say. They are corrected here, in the stricter direction:
 * - q2 of 2.0.1 asks whether a list is true instead of whether it has members, so `not-covered` comes out as neither true nor false;
 * - q3 of either version tests one direction of "if and only if", each another one;
 * - q4 of 2.0.1 compares with a code `PA` that does not exist (it means `withpa`);
 * - q4 of 2.2.1 has the fault of q2, spells no-auth `noauth`, and looks for not-covered in pa-needed instead of covered;
 * - q6 of 2.1.0 compares with `Other`; 2.2.1 has the code OTH.
 */
import fhirpath from 'fhirpath';
import r4 from 'fhirpath/fhir-context/r4';
import type { Extension, FhirResource } from 'fhir/r4.js';
import type { CdsResponse } from '../../src/cards/types.js';
import { COVERAGE_INFORMATION } from '../../src/crd/coverage-information.js';
import type { CrdVersion } from '../../src/crd/dialect.js';

const has = (url: string, ...codes: string[]): string =>
  codes.length === 0
    ? `extension.where(url = '${url}').exists()`
    : `extension.where(url = '${url}' and (${codes.map((code) => `value = '${code}'`).join(' or ')})).exists()`;
const count = (url: string, limits: string): string => `extension.where(url = '${url}').count() ${limits}`;
const only = (url: string, ...codes: string[]): string =>
  `extension.where(url = '${url}').all(${codes.map((code) => `value = '${code}'`).join(' or ')})`;

const CONDITIONAL = ['covered', 'pa-needed', 'doc-needed'].map((url) => has(url, 'conditional')).join(' or ');
const INDETERMINATE = ['covered', 'pa-needed', 'doc-needed']
  .map((url) => has(url, 'indeterminate'))
  .join(' or ');
const NO_AUTHORIZATION = `${has('pa-needed', 'satisfied', 'no-auth')} or ${has('covered', 'not-covered')}`;

const COMMON = {
  'q3 (both directions)': `(${CONDITIONAL}) = ${has('info-needed')}`,
  q4: `(${NO_AUTHORIZATION}) implies ${has('doc-purpose', 'withpa')}.not()`,
  q5: `${has('pa-needed', 'satisfied')} = ${has('satisfied-pa-id')}`,
  'purposes go with documents': `${has('doc-purpose')} implies ${has('doc-needed')}`,
  'one coverage': `${count('coverage', '= 1')} and extension.where(url = 'coverage').value.reference.matches('^Coverage/[^/]+$')`,
  'one date': `${count('date', '= 1')} and extension.where(url = 'date').value.toString().length() = 10`,
  'one assertion id': `${count('coverage-assertion-id', '= 1')} and extension.where(url = 'coverage-assertion-id').value.exists()`,
  'one covered': count('covered', '= 1'),
  'pa-needed 0..1': count('pa-needed', '<= 1'),
  'satisfied-pa-id 0..1': count('satisfied-pa-id', '<= 1'),
  'purpose codes': only('doc-purpose', 'withpa', 'withclaim', 'withorder', 'retain-doc', 'OTH'),
  'every part has a value': 'extension.all(value.exists() or extension.exists())',
  'dependencies are orders': `extension.where(url = 'dependency').all(value.reference.matches('^[A-Z][A-Za-z]+/[^/]+$'))`,
  'details have a code and a value': `extension.where(url = 'detail').all(extension.where(url = 'code').count() = 1 and extension.where(url = 'value').count() = 1)`,
} as const;

export const INVARIANTS: Readonly<Record<CrdVersion, Readonly<Record<string, string>>>> = {
  '2.0': {
    ...COMMON,
    q1: `(${has('questionnaire')} or ${has('response')}) implies (${has('doc-needed')} and ${has('doc-needed', 'no-doc')}.not())`,
    q2: `${has('covered', 'not-covered')}.not() implies ${has('pa-needed')}`,
    'not-covered says no-auth': `${has('covered', 'not-covered')} implies ${has('pa-needed', 'no-auth')}`,
    'doc-needed 0..1': count('doc-needed', '<= 1'),
    'covered codes': only('covered', 'covered', 'not-covered', 'conditional'),
    'pa codes': only('pa-needed', 'no-auth', 'auth-needed', 'satisfied', 'performpa', 'conditional'),
    'doc codes': only('doc-needed', 'clinical', 'admin', 'both', 'conditional'),
    'info codes': only('info-needed', 'performer', 'location', 'timeframe', 'contract-window', 'OTH'),
    'no parts of a later version': `(${has('expiry-date')} or extension.where(url = 'detail').extension.where(url = 'category').exists()).not()`,
    'contacts are points': `extension.where(url = 'contact').all(value is ContactPoint)`,
    'no addresses as details': `extension.where(url = 'detail').extension.where(url = 'value' and value is url).empty()`,
  },
  '2.2': {
    ...COMMON,
    q1: `${has('questionnaire')} implies ${has('doc-needed')}`,
    q2: `${has('covered', 'not-covered')} implies ${has('pa-needed')}.not()`,
    'pa-needed unless not-covered': `${has('covered', 'not-covered')}.not() implies ${has('pa-needed')}`,
    q6: `${has('info-needed', 'OTH')} implies ${has('reason')}`,
    q7: `extension.where(url = 'reason').all(value.text.exists() or value.coding.exists())`,
    q8: `${has('doc-purpose')} implies ${has('reason')}`,
    q9: `(${INDETERMINATE}) implies ${has('reason')}`,
    'covered codes': only('covered', 'covered', 'not-covered', 'conditional', 'indeterminate'),
    'pa codes': only(
      'pa-needed',
      'no-auth',
      'auth-needed',
      'satisfied',
      'performpa',
      'conditional',
      'indeterminate',
    ),
    'doc codes': only('doc-needed', 'clinical', 'admin', 'patient', 'conditional', 'indeterminate'),
    'info codes': only(
      'info-needed',
      'performer',
      'location',
      'timeframe',
      'contract-window',
      'detail-code',
      'OTH',
    ),
    'no parts of an earlier version': `${has('response')}.not()`,
    'details have a category': `extension.where(url = 'detail').all(extension.where(url = 'category' and (value = 'cat-limitation' or value = 'cat-decisional' or value = 'cat-other')).count() = 1)`,
    'contacts are details': `extension.where(url = 'contact').all(value is ContactDetail)`,
    'expiry-date 0..1': count('expiry-date', '<= 1'),
  },
};

const compiled = Object.fromEntries(
  Object.entries(INVARIANTS).map(([version, expressions]) => [
    version,
    Object.entries(expressions).map(
      ([name, expression]) => [name, fhirpath.compile({ base: 'Extension', expression }, r4)] as const,
    ),
  ]),
);
/** Most answers repeat what another one said on another day. */
const known = new Map<string, readonly string[]>();

/** Names of the invariants that an extension breaks; an expression that is neither true nor false counts as broken. */
export function brokenInvariants(extension: Extension, version: CrdVersion): readonly string[] {
  const text = `${version} ${JSON.stringify(extension)}`.replace(
    /("url":"coverage-assertion-id","valueString":")[^"]+/,
    '$1x',
  );
  const before = known.get(text);
  if (before) return before;
  const broken = (compiled[version] ?? []).flatMap(([name, holds]) => {
    // The engine writes into what it is given.
    const result: unknown = holds(structuredClone(extension));
    return JSON.stringify(result) === '[true]' ? [] : [name];
  });
  known.set(text, broken);
  return broken;
}

/**
 * What is wrong with the assertions of an answer that this service made itself; nobody vouches for those of others.
 *
 * @param ids assertion ids that the answer gave out
 */
export function answerFaults(
  response: CdsResponse,
  version: CrdVersion,
  ids: ReadonlySet<string>,
): readonly string[] {
  return (response.systemActions ?? []).flatMap((action) => {
    // Some tests make answers that are not even objects.
    const resource = (action as typeof action | null)?.resource;
    const extensions = (resource as (FhirResource & { extension?: Extension[] }) | undefined)?.extension;
    if (!Array.isArray(extensions)) return [];
    const own = extensions.filter((one) => one?.url === COVERAGE_INFORMATION && ids.has(idOf(one)));
    const faults = own.flatMap((one) => brokenInvariants(one, version));
    // CI-08: one id for each request and coverage in an answer.
    const coverages = new Set(own.map((one) => JSON.stringify(part(one, 'coverage'))));
    if (coverages.size !== new Set(own.map(idOf)).size) faults.push('one id for each coverage');
    return faults.map((fault) => `${resource?.resourceType}/${resource?.id}: ${fault}`);
  });
}

function idOf(extension: Extension): string {
  return part(extension, 'coverage-assertion-id')?.valueString ?? '';
}

function part(extension: Extension, url: string): Extension | undefined {
  return extension.extension?.find((one) => one?.url === url);
}
