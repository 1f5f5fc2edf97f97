/** What the page does with the actions of an answer, as an EHR would. */
import { describe, expect, test } from '@jest/globals';
import type { HookRequest } from '../../sandbox/page/api/sandbox.js';
import { applyActions } from '../../sandbox/page/ehr/apply-actions.js';
import { readOrder } from '../../sandbox/page/ehr/read-order.js';

const drug = {
  resourceType: 'MedicationRequest',
  id: 'm1',
  medicationCodeableConcept: { text: 'infliximab' },
  supportingInformation: [{ reference: 'ServiceRequest/s1' }],
};
const visit = { resourceType: 'ServiceRequest', id: 's1', performer: [{ display: 'A hospital' }] };
const bundle = (...resources: readonly object[]) => ({
  resourceType: 'Bundle',
  entry: resources.map((resource) => ({ resource })),
});
const signing: HookRequest = {
  hook: 'order-sign',
  hookInstance: 'i1',
  context: { draftOrders: bundle(drug, visit) },
  prefetch: { conditions: bundle({ resourceType: 'Condition', id: 's1' }) },
};
const dispatching: HookRequest = {
  hook: 'order-dispatch',
  hookInstance: 'i2',
  context: { dispatchedOrders: ['MedicationRequest/m1'] },
  prefetch: { orders: bundle(drug, visit), others: bundle({ resourceType: 'MedicationRequest', id: 'old' }) },
};
const newId = () => 'new-1';
const titles = (request: HookRequest) => readOrder(request).map(({ key }) => key);

describe('actions', () => {
  test('an update replaces the resource where it stands, in the draft or among what is stored', () => {
    const resource = { ...visit, performer: [{ display: 'At home' }] } as never;
    for (const request of [signing, dispatching]) {
      const changed = applyActions(request, [{ type: 'update', description: 'd', resource }], newId);
      expect(readOrder(changed)[1]?.facts).toEqual([['Where', 'At home']]);
      expect(readOrder(request)[1]?.facts).toEqual([['Where', 'A hospital']]);
    }
  });

  test('an update of one type leaves another with the same id alone', () => {
    const changed = applyActions(
      signing,
      [{ type: 'update', description: 'd', resource: visit as never }],
      newId,
    );
    expect(changed.prefetch).toEqual(signing.prefetch);
  });

  test('a create joins the draft with an id of its own', () => {
    const resource = { resourceType: 'ServiceRequest', code: { text: 'Nursing' } } as never;
    const changed = applyActions(signing, [{ type: 'create', description: 'd', resource }], newId);
    expect(titles(changed)).toEqual(['MedicationRequest/m1', 'ServiceRequest/s1', 'ServiceRequest/new-1']);
  });

  test('a delete takes the resource out', () => {
    const gone = { type: 'delete', description: 'd', resourceId: 'ServiceRequest/s1' } as const;
    expect(titles(applyActions(signing, [gone], newId))).toEqual(['MedicationRequest/m1']);
  });
});

describe('the order on the screen', () => {
  test('of a chart, only what the call leads to', () => {
    expect(titles(dispatching)).toEqual(['MedicationRequest/m1', 'ServiceRequest/s1']);
  });

  test('given elements of any other type, then they are passed over', () => {
    const odd = {
      resourceType: 'MedicationRequest',
      id: 'm1',
      note: 'x',
      dosageInstruction: [null],
      medicationCodeableConcept: 3,
    };
    const [line] = readOrder({ ...signing, context: { draftOrders: bundle(odd) } });
    expect(line?.title).toBe('a drug without a name');
  });
});
