/** A smallest valid order-sign call, a service that answers it, and a record such as a decision leaves. */
import type { DecisionRecord } from '../../src/decisions/record.js';
import type { HookService } from '../../src/hooks/service.js';

export const HOOK_INSTANCE = 'd1577c69-dfbe-44ad-ba6d-3e05e953b2ea';

export function orderSign(changes: Record<string, unknown> = {}, context: Record<string, unknown> = {}) {
  return {
    hook: 'order-sign',
    hookInstance: HOOK_INSTANCE,
    context: {
      userId: 'Practitioner/p1',
      patientId: 'patient-1',
      draftOrders: { resourceType: 'Bundle', type: 'collection', entry: [] },
      ...context,
    },
    ...changes,
  };
}

export function record(changes: Partial<DecisionRecord> = {}): DecisionRecord {
  return {
    id: 'assertion-1',
    hookInstance: HOOK_INSTANCE,
    hook: 'order-sign',
    crdVersion: '2.0',
    order: 'MedicationRequest/m1',
    drug: { outcome: 'NOT_LISTED', hcpcs: [], name: 'ibuprofen', path: [] },
    determination: 'not-applicable',
    cause: 'drug-not-listed',
    criteria: [],
    nonQualifying: [],
    assumptions: [],
    unavailable: [],
    evaluatedAt: '2025-10-01T12:00:00Z',
    ...changes,
  };
}

/** A service that says nothing, unless the test gives it another answer. */
export function fakeService(answer?: HookService['answer']): HookService {
  return {
    definition: {
      id: 'site-of-care-order-sign',
      hook: 'order-sign',
      title: 'Site of care',
      description: 'Says where an infused drug may be given.',
      prefetch: { patient: 'Patient/{{context.patientId}}' },
    },
    answer: answer ?? (() => Promise.resolve({ response: { cards: [], systemActions: [] }, records: [] })),
  };
}
