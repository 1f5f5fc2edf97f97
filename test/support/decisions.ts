/** Sample decisions, one per kind of answer, about an infliximab order at an example hospital. */
import type { CriterionResult, CriterionStatus, Decision } from '../../src/core/decision.js';
import { spanOf } from '../../src/core/dates.js';
import type { DrugResolution } from '../../src/core/drug/types.js';
import type { Evidence } from '../../src/core/evidence.js';
import type { MedicationRequest, ServiceRequest } from '../../src/core/fhir.js';
import type { Companion, Order } from '../../src/core/orders/types.js';
import type { ReachableSite, SiteResult } from '../../src/core/site/types.js';
import type { PayerKnowledge } from '../../src/core/coverage/types.js';

const POS = 'https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set';

export const payer: PayerKnowledge = {
  id: 'demo-ga-him',
  name: 'Example Georgia Marketplace Plan (fictional)',
  identifiers: [{ system: 'urn:oid:2.16.840.1.113883.6.300', value: '99999' }],
  phone: '+1-555-0100',
  lineOfBusiness: 'HIM',
  state: 'GA',
  planIds: ['99999GA0010001-01'],
  policyId: 'GA.PMN.34',
  network: 'Organization/network-ga-him',
  maxDistanceMiles: 50,
  facilityCertifications: {},
  specialtyPharmacyCannotSupply: [],
  zipCentroids: {},
};

export const homeInfusion: ReachableSite = {
  organization: 'Organization/home-infusion-1',
  name: 'Example Home Infusion',
  npi: '1900000054',
  phone: '+1-555-0130',
  siteClass: 'HOME',
  taxonomies: ['251F00000X'],
  inNetwork: true,
  acceptingPatients: true,
  zipPrefixes: ['303'],
};

export const infusionSuite: ReachableSite = {
  organization: 'Organization/aic-1',
  location: 'Location/aic-1-suite',
  name: 'Midtown Example Infusion Suite',
  npi: '1900000039',
  phone: '+1-555-0120',
  siteClass: 'ASC_AIC',
  taxonomies: ['261QI0500X'],
  inNetwork: true,
  acceptingPatients: true,
  distanceMiles: 2.31,
};

export const alternatives: Decision['alternatives'] = [
  { siteClass: 'HOME', sites: [homeInfusion] },
  { siteClass: 'ASC_AIC', sites: [infusionSuite] },
];

export function medicationRequest(changes: Partial<MedicationRequest> = {}): MedicationRequest {
  return {
    resourceType: 'MedicationRequest',
    id: 'm1',
    status: 'draft',
    intent: 'order',
    category: [
      {
        coding: [
          { system: 'http://terminology.hl7.org/CodeSystem/medicationrequest-category', code: 'outpatient' },
        ],
      },
    ],
    medicationCodeableConcept: {
      coding: [
        { system: 'http://www.nlm.nih.gov/research/umls/rxnorm', code: '191831', display: 'infliximab' },
      ],
    },
    subject: { reference: 'Patient/p1' },
    encounter: { reference: 'Encounter/e1' },
    authoredOn: '2025-10-01',
    requester: { reference: 'Practitioner/d1' },
    dosageInstruction: [{ text: '5 mg/kg IV', doseAndRate: [{ doseQuantity: { value: 400, unit: 'mg' } }] }],
    ...changes,
  };
}

export function serviceRequest(changes: Partial<ServiceRequest> = {}): ServiceRequest {
  return {
    resourceType: 'ServiceRequest',
    id: 's1',
    status: 'draft',
    intent: 'order',
    code: { coding: [{ system: 'http://www.ama-assn.org/go/cpt', code: '96413' }] },
    subject: { reference: 'Patient/p1' },
    locationCode: [{ coding: [{ system: POS, code: '22' }] }],
    locationReference: [{ reference: 'Location/h1' }],
    performer: [{ reference: 'Organization/h' }],
    note: [{ text: 'morning, please' }],
    ...changes,
  };
}

export function companion(request: ServiceRequest = serviceRequest()): Companion {
  const reference = `ServiceRequest/${request.id}`;
  return {
    reference,
    request,
    link: 'supportingInformation',
    obtained: { resource: request, reference, source: 'draft' },
  };
}

export function order(
  request: MedicationRequest = medicationRequest(),
  companions: readonly Companion[] = [],
): Order {
  const reference = `MedicationRequest/${request.id}`;
  const obtained = { resource: request, reference, source: 'draft' } as const;
  return {
    reference,
    request,
    obtained,
    carrier: obtained,
    concepts: [],
    companions,
    planned: {
      span: spanOf('2025-10-08') ?? { first: 0, last: 0 },
      text: '2025-10-08',
      path: 'boundsPeriod.start',
    },
  };
}

export function drug(changes: Partial<DrugResolution> = {}): DrugResolution {
  return {
    outcome: 'RESOLVED',
    hcpcs: ['J1745'],
    unlisted: [],
    name: 'infliximab',
    molecule: 'infliximab',
    path: ['rxnorm 191831 → J1745'],
    rows: [{ row: 57, hcpcs: 'J1745', genericAsPrinted: 'infliximab', brandAsPrinted: 'Remicade' }],
    doubts: [],
    basis: 'coded',
    routes: ['IV'],
    noteExcludesSelfAdministration: false,
    evidence: [],
    ...changes,
  };
}

export function site(changes: Partial<SiteResult> = {}): SiteResult {
  return {
    class: 'HOPD',
    posCode: '22',
    name: 'Atlanta Example General Hospital',
    rung: 1,
    evidence: [{ reference: 'ServiceRequest/s1', path: 'locationCode' }],
    hints: [],
    writtenAt: 'MedicationRequest/m1',
    reason: 'Place of service 22',
    ...changes,
  };
}

export function criterion(
  id: string,
  status: CriterionStatus,
  depth: number,
  title: string,
  reason: string,
  rest: Partial<CriterionResult> = {},
): CriterionResult {
  return { id, status, depth, title, reason, evidence: [], documents: [], ...rest };
}

export const lastDose: Evidence = {
  reference: 'MedicationAdministration/a1',
  date: '2025-08-13T09:30:00-04:00',
  display: 'infliximab 100 mg injection',
};

/** An initial request as the evaluator records it, with no criterion met: gates, kind of request, groups, leaves. */
export const noneMet: readonly CriterionResult[] = [
  criterion('S.SITE', 'met', 0, 'Place of administration', 'Outpatient hospital.'),
  criterion('REQ.TYPE', 'not-met', 0, 'Continues an approval', 'No earlier approval is on file.'),
  criterion('INITIAL', 'not-met', 0, 'Initial approval', 'No criterion is met.'),
  criterion('ACC', 'not-met', 1, 'No lower-cost site or supplier', 'Lower-cost sites are in reach.', {
    paragraph: 'I.A.1.a',
  }),
  criterion('ACC.SITE', 'not-met', 2, 'No lower-cost site', 'An infusion suite is 2.3 miles away.'),
  criterion('FDA', 'not-met', 1, 'Label or REMS demands the setting', 'The label names no setting.', {
    paragraph: 'I.A.1.a',
  }),
  criterion('INIT', 'not-met', 1, 'First dose or restart', 'The therapy is running: last dose 2025-08-13.', {
    paragraph: 'I.A.1.b',
    evidence: [lastDose],
  }),
  criterion('C', 'not-met', 1, 'Lower-cost sites are a health risk', 'No such impairment was found.', {
    paragraph: 'I.A.1.c',
    evidence: [{ reference: 'Condition/c1', date: '2020-02-01', display: 'Crohn disease' }],
  }),
  criterion('D', 'not-met', 1, 'Severe adverse event', 'No severe adverse event was found.', {
    paragraph: 'I.A.1.d',
  }),
  criterion('CONTINUED', 'not-evaluated', 0, 'Continued approval', 'This is an initial request.'),
];

export function decision(changes: Partial<Decision> = {}): Decision {
  return {
    order: order(),
    determination: 'not-met',
    cause: 'criteria',
    policy: { id: 'GA.PMN.34', version: '2025-07', revision: 'sha256' },
    drug: drug(),
    coverage: {
      status: 'applies',
      truth: 'met',
      reference: 'Coverage/c1',
      payer,
      reason: 'Plan 99999GA0010001-01 of the payer',
      evidence: [],
      assumptions: [],
    },
    payer,
    site: site(),
    criteria: noneMet,
    deciding: [],
    nonQualifying: [],
    alternatives,
    assumptions: [],
    unavailable: [],
    safety: [],
    ...changes,
  };
}

/** One sample per kind of card, and per kind of silence. */
export const samples = {
  'not-met': decision({
    nonQualifying: ['NQ.TRYP', 'NQ.PREF'],
    assumptions: ['facility network status unknown, taken as in network'],
    unavailable: ['AdverseEvent: 403'],
  }),
  met: decision({
    determination: 'met',
    drug: drug({ name: 'vedolizumab', hcpcs: ['J3380'], molecule: 'vedolizumab' }),
    criteria: [
      criterion(
        'C',
        'met',
        0,
        'Health risk at home and at an infusion center',
        'One impairment is supported.',
        {
          documents: ['physician statement why home and infusion center are a health risk'],
        },
      ),
      criterion('C.CARDIO', 'met', 1, 'Cardiopulmonary disorder', 'The ejection fraction is below 30 %.', {
        paragraph: 'I.A.1.c.i',
        documents: ['echo report with ejection fraction and date'],
        evidence: [
          {
            reference: 'Observation/o1',
            date: '2025-06-10',
            display: 'Left ventricular ejection fraction 25 %',
          },
        ],
      }),
      criterion('D', 'not-met', 0, 'Severe adverse event', 'No severe adverse event was found.'),
    ],
    deciding: ['C', 'C.CARDIO'],
    durationDays: 365,
  }),
  'needs-documentation': decision({
    determination: 'needs-documentation',
    criteria: [
      criterion(
        'D',
        'needs-documentation',
        0,
        'Severe adverse event',
        'Response to treatment is not documented.',
        {
          documents: ['infusion record of each event'],
        },
      ),
      criterion('D.EVT', 'met', 1, 'Severe event', 'Bronchospasm during the infusion.', {
        evidence: [{ reference: 'AdverseEvent/ae1', date: '2025-06-11', display: 'Bronchospasm' }],
      }),
      criterion(
        'D.RESP',
        'needs-documentation',
        1,
        'Non-responsive to pre-medication',
        'No pre-medication is visible.',
      ),
      criterion('C', 'not-met', 0, 'Health risk elsewhere', 'No such impairment was found.'),
    ],
    deciding: ['D', 'D.RESP'],
  }),
  'split-order': decision({
    determination: 'needs-documentation',
    criteria: [
      criterion(
        'INIT',
        'needs-documentation',
        0,
        'First dose or restart',
        'A plan for continuation is missing.',
        {
          documents: ['referral or order for continuation at home infusion or an infusion suite'],
        },
      ),
      criterion('INIT.NEW', 'met', 1, 'First dose', 'No earlier dose in 24 months.'),
      criterion(
        'INIT.PLAN',
        'needs-documentation',
        1,
        'Continuation elsewhere',
        'No order for continuation is visible.',
      ),
      criterion(
        'INIT.SHORT',
        'needs-documentation',
        1,
        'Short duration',
        'The order lasts 365 days; 28 are possible.',
      ),
    ],
    deciding: ['INIT', 'INIT.PLAN', 'INIT.SHORT'],
  }),
  'rituximab-first-visit': decision({
    drug: drug({ name: 'rituximab', molecule: 'rituximab', hcpcs: ['J9312'] }),
    criteria: [
      criterion('REQ.TYPE', 'not-met', 0, 'Continues an approval', 'No earlier approval is on file.'),
      criterion('INITIAL', 'not-met', 0, 'Initial approval', 'No criterion is met.'),
      criterion(
        'INIT',
        'not-met',
        1,
        'First dose or restart',
        'The first visit belongs to an infusion suite.',
      ),
      criterion('INIT.NEW', 'met', 2, 'First dose', 'No earlier dose in 24 months.'),
      criterion('DRUG.RTX', 'not-met', 2, 'First rituximab visit', 'It belongs to an infusion suite.'),
      criterion('C', 'not-met', 1, 'Lower-cost sites are a health risk', 'No such impairment was found.'),
    ],
  }),
  'facility-not-certified': decision({
    cause: 'facility',
    drug: drug({ name: 'natalizumab', molecule: 'natalizumab', hcpcs: ['J2323'] }),
    criteria: [
      criterion(
        'DRUG.CERT',
        'not-met',
        0,
        'Certified facility',
        'The facility is not on the certified list.',
      ),
    ],
    deciding: ['DRUG.CERT'],
  }),
  'facility-out-of-network': decision({
    cause: 'facility',
    criteria: [
      criterion('S.NET', 'not-met', 0, 'In-network facility', 'The facility is outside the network.'),
    ],
    deciding: ['S.NET'],
  }),
  facility: decision({
    cause: 'facility',
    criteria: [
      criterion('X.RULE', 'not-met', 0, 'Another facility rule', 'The facility does not follow it.'),
    ],
    deciding: ['X.RULE'],
  }),
  'site-unknown': decision({
    determination: 'insufficient-context',
    cause: 'site-unknown',
    site: {
      class: 'UNRESOLVED',
      evidence: [],
      hints: [],
      writtenAt: 'MedicationRequest/m1',
      reason: 'No location, performer or place of service was sent.',
    },
  }),
  'drug-ambiguous': decision({
    determination: 'insufficient-context',
    cause: 'drug-ambiguous',
    drug: drug({
      outcome: 'AMBIGUOUS_MIXED',
      name: 'golimumab',
      hcpcs: ['J1602'],
      unlisted: ['C9399'],
      rows: [],
      question: 'Is it given intravenously, or injected under the skin?',
    }),
    criteria: [],
  }),
  'drug-conflict': decision({
    determination: 'insufficient-context',
    cause: 'drug-ambiguous',
    drug: drug({
      outcome: 'CONFLICT',
      name: 'infliximab 100 MG Injection',
      hcpcs: ['J1745', 'J1756'],
      rows: [],
      question:
        'rxnorm 310994 is infliximab 100 MG Injection, but rxnorm 24909 is iron sucrose. Which drug is ordered?',
    }),
    criteria: [],
  }),
  'not-fully-checked': decision({
    determination: 'needs-documentation',
    cause: 'technical-failure',
    criteria: [
      criterion(
        'C.CARDIO',
        'needs-documentation',
        0,
        'Cardiopulmonary disorder',
        'Could not be checked: diagnoses and observations not visible to this service.',
      ),
    ],
    deciding: ['C.CARDIO'],
    unavailable: ['Condition: 403', 'Observation: 403', 'Location/h1: timed out after 1500 ms'],
  }),
  'administration-unknown': decision({
    determination: 'insufficient-context',
    cause: 'administration-unknown',
    criteria: [criterion('S.ROUTE', 'needs-documentation', 0, 'Route', 'The order names no route.')],
  }),
  'date-unknown': decision({
    determination: 'insufficient-context',
    cause: 'date-unknown',
    criteria: [criterion('S.DATE', 'needs-documentation', 0, 'Date', 'The policy begins in that year.')],
  }),
  'coverage-missing': withoutPolicy({
    determination: 'insufficient-context',
    cause: 'coverage-missing',
    coverage: {
      status: 'none',
      truth: 'needs-documentation',
      reason: 'The coverage search returned nothing',
      evidence: [],
      assumptions: [],
    },
    criteria: [],
  }),
  'coverage-unclear': withoutPolicy({
    determination: 'insufficient-context',
    cause: 'coverage-unknown',
    coverage: {
      status: 'unknown',
      truth: 'needs-documentation',
      reason: '2 active coverages disagree, and the order does not say which one applies.',
      evidence: [
        { reference: 'Coverage/c1', path: 'class.value', code: '99999GA0010001-01' },
        { reference: 'Coverage/c2', path: 'type', display: 'Medicaid' },
      ],
      assumptions: [],
    },
    criteria: [],
  }),
  'coverage-inactive': decision({
    determination: 'not-applicable',
    cause: 'coverage-inactive',
    coverage: {
      status: 'ended',
      truth: 'not-met',
      reference: 'Coverage/c1',
      payer,
      reason: 'Coverage/c1 ended on 2025-06-30',
      evidence: [],
      assumptions: [],
    },
    criteria: [],
  }),
} satisfies Record<string, Decision>;

export const silent = {
  'preferred site': decision({
    determination: 'not-applicable',
    cause: 'preferred-site',
    site: site({ class: 'HOME' }),
  }),
  'drug not listed': decision({
    determination: 'not-applicable',
    cause: 'drug-not-listed',
    drug: drug({ outcome: 'NOT_LISTED', hcpcs: [], rows: [], name: 'pembrolizumab' }),
  }),
  'other line of business': decision({ determination: 'not-applicable', cause: 'other-line-of-business' }),
  'out of scope': decision({ determination: 'not-applicable', cause: 'out-of-scope-setting' }),
  'technical failure': decision({ determination: 'insufficient-context', cause: 'technical-failure' }),
} satisfies Record<string, Decision>;

function withoutPolicy(changes: Partial<Decision>): Decision {
  const known = Object.entries(decision(changes)).filter(([name]) => name !== 'policy' && name !== 'payer');
  return Object.fromEntries(known) as unknown as Decision;
}
