/** Entries as the service makes them, to be stored and found again. */
import type { AuditEntry } from '../../src/decisions/audit-entry.js';
import type { CallRecord, ServedCard } from '../../src/decisions/call-record.js';
import { encodeEntry, keyMaker } from '../../src/decisions/entry.js';
import type { FeedbackRecord } from '../../src/decisions/feedback-record.js';
import type { DecisionRecord } from '../../src/decisions/record.js';
import { HOOK_INSTANCE, record } from '../support/hook-call.js';

export const NOON = '2025-10-01T12:00:00.000Z';
const newKey = keyMaker('test');

export function callRecord(changes: Partial<CallRecord> = {}): CallRecord {
  return {
    hookInstance: HOOK_INSTANCE,
    hook: 'order-sign',
    serviceId: 'site-of-care-order-sign',
    crdVersion: '2.0',
    clientId: 'ehr-1',
    patient: 'hash-of-patient-1',
    fhirServer: 'https://ehr.example.org/fhir',
    receivedAt: NOON,
    ms: 12.34,
    status: 200,
    cards: 1,
    actions: 1,
    served: [],
    ...changes,
  };
}

export function servedCard(changes: Partial<ServedCard> = {}): ServedCard {
  return {
    card: '0c1f3a86-3a3c-4d55-a1c7-4b0a9e4f7a11',
    suggestions: ['s1'],
    decisions: ['assertion-1'],
    template: 'not-met',
    criteria: ['C', 'D'],
    ...changes,
  };
}

export function feedbackRecord(changes: Partial<FeedbackRecord> = {}): FeedbackRecord {
  return {
    card: servedCard().card,
    outcome: 'overridden',
    outcomeTimestamp: '2025-10-01T12:05:00.000Z',
    suggestions: [],
    reason: 'impairment',
    criterion: 'C',
    serviceId: 'site-of-care-order-sign',
    receivedAt: '2025-10-01T12:05:01.000Z',
    ...changes,
  };
}

export function auditEntry(changes: Partial<AuditEntry> = {}): AuditEntry {
  return { at: NOON, who: 'client:ehr-1', what: 'hook-call', outcome: '200', ...changes };
}

/** The line of a call with these decisions. */
export function callLine(decisions: readonly DecisionRecord[], changes: Partial<CallRecord> = {}): string {
  return encodeEntry({
    kind: 'call',
    key: newKey(),
    call: callRecord(changes),
    decisions,
    audit: auditEntry({ at: changes.receivedAt ?? NOON }),
  });
}

/** The line of a call with one decision, which has this id. */
export function lineOf(id: string, changes: Partial<CallRecord> = {}): string {
  const hookInstance = changes.hookInstance ?? HOOK_INSTANCE;
  const evaluatedAt = changes.receivedAt ?? NOON;
  return callLine([record({ id, hookInstance, evaluatedAt })], changes);
}

export function feedbackLine(...feedback: readonly FeedbackRecord[]): string {
  return encodeEntry({
    kind: 'feedback',
    key: newKey(),
    feedback,
    audit: auditEntry({ what: 'feedback', outcome: `${feedback.length}` }),
  });
}

export function auditLine(changes: Partial<AuditEntry> = {}): string {
  return encodeEntry({ kind: 'audit', key: newKey(), audit: auditEntry(changes) });
}
