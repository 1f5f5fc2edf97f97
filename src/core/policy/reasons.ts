/** One sentence per criterion for a prescriber, from the policy's templates and what the question found. */
import type { CriterionStatus } from '../decision.js';
import type { NodeResult } from './result.js';

/** What a read key is called in a sentence. */
const READ_NAMES: Readonly<Record<string, string>> = {
  patient: "the patient's address",
  conditions: 'diagnoses',
  allergies: 'allergies',
  adverseEvents: 'adverse events',
  observations: 'observations',
  administrations: 'administered doses',
  dispenses: 'dispenses',
  statements: 'medication statements',
  medicationRequests: 'earlier orders',
  procedures: 'procedures',
  encounters: 'encounters',
  serviceRequests: 'service orders',
  documents: 'documents',
  claimResponses: 'earlier authorizations',
  questionnaireResponses: 'completed forms',
  tasks: 'referral tasks',
  carers: 'related persons',
};

const DEFAULTS: Record<CriterionStatus, string> = {
  met: 'Supported by the chart.',
  'not-met': 'Not met on the data available.',
  'needs-documentation': 'Cannot be decided from the chart; needs documentation.',
  'not-evaluated': 'Not evaluated.',
};

/** `drugName` fills `{drug}` everywhere. */
export function reasonOf(result: NodeResult, status: CriterionStatus, drugName: string): string {
  if (status === 'not-evaluated') return DEFAULTS[status];
  const templates = result.node.reasons;
  const unseen = unseenWords(result);
  // What the payer's directory says of sites is no finding in the chart.
  const isBare = result.evidence.every(({ source }) => source === 'directory');
  if (status === 'needs-documentation' && unseen !== undefined && isBare)
    return `Could not be checked: ${unseen} not visible to this service.`;
  const sentences = result.standing === 'not-concerned' ? templates?.otherwise : templates?.[status];
  const values = { ...result.detail, drug: drugName };
  for (const sentence of typeof sentences === 'string' ? [sentences] : (sentences ?? [])) {
    const words = fill(sentence, values);
    if (words !== undefined) return asSentence(words);
  }
  return DEFAULTS[status];
}

/** With a capital, and one mark at its end where the last value is a question. */
function asSentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1).replace(/\?\.$/, '?');
}

/** Fills `{name}`; `{name?}` may be empty. Undefined when a value is missing, so that no sentence has a hole in it. */
export function fill(template: string, values: Readonly<Record<string, string>>): string | undefined {
  let whole = true;
  const text = template.replace(/\{(\w+)(\?)?\}/g, (_, name: string, optional: string | undefined) => {
    const value = values[name];
    if (value === undefined && optional === undefined) whole = false;
    return value ?? '';
  });
  return whole ? text : undefined;
}

function unseenWords(result: NodeResult): string | undefined {
  if (result.missing.length === 0) return undefined;
  const names = [...new Set(result.missing.map((key) => READ_NAMES[key] ?? key))];
  return names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : names[0];
}
