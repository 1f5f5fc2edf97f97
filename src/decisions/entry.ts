/**
 * What is handed to the store in one piece: a call with its decisions, a few entries of feedback, or an entry of the audit. It is
 * turned into text once, and that text is what the spool, the store's thread and a replay pass on.
 */
import type { AuditEntry } from './audit-entry.js';
import type { CallRecord } from './call-record.js';
import type { FeedbackRecord } from './feedback-record.js';
import type { DecisionRecord } from './record.js';

/** `key` is unique over all processes and grows with time: an entry that is stored twice is stored once. */
export type Entry =
  | {
      readonly kind: 'call';
      readonly key: string;
      readonly audit: AuditEntry;
      readonly call: CallRecord;
      readonly decisions: readonly DecisionRecord[];
    }
  | {
      readonly kind: 'feedback';
      readonly key: string;
      readonly audit: AuditEntry;
      readonly feedback: readonly FeedbackRecord[];
    }
  | { readonly kind: 'audit'; readonly key: string; readonly audit: AuditEntry };

/** What the store can look for in a decision record, beside its text. */
export interface DecisionHead {
  readonly id: string;
  readonly hookInstance: string;
  readonly evaluatedAt: string;
  readonly determination: string;
  readonly cause?: string | undefined;
  readonly drug: string;
  readonly silent?: boolean | undefined;
}

/** An entry as it is read back: the decision records stay text. */
export type StoredEntry =
  | Extract<Entry, { kind: 'feedback' | 'audit' }>
  | (Omit<Extract<Entry, { kind: 'call' }>, 'decisions'> & {
      readonly heads: readonly DecisionHead[];
      readonly records: readonly string[];
    });

/** JSON allows a tab between its tokens, and JSON.stringify writes none: so a line of JSON can be cut at it without being parsed. */
const SEAM = '\t,';

/** One line of JSON without line break: an array of the entry's head and the decision records. */
export function encodeEntry(entry: Entry): string {
  if (entry.kind !== 'call') return `[${JSON.stringify(entry)}]`;
  const { kind, key, audit, call, decisions } = entry;
  let line = `[${JSON.stringify({ kind, key, audit, call, heads: decisions.map(headOf) })}`;
  for (const decision of decisions) line += `${SEAM}${JSON.stringify(decision)}`;
  return `${line}]`;
}

/** @throws SyntaxError for a line that encodeEntry did not write */
export function decodeEntry(line: string): StoredEntry {
  const parts = line.slice(1, -1).split(SEAM);
  const head = JSON.parse(parts[0] ?? '') as StoredEntry;
  if (typeof head !== 'object' || head === null || typeof head.key !== 'string')
    throw new SyntaxError('a line of the spool is no entry');
  if (head.kind !== 'call') return head;
  if (head.heads.length !== parts.length - 1) throw new SyntaxError('a line of the spool is incomplete');
  return { ...head, records: parts.slice(1) };
}

/** The decision records of a line whose head is wanted; none for an entry that is no call. */
export function recordsIn(line: string, wanted: (head: DecisionHead) => boolean): readonly DecisionRecord[] {
  const entry = decodeEntry(line);
  if (entry.kind !== 'call') return [];
  return entry.heads.flatMap((head, position) =>
    wanted(head) ? [JSON.parse(entry.records[position] ?? '') as DecisionRecord] : [],
  );
}

function headOf(record: DecisionRecord): DecisionHead {
  return {
    id: record.id,
    hookInstance: record.hookInstance,
    evaluatedAt: record.evaluatedAt,
    determination: record.determination,
    cause: record.cause,
    drug: record.drug.name,
    silent: record.silent,
  };
}

/** Keys that sort by time, unique over processes. */
export function keyMaker(random: string): () => string {
  let count = 0;
  return () => {
    count += 1;
    return `${Date.now().toString(36).padStart(9, '0')}-${random}-${count.toString(36)}`;
  };
}
