import { describe, expect, test } from '@jest/globals';
import { additionalCards } from '../../src/cards/home-orders.js';
import { renderCards } from '../../src/cards/render.js';
import type { Action, Suggestion } from '../../src/cards/types.js';
import type { Decision } from '../../src/core/decision.js';
import type { MedicationRequest, PractitionerRole, ServiceRequest } from '../../src/core/fhir.js';
import type { Order } from '../../src/core/orders/types.js';
import { cardKnowledge, countingIds, subjectOf } from '../support/answers.js';
import {
  companion,
  decision,
  homeInfusion,
  infusionSuite,
  medicationRequest,
  order,
  samples,
  site,
} from '../support/decisions.js';

const POS = 'https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set';
const NUCC = 'http://nucc.org/provider-taxonomy';
const NPI = 'http://hl7.org/fhir/sid/us-npi';

function suggestionsOf(given: Decision): readonly Suggestion[] {
  return renderCards(subjectOf(given), cardKnowledge, countingIds())[0]?.suggestions ?? [];
}

function actionOf(given: Decision, label: RegExp): Action {
  const suggestion = suggestionsOf(given).find((one) => label.test(one.label));
  const action = suggestion?.actions?.[0];
  if (!action) throw new Error(`no suggestion ${String(label)}`);
  return action;
}

const updated = <T>(given: Decision, label: RegExp) => actionOf(given, label).resource as T;

describe('given the site was read from a ServiceRequest of the draft', () => {
  const given = decision({
    order: order(medicationRequest(), [companion()]),
    site: site({ writtenAt: 'ServiceRequest/s1' }),
  });

  test('then home infusion updates that ServiceRequest: POS 12, the agency as performer, no location', () => {
    expect(actionOf(given, /^Home infusion/)).toEqual({
      type: 'update',
      description: 'Change the site of infliximab to home infusion: Example Home Infusion',
      resource: {
        resourceType: 'ServiceRequest',
        id: 's1',
        status: 'draft',
        intent: 'order',
        code: { coding: [{ system: 'http://www.ama-assn.org/go/cpt', code: '96413' }] },
        subject: { reference: 'Patient/p1' },
        note: [{ text: 'morning, please' }],
        locationCode: [{ coding: [{ system: POS, code: '12', display: 'Home' }] }],
        performerType: { coding: [{ system: NUCC, code: '251F00000X', display: 'Home Infusion Agency' }] },
        performer: [
          {
            type: 'Organization',
            identifier: { system: NPI, value: '1900000054' },
            display: 'Example Home Infusion',
          },
        ],
      },
    });
  });

  test('then the suite is POS 11 together with the taxonomy that makes it one', () => {
    const request = updated<ServiceRequest>(given, /^Infusion suite/);
    expect(request.locationCode?.flatMap((one) => one.coding?.map((coding) => coding.code))).toEqual([
      '11',
      '261QI0500X',
    ]);
    expect(request.locationReference).toEqual([{ display: 'Midtown Example Infusion Suite' }]);
  });

  test('then a surgical center is POS 24', () => {
    const asc = { ...infusionSuite, taxonomies: ['261QA1903X'] };
    const request = updated<ServiceRequest>(
      { ...given, alternatives: [{ siteClass: 'ASC_AIC', sites: [asc] }] },
      /^Infusion suite/,
    );
    expect(request.locationCode?.flatMap((one) => one.coding?.map((coding) => coding.code))).toEqual(['24']);
  });

  test('then the original is left as it was', () => {
    const before = JSON.stringify(given);
    suggestionsOf(given);
    expect(JSON.stringify(given)).toBe(before);
  });

  test('given that ServiceRequest is not of the draft, then the MedicationRequest is updated', () => {
    const stored = companion();
    const elsewhere = { ...stored, obtained: { ...stored.obtained, source: 'read' as const } };
    const order1 = order(medicationRequest(), [elsewhere]);
    expect(updated({ ...given, order: order1 }, /^Home/)).toMatchObject({
      resourceType: 'MedicationRequest',
      id: 'm1',
    });
  });
});

describe('given only the MedicationRequest', () => {
  const given = decision();

  test('then home infusion sets encounter type HH, performer and dispenser, and nothing else', () => {
    const request = updated<MedicationRequest>(given, /^Home infusion/);
    const { category, performer, performerType, contained, dispenseRequest, ...rest } = request;
    const { category: before, ...original } = medicationRequest();
    expect(rest).toEqual(original);
    expect(category).toEqual([
      ...(before ?? []),
      {
        coding: [
          { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'HH', display: 'home health' },
        ],
      },
    ]);
    expect(performer).toEqual({ reference: '#site-of-care-performer', display: 'Example Home Infusion' });
    expect(performerType?.coding?.[0]?.code).toBe('251F00000X');
    expect(dispenseRequest?.performer).toMatchObject({ identifier: { system: NPI, value: '1900000054' } });
    expect(contained).toHaveLength(1);
  });

  test('then the suite is a contained PractitionerRole with organization, location and specialty', () => {
    const request = updated<MedicationRequest>(given, /^Infusion suite/);
    expect(request.contained).toEqual([
      {
        resourceType: 'PractitionerRole',
        id: 'site-of-care-performer',
        organization: {
          type: 'Organization',
          identifier: { system: NPI, value: '1900000039' },
          display: 'Midtown Example Infusion Suite',
        },
        code: [
          { coding: [{ system: POS, code: '11', display: 'Office' }] },
          { coding: [{ system: NUCC, code: '261QI0500X', display: 'Infusion Therapy Clinic/Center' }] },
        ],
        specialty: [
          { coding: [{ system: NUCC, code: '261QI0500X', display: 'Infusion Therapy Clinic/Center' }] },
        ],
        location: [{ display: 'Midtown Example Infusion Suite' }],
        telecom: [{ system: 'phone', value: '+1-555-0120' }],
      },
    ]);
    expect(request).not.toHaveProperty('dispenseRequest');
  });

  test('given an encounter type already, then it is replaced', () => {
    const request = medicationRequest({
      category: [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB' }] }],
    });
    const { category } = updated<MedicationRequest>(decision({ order: order(request) }), /^Home/);
    expect(category?.flatMap((one) => one.coding?.map((coding) => coding.code))).toEqual(['HH']);
  });

  test('given other contained resources and dispense details, then they stay', () => {
    const request = medicationRequest({
      contained: [{ resourceType: 'Medication', id: 'med' }],
      dispenseRequest: { numberOfRepeatsAllowed: 6, performer: { reference: 'Organization/h' } },
    });
    const changed = updated<MedicationRequest>(decision({ order: order(request) }), /^Home/);
    expect(changed.contained?.map((one) => one.id)).toEqual(['med', 'site-of-care-performer']);
    expect(changed.dispenseRequest?.numberOfRepeatsAllowed).toBe(6);
  });

  test('given the former performer was contained, then it does not stay behind without a reference (dom-3)', () => {
    const role: PractitionerRole = { resourceType: 'PractitionerRole', id: 'old' };
    const request = medicationRequest({ contained: [role], performer: { reference: '#old' } });
    const changed = updated<MedicationRequest>(decision({ order: order(request) }), /^Home/);
    expect(changed.contained?.map((one) => one.id)).toEqual(['site-of-care-performer']);
  });

  test('given something else refers to it, then it stays', () => {
    const role: PractitionerRole = { resourceType: 'PractitionerRole', id: 'old' };
    const request = medicationRequest({
      contained: [role],
      performer: { reference: '#old' },
      recorder: { reference: '#old' },
    });
    const changed = updated<MedicationRequest>(decision({ order: order(request) }), /^Home/);
    expect(changed.contained?.map((one) => one.id)).toEqual(['old', 'site-of-care-performer']);
  });

  test('given an earlier suggestion of ours was accepted, then its performer is replaced', () => {
    const accepted = updated<MedicationRequest>(given, /^Home/);
    const changed = updated<MedicationRequest>(decision({ order: order(accepted) }), /^Infusion/);
    expect(changed.contained).toHaveLength(1);
    expect(changed.category?.flatMap((one) => one.coding?.map((coding) => coding.code))).toEqual([
      'outpatient',
      'AMB',
    ]);
  });

  test('given elements of the wrong type, then nothing throws', () => {
    const broken = {
      ...medicationRequest(),
      category: 'x',
      contained: {},
      dispenseRequest: 'y',
      performer: 7,
    };
    const given1 = decision({ order: order(broken as unknown as MedicationRequest) });
    expect(suggestionsOf(given1)).toHaveLength(2);
  });
});

describe('sites to name', () => {
  test('given the directory names none, then the kind of site is suggested', () => {
    const given = decision({
      alternatives: [
        { siteClass: 'HOME', sites: [] },
        { siteClass: 'ASC_AIC', sites: [] },
      ],
    });
    expect(suggestionsOf(given).map((one) => one.label)).toEqual(['Home infusion', 'Infusion suite']);
    const request = updated<MedicationRequest>(given, /^Infusion/);
    expect(request.performerType?.coding?.[0]?.code).toBe('261QI0500X');
    expect(request).not.toHaveProperty('performer');
    expect(request).not.toHaveProperty('contained');
    expect(updated<MedicationRequest>(given, /^Home/)).not.toHaveProperty('dispenseRequest');
  });

  test('given a kind of site that is no alternative, then it is not suggested', () => {
    const given = decision({ alternatives: [{ siteClass: 'HOME', sites: [homeInfusion] }] });
    expect(suggestionsOf(given).map((one) => one.label)).toEqual(['Home infusion: Example Home Infusion']);
  });

  test('given a distance, then the label says it', () => {
    expect(suggestionsOf(decision())[1]?.label).toBe(
      'Infusion suite: Midtown Example Infusion Suite (2.3 mi)',
    );
  });

  test('given an order without id, then no update could name it and none is suggested', () => {
    const request = medicationRequest({ id: '' });
    expect(suggestionsOf(decision({ order: order(request) }))).toEqual([]);
  });
});

describe('given a severe reaction to the drug is recorded', () => {
  const safety = [
    { reference: 'AllergyIntolerance/al1', date: '2025-04-10', display: 'infliximab', note: 'Anaphylaxis' },
  ];
  const barred = (given: Decision): Decision => ({ ...given, safety });
  const detailOf = (given: Decision) =>
    renderCards(subjectOf(given), cardKnowledge, countingIds())[0]?.detail;

  test.each([
    'not-met',
    'needs-documentation',
    'not-fully-checked',
    'site-unknown',
    'split-order',
    'facility',
  ] as const)(
    '%s: then home infusion is not one click away, nor its continuation, and the card says why',
    (name) => {
      const labels = suggestionsOf(barred(samples[name])).map((one) => one.label);
      expect(labels).toContain('Infusion suite: Midtown Example Infusion Suite (2.3 mi)');
      expect(labels.filter((label) => /home/i.test(label))).toEqual([]);
      expect(detailOf(barred(samples[name]))).toContain(
        'Home infusion not offered: anaphylaxis to infliximab on the allergy list',
      );
      expect(detailOf(barred(samples[name]))).not.toContain('Example Home Infusion');
    },
  );

  test('then the orders that home infusion needs are not offered either', () => {
    const beside = (given: Decision) => additionalCards([subjectOf(given)], [], cardKnowledge, countingIds());
    expect(beside(samples['not-met'])).toHaveLength(1);
    expect(beside(barred(samples['not-met']))).toEqual([]);
  });

  test('then the summary does not send the patient home either', () => {
    const [card] = renderCards(subjectOf(barred(samples['not-met'])), cardKnowledge, countingIds());
    expect(card?.summary).toMatch(/Use an infusion suite\.$/);
  });

  test('given the chart does not name the reaction, then it is a severe one', () => {
    const unnamed = {
      ...samples['not-met'],
      safety: [{ reference: 'AllergyIntolerance/al1', display: 'infliximab' }],
    };
    expect(detailOf(unnamed)).toContain('not offered: severe reaction to infliximab on the allergy list');
  });
});

describe('given the order has to be split', () => {
  const atTheService = {
    ...samples['split-order'],
    order: order(medicationRequest(), [companion()]),
    site: site({ writtenAt: 'ServiceRequest/s1' }),
  };

  test('then one suggestion creates the continuation at home, after the first 28 days', () => {
    const uuid = 'urn:uuid:00000000-0000-4000-8000-000000000001';
    expect(actionOf(atTheService, /^Add an order to continue at home/)).toEqual({
      type: 'create',
      description:
        'Order home infusion of infliximab from 2025-11-05: Example Home Infusion; limit the order itself to 28 days',
      extension: { 'davinci-crd.if-none-exist': `identifier=urn:ietf:rfc:3986|${uuid}` },
      resource: {
        resourceType: 'ServiceRequest',
        identifier: [{ system: 'urn:ietf:rfc:3986', value: uuid }],
        basedOn: [{ reference: 'MedicationRequest/m1' }],
        status: 'draft',
        intent: 'order',
        code: {
          coding: [{ system: 'http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets', code: 'S9379' }],
          text: 'Home infusion of infliximab, continuation',
        },
        subject: { reference: 'Patient/p1' },
        encounter: { reference: 'Encounter/e1' },
        occurrencePeriod: { start: '2025-11-05' },
        authoredOn: '2025-10-01',
        requester: { reference: 'Practitioner/d1' },
        performerType: { coding: [{ system: NUCC, code: '251F00000X', display: 'Home Infusion Agency' }] },
        performer: [
          {
            type: 'Organization',
            identifier: { system: NPI, value: '1900000054' },
            display: 'Example Home Infusion',
          },
        ],
        locationCode: [{ coding: [{ system: POS, code: '12', display: 'Home' }] }],
      },
    });
  });

  test('then a continuation is not offered for another kind of missing documentation', () => {
    expect(suggestionsOf(samples['needs-documentation']).map((one) => one.label)).toEqual([
      'Home infusion: Example Home Infusion',
      'Infusion suite: Midtown Example Infusion Suite (2.3 mi)',
    ]);
  });
});

describe('given the order is no draft of this call (order-dispatch, appointment-book)', () => {
  const stored = order(medicationRequest(), [companion()]);
  const notHere: Order = {
    ...stored,
    obtained: { ...stored.obtained, source: 'read' },
    companions: stored.companions.map((one) => ({
      ...one,
      obtained: { ...one.obtained, source: 'read' as const },
    })),
  };

  test.each(['not-met', 'needs-documentation', 'split-order', 'site-unknown', 'facility'] as const)(
    '%s: then nothing is suggested, and the card says what a person can do',
    (name) => {
      const given = { ...samples[name], order: notHere };
      expect(suggestionsOf(given)).toEqual([]);
      const [card] = renderCards(subjectOf(given), cardKnowledge, countingIds());
      expect(card).not.toHaveProperty('selectionBehavior');
      const documents = name === 'needs-documentation' || name === 'split-order';
      expect(card?.links?.map(({ url, type }) => [type, url])).toEqual([
        ['absolute', 'https://payer.example.org/policies/ga-pmn-34'],
        ...(documents ? [['absolute', 'https://cds.example.org/fhir/Questionnaire/site-of-care']] : []),
      ]);
      expect(card?.detail).toContain(
        '- This order is not open for a change here: move infliximab in the order itself, or choose another performer',
      );
    },
  );

  test('given the service beside it is one, then that can be changed', () => {
    const given = decision({
      order: { ...notHere, companions: stored.companions },
      site: site({ writtenAt: 'ServiceRequest/s1' }),
    });
    expect(updated<ServiceRequest>(given, /^Home/)).toMatchObject({
      resourceType: 'ServiceRequest',
      id: 's1',
    });
  });

  test('given there is nowhere else to go, then nobody is told to move it', () => {
    const given = { ...samples['not-met'], order: notHere, alternatives: [] };
    const [card] = renderCards(subjectOf(given), cardKnowledge, countingIds());
    expect(card?.detail).not.toContain('not open for a change');
  });
});
