/** A fact of the chart as evidence in a decision. */
import type { CodeableConcept } from '../fhir.js';
import type { Evidence } from '../evidence.js';
import type { Fact } from './fact.js';
import { displayOf, list } from './read.js';

type Loose = Record<string, unknown>;
type Writable<T> = { -readonly [member in keyof T]: T[member] };

/**
 * A fact as evidence for the record: reference, date, status, code and how it was obtained. `words` name it where the chart has a bare code.
 */
export function evidenceOf(fact: Fact, note?: string, words?: string): Evidence {
  const concept = fact.concepts[0];
  const coding = list(concept?.coding)[0];
  const display = chartWords(concept) ?? words ?? displayOf(concept);
  const code = coding?.code && (coding.system ? `${coding.system}|${coding.code}` : coding.code);
  const status = statusText(fact.resource as unknown as Loose);
  const { reference, obtained, when } = fact;
  const evidence: Writable<Evidence> = { reference, source: obtained.source };
  if (obtained.page !== undefined) evidence.page = obtained.page;
  if (when) evidence.date = when.text;
  if (status) evidence.status = status;
  if (code) evidence.code = code;
  if (display) evidence.display = display.slice(0, 120);
  if (note) evidence.note = note;
  return evidence;
}

/** What the chart itself calls it; a code alone is no word. */
function chartWords(concept: CodeableConcept | undefined): string | undefined {
  const display = displayOf(concept);
  return list(concept?.coding).some((coding) => coding.code === display) ? undefined : display;
}

function statusText(source: Loose): string | undefined {
  const clinical = displayCode(source['clinicalStatus']);
  const verification = displayCode(source['verificationStatus']);
  const status = typeof source['status'] === 'string' ? source['status'] : undefined;
  return [clinical, verification, status].filter(Boolean).join(', ') || undefined;
}

function displayCode(concept: unknown): string | undefined {
  const code = list((concept as CodeableConcept | undefined)?.coding)[0]?.code;
  return typeof code === 'string' ? code : undefined;
}
