/** One sentence per criterion for a prescriber, from the policy's templates and what the question found. */
import type { CriterionStatus } from '../decision.js';
import type { ReasonTemplates } from './document.js';
import type { NodeResult } from './result.js';

/** The sentences of a criterion by what they are said of, best first: one that lacks a value gives way to the next. */
export type CompiledReasons = { readonly [of in keyof ReasonTemplates]: readonly Sentence[] };

/** Words before each placeholder, and those behind the last. */
interface Sentence {
  readonly holes: readonly Hole[];
  readonly end: string;
}

interface Hole {
  readonly before: string;
  readonly name: string;
  readonly optional: boolean;
}

export function compileReasons(templates: ReasonTemplates): CompiledReasons {
  return Object.fromEntries(
    Object.entries(templates).map(([of, sentences]) => [of, [sentences].flat().map(compileSentence)]),
  );
}

/** `{name}` is a placeholder; `{name?}` is one that may be empty. */
function compileSentence(template: string): Sentence {
  const holes: Hole[] = [];
  let end = 0;
  for (const { 0: placeholder, 1: name = '', 2: mark, index } of template.matchAll(/\{(\w+)(\?)?\}/g)) {
    holes.push({ before: template.slice(end, index), name, optional: mark !== undefined });
    end = index + placeholder.length;
  }
  return { holes, end: template.slice(end) };
}

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
  if (status === 'needs-documentation') {
    const unseen = unseenWords(result);
    // What the payer's directory says of sites is no finding in the chart.
    if (unseen !== undefined && result.evidence.every(({ source }) => source === 'directory'))
      return `Could not be checked: ${unseen} not visible to this service.`;
  }
  for (const sentence of sentencesFor(result, status)) {
    const words = fill(sentence, result.detail, drugName);
    if (words !== undefined) return asSentence(words);
  }
  return DEFAULTS[status];
}

/** Can the reason be another for another drug? */
export function mayNameDrug(result: NodeResult, status: CriterionStatus): boolean {
  if (status === 'not-evaluated') return false;
  return sentencesFor(result, status).some(({ holes }) => holes.some(({ name }) => name === 'drug'));
}

const NO_SENTENCES: readonly Sentence[] = [];

function sentencesFor(
  { node, standing }: NodeResult,
  status: Exclude<CriterionStatus, 'not-evaluated'>,
): readonly Sentence[] {
  return node.sentences?.[standing === 'not-concerned' ? 'otherwise' : status] ?? NO_SENTENCES;
}

/** With a capital, and one mark at its end where the last value is a question. */
function asSentence(words: string): string {
  const whole = words.endsWith('?.') ? words.slice(0, -1) : words;
  const first = whole.charCodeAt(0);
  return first >= CAPITAL_A && first <= CAPITAL_Z ? whole : whole.charAt(0).toUpperCase() + whole.slice(1);
}

const CAPITAL_A = 65;
const CAPITAL_Z = 90;

/** Undefined when a value is missing, so that no sentence has a hole in it. */
function fill({ holes, end }: Sentence, detail: NodeResult['detail'], drugName: string): string | undefined {
  let words = '';
  for (const { before, name, optional } of holes) {
    const value = name === 'drug' ? drugName : detail[name];
    if (value === undefined && !optional) return undefined;
    words += before + (value ?? '');
  }
  return words + end;
}

function unseenWords(result: NodeResult): string | undefined {
  if (result.missing.length === 0) return undefined;
  const names = [...new Set(result.missing.map((key) => READ_NAMES[key] ?? key))];
  return names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : names[0];
}
