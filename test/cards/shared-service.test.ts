/** One infusion service for two drugs: moving one drug must not move the other. */
import { describe, expect, test } from '@jest/globals';
import { renderCards } from '../../src/cards/render.js';
import { subjectsOf } from '../../src/cards/subject.js';
import type { Action } from '../../src/cards/types.js';
import type { Decision } from '../../src/core/decision.js';
import type { MedicationRequest } from '../../src/core/fhir.js';
import type { CompanionLink } from '../../src/core/orders/types.js';
import { cardKnowledge, countingIds } from '../support/answers.js';
import {
  companion,
  drug,
  medicationRequest,
  order,
  samples,
  serviceRequest,
  silent,
  site,
} from '../support/decisions.js';

const SERVICE = 'ServiceRequest/s1';
const atTheService = site({ writtenAt: SERVICE });

/** An order of `name` that goes with ServiceRequest/s1. */
function goingWith(
  id: string,
  name: string,
  from: Decision,
  link: CompanionLink = 'supportingInformation',
): Decision {
  const request = medicationRequest({ id, supportingInformation: [{ reference: SERVICE }] });
  const companions = [{ ...companion(serviceRequest()), link }];
  return { ...from, drug: drug({ name }), order: order(request, companions), site: atTheService };
}

const moved = goingWith('m1', 'iron sucrose', samples['not-met']);

/** What the home suggestion about m1 does, with the other decisions in the same draft. */
function homeActions(...others: readonly Decision[]): readonly Action[] {
  const draft = [moved, ...others];
  const subject = subjectsOf(draft, draft, cardKnowledge).find(({ decisions }) => decisions.includes(moved));
  const [card] = subject ? renderCards(subject, cardKnowledge, countingIds()) : [];
  return card?.suggestions?.find(({ label }) => label.startsWith('Home'))?.actions ?? [];
}

describe('given a service order that another drug order goes with', () => {
  test.each<[string, Decision]>([
    ['whose criteria appear met', goingWith('m2', 'infliximab', samples.met)],
    ['that could move as well', goingWith('m2', 'infliximab', samples['not-met'])],
    ['that is on no list', goingWith('m2', 'infliximab', silent['drug not listed'])],
    ['linked by the same requisition', goingWith('m2', 'infliximab', samples.met, 'group')],
  ])('%s, then the drug order is changed, and the description says so', (_which, other) => {
    const actions = homeActions(other);
    expect(actions.map(({ resource }) => `${resource?.resourceType}/${resource?.id}`)).toEqual([
      'MedicationRequest/m1',
    ]);
    expect(actions[0]?.description).toBe(
      'Change the site of iron sucrose to home infusion: Example Home Infusion; ' +
        'the service order shared with infliximab stays as it is',
    );
  });

  test('then the changed drug order no longer goes with it, and keeps its other references', () => {
    const others = [{ reference: 'Condition/c1' }, { reference: 'ServiceRequest/s12' }];
    const request = medicationRequest({
      supportingInformation: [{ reference: 'https://ehr.example.org/fhir/ServiceRequest/s1' }, ...others],
      basedOn: [{ reference: SERVICE }],
    });
    const linked = { ...moved, order: { ...moved.order, request } };
    const draft = [linked, goingWith('m2', 'infliximab', samples.met)];
    const [subject] = subjectsOf(draft, draft, cardKnowledge);
    const [card] = subject ? renderCards(subject, cardKnowledge, countingIds()) : [];
    const changed = card?.suggestions?.[0]?.actions?.[0]?.resource as MedicationRequest;
    expect(changed.supportingInformation).toEqual(others);
    expect(changed).not.toHaveProperty('basedOn');
  });

  test.each<[string, readonly Decision[]]>([
    ['nobody else', []],
    [
      'an order that is merely in the same draft',
      [{ ...goingWith('m2', 'infliximab', samples.met, 'same-draft'), site: site() }],
    ],
    [
      'another order with the same answer, which moves with it',
      [goingWith('m2', 'iron sucrose', samples['not-met'])],
    ],
  ])('given it goes with %s, then it is changed once', (_who, others) => {
    const actions = homeActions(...others);
    expect(actions.map(({ resource }) => `${resource?.resourceType}/${resource?.id}`)).toEqual([SERVICE]);
    expect(actions[0]?.description).not.toContain('stays as it is');
  });
});

describe('given the service itself is what ties the order to it', () => {
  const detailOf = (one: Decision): string => {
    const draft = [one, goingWith('m2', 'infliximab', samples.met)];
    const subject = subjectsOf(draft, draft, cardKnowledge).find(({ decisions }) => decisions.includes(one));
    const [card] = subject ? renderCards(subject, cardKnowledge, countingIds()) : [];
    return card?.detail ?? '';
  };
  const tied = (request: MedicationRequest, service = serviceRequest(), link: CompanionLink = 'basedOn') => ({
    ...moved,
    order: order(request, [{ ...companion(service), link }]),
  });
  const stays =
    '- The service order shared with infliximab stays as it is: iron sucrose needs one of its own to move';

  test.each<[string, Decision]>([
    [
      'by basedOn',
      tied(medicationRequest(), serviceRequest({ basedOn: [{ reference: 'MedicationRequest/m1' }] })),
    ],
    [
      'by basedOn, and the order names it too',
      tied(
        medicationRequest({ supportingInformation: [{ reference: SERVICE }] }),
        serviceRequest({ basedOn: [{ reference: 'MedicationRequest/m1' }] }),
        'supportingInformation',
      ),
    ],
    ['by the requisition of both', tied(medicationRequest(), serviceRequest(), 'group')],
  ])('%s, then the card says that it stays, and what to do', (_how, one) => {
    expect(detailOf(one)).toContain(stays);
  });

  test('given the order alone names it, then the click parts them and nothing has to be said', () => {
    expect(detailOf(moved)).not.toContain('stays as it is');
  });
});
