/** The coverage-information of an order, as an EHR would put it into words (CRD ext-coverage-information). */
import { isObject, list, text, type Resource } from './resources.js';

export interface CoverageRow {
  readonly label: string;
  readonly value: string;
  /** The code, where the words say more. */
  readonly code?: string;
}

const URL = 'http://hl7.org/fhir/us/davinci-crd/StructureDefinition/ext-coverage-information';

const LABELS: Readonly<Record<string, string>> = {
  covered: 'Covered',
  'pa-needed': 'Prior authorization',
  'doc-needed': 'Documentation',
  'doc-purpose': 'Needed for',
  'info-needed': 'Still missing',
  billingCode: 'Billing code',
  reason: 'Reason',
  questionnaire: 'Questionnaire',
  'satisfied-pa-id': 'Authorization number',
  'expiry-date': 'Valid until',
  date: 'Stated on',
  coverage: 'Coverage',
  'coverage-assertion-id': 'Assertion id',
};

const WORDS: Readonly<Record<string, string>> = {
  'covered covered': 'Yes',
  'covered not-covered': 'No',
  'covered conditional': 'Under conditions',
  'pa-needed auth-needed': 'Needed',
  'pa-needed no-auth': 'Not needed',
  'pa-needed satisfied': 'On file',
  'pa-needed performpa': 'To be asked for',
  'pa-needed conditional': 'Depends',
  'doc-needed clinical': 'Clinical records',
  'doc-needed admin': 'Administrative records',
  'doc-needed patient': 'From the patient',
  'doc-needed conditional': 'Depends',
  'doc-needed no-doc': 'None',
  'doc-purpose withpa': 'the prior authorization',
  'doc-purpose withclaim': 'the claim',
  'doc-purpose withorder': 'the order',
  'doc-purpose retain-doc': 'the own files',
  'info-needed performer': 'who performs it',
  'info-needed location': 'where it is done',
  'info-needed timeframe': 'when it is done',
  'info-needed OTH': 'other information',
};

/** One list for each assertion on the resource; an order can carry several. */
export function coverageInformation(resource: Resource): readonly (readonly CoverageRow[])[] {
  return list(resource['extension']).flatMap((one) =>
    isObject(one) && one['url'] === URL ? [rowsOf(list(one['extension']))] : [],
  );
}

function rowsOf(parts: readonly unknown[]): readonly CoverageRow[] {
  const named = Object.entries(LABELS).flatMap(([url, label]) =>
    parts.flatMap((part): CoverageRow[] => {
      if (!isObject(part) || part['url'] !== url) return [];
      const value = valueOf(part);
      if (value === undefined) return [];
      const words = WORDS[`${url} ${value}`];
      return [words === undefined ? { label, value } : { label, value: words, code: value }];
    }),
  );
  return [...named, ...parts.flatMap(detailOf)];
}

/** A `detail`: its own code is the label. */
function detailOf(part: unknown): readonly CoverageRow[] {
  if (!isObject(part) || part['url'] !== 'detail') return [];
  const inner = new Map(
    list(part['extension']).flatMap((one) => (isObject(one) ? [[one['url'], valueOf(one)] as const] : [])),
  );
  const label = inner.get('code');
  const value = inner.get('value');
  if (label === undefined || value === undefined) return [];
  const qualification = inner.get('qualification');
  return [{ label, value: qualification === undefined ? value : `${value} (${qualification})` }];
}

/** Whatever value[x] it has, in words. */
function valueOf(part: Readonly<Record<string, unknown>>): string | undefined {
  const [, value] = Object.entries(part).find(([name]) => name.startsWith('value')) ?? [];
  if (typeof value === 'boolean' || typeof value === 'number') return String(value);
  if (!isObject(value)) return text(value);
  const [coding] = list(value['coding']);
  const period = [text(value['start']), text(value['end'])].filter(Boolean).join(' to ');
  return (
    text(value['text']) ??
    text(value['reference']) ??
    text(value['display']) ??
    text(value['code']) ??
    (isObject(coding) ? (text(coding['display']) ?? text(coding['code'])) : undefined) ??
    (period || undefined)
  );
}
