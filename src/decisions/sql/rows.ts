/** Entries as rows of the tables. */
import { createHash } from 'node:crypto';
import type { AuditEntry } from '../audit-entry.js';
import type { StoredEntry } from '../entry.js';
import type { FeedbackRecord } from '../feedback-record.js';
import type { Span } from '../store.js';
import { clean, type Insert, type Value } from './driver.js';

type CallEntry = Extract<StoredEntry, { kind: 'call' }>;

/** In the order of the tables, so that two instances take their locks in one order. */
export function insertsOf(entries: readonly StoredEntry[]): readonly Insert[] {
  const calls = entries.filter((entry) => entry.kind === 'call');
  const inserts: Insert[] = [
    table('hook_call', CALL, calls.map(callRow)),
    table('decision', DECISION, calls.flatMap(decisionRows)),
    table('served_card', CARD, calls.flatMap(cardRows)),
    table('feedback', FEEDBACK, feedbackRows(entries)),
    table(
      'audit_entry',
      AUDIT,
      entries.map(({ key, audit }) => auditRow(key, audit)),
    ),
  ];
  return inserts.filter(({ rows }) => rows.length > 0);
}

function table(into: string, columns: string, rows: readonly (readonly Value[])[]): Insert {
  return { into, columns: columns.split(' '), rows };
}

const CALL =
  'key hook_instance hook service crd_version client patient fhir_server received_at tenths status cards actions silent_mode metric';

function callRow({ key, call }: CallEntry): readonly Value[] {
  return [
    key,
    clean(call.hookInstance),
    call.hook,
    call.serviceId,
    call.crdVersion,
    orNull(call.clientId),
    orNull(call.patient),
    clean(call.fhirServer ?? ''),
    instant(call.receivedAt),
    Math.round(call.ms * 10),
    call.status,
    call.cards,
    call.actions,
    flag(call.silentMode),
    call.metric === undefined ? null : JSON.stringify(call.metric),
  ];
}

const DECISION = 'call_key position id hook_instance evaluated_at determination cause drug silent record';

function decisionRows({ key, heads, records }: CallEntry): readonly (readonly Value[])[] {
  return heads.map((head, position) => [
    key,
    position,
    clean(head.id),
    clean(head.hookInstance),
    instant(head.evaluatedAt),
    head.determination,
    orNull(head.cause),
    clean(head.drug),
    flag(head.silent),
    records[position] ?? '{}',
  ]);
}

const CARD = 'card call_key served_at shown template drug links';

function cardRows({ key, call, heads }: CallEntry): readonly (readonly Value[])[] {
  return call.served.map(({ card, template, suggestions, decisions, criteria }) => {
    const drugs = heads.filter(({ id }) => decisions.includes(id)).map(({ drug }) => drug);
    return [
      card,
      key,
      instant(call.receivedAt),
      flag(!call.silentMode),
      template,
      clean([...new Set(drugs)].sort().join(' + ')),
      JSON.stringify({ suggestions, decisions, criteria }),
    ];
  });
}

const FEEDBACK =
  'card outcome at received_at service client reason reason_system criterion suggestions user_comment';

/** Sorted by key: two instances that are sent the same feedback cannot wait for each other. */
function feedbackRows(entries: readonly StoredEntry[]): readonly (readonly Value[])[] {
  return entries
    .flatMap((entry) => (entry.kind === 'feedback' ? entry.feedback : []))
    .map(feedbackRow)
    .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

function feedbackRow(one: FeedbackRecord): readonly Value[] {
  return [
    clean(one.card),
    one.outcome,
    instant(one.outcomeTimestamp),
    instant(one.receivedAt),
    one.serviceId,
    orNull(one.clientId),
    orNull(one.reason),
    orNull(one.reasonSystem),
    orNull(one.criterion),
    JSON.stringify(one.suggestions),
    orNull(one.userComment),
  ];
}

function keyOf(row: readonly Value[]): string {
  return row.slice(0, 3).join('\n');
}

const AUDIT = 'key at who what target outcome';

function auditRow(key: string, { at, who, what, target, outcome }: AuditEntry): readonly Value[] {
  return [key, instant(at), clean(who), what, orNull(target), outcome];
}

/** A token under a key of fixed length, whatever issuer and jti hold. */
export function tokenKey(issuer: string, jti: string): string {
  return createHash('sha256')
    .update(JSON.stringify([issuer, jti]))
    .digest('base64url');
}

/** One way of writing an instant, so that text compares as time does. */
export function instant(text: string): string {
  return new Date(text).toISOString();
}

/** Before everything that is kept. */
export const EARLIEST = '0001-01-01T00:00:00.000Z';

/** Instants before and after everything. */
export function bounds({ from, to }: Span): readonly [string, string] {
  return [instant(from ?? EARLIEST), instant(to ?? '9999-12-31T00:00:00Z')];
}

function orNull(text: string | undefined): string | null {
  return text === undefined ? null : clean(text);
}

function flag(on: boolean | undefined): number {
  return on ? 1 : 0;
}
