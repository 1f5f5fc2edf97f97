// What CRD demands of the resources this service hands back, in short: the input of build-profiles.mjs.
// The words are ours. CRD 2.0.1 and 2.2.1 define the profiles proper; where both say the same, it is said once.

const CRD = 'http://hl7.org/fhir/us/davinci-crd';
const R4 = 'http://hl7.org/fhir/StructureDefinition';
const to = (...types) => types.map((type) => `${R4}/${type}`);

/** An element that has to be there. */
const needed = (definition, more = {}) => ({ min: 1, mustSupport: true, definition, ...more });
const supported = (definition, more = {}) => ({ mustSupport: true, definition, ...more });

const WRITER = to('Practitioner', 'PractitionerRole');

/** What both versions ask of both kinds of order. */
const order = {
  identifier: supported('How the client and others name the order.'),
  authoredOn: needed('When the order was written.'),
  requester: needed('Who ordered it: a practitioner or a practitioner in a role.', { target: WRITER }),
  subject: supported('The patient of the call.', { target: to('Patient') }),
  encounter: supported(
    'Where the order was written; never read as the place of the infusion without other signs.',
  ),
  reasonCode: supported('Why it was ordered.'),
};

const draft = {
  status: supported('CRD 2.0 looks at drafts only.', { fixedCode: 'draft' }),
};
const anyStatus = {
  status: supported(
    'A draft when first signed; an order that is changed or dispatched may have another status.',
  ),
};

const medicationRequest = {
  ...order,
  intent: supported('Proposal, plan or order.'),
  doNotPerform: { max: '0', definition: 'An order not to give a drug is not for coverage discovery.' },
  'medication[x]': supported('The drug as a code, or as a reference to a Medication.'),
  basedOn: { definition: 'What the order came from.', target: to('MedicationRequest', 'ServiceRequest') },
  performer: supported('Who is to give the drug: a practitioner or a practitioner in a role.', {
    target: WRITER,
  }),
  reasonReference: supported('The condition or observation behind the order.'),
  dosageInstruction: supported('How and when the drug is given; its bounds say how long.'),
  dispenseRequest: supported('What is supplied, and by whom.'),
  substitution: supported('May another product be given?'),
  priorPrescription: supported('The order this one takes the place of.', { target: to('MedicationRequest') }),
};

const serviceRequest = {
  ...order,
  basedOn: supported('What the order came from.'),
  doNotPerform: supported('An order not to do something has to be understood as such (CI-21).'),
  code: needed('What is ordered: CPT, SNOMED CT, HCPCS or LOINC.'),
  'quantity[x]': supported('How much of it.'),
  'occurrence[x]': supported('When it is planned.'),
  locationReference: supported('Where it is to be done; one place only.', { max: '1' }),
  reasonReference: supported('The condition or observation behind the order.'),
};

/** @typedef {{ key: string, human: string, expression: string }} Rule */

export const ORDERS = [
  {
    id: 'crd-2-0-medicationrequest',
    type: 'MedicationRequest',
    version: '2.0',
    title: 'Drug order as CRD 2.0 wants it',
    elements: { ...medicationRequest, ...draft },
  },
  {
    id: 'crd-2-2-medicationrequest',
    type: 'MedicationRequest',
    version: '2.2',
    title: 'Drug order as CRD 2.2 wants it',
    elements: {
      ...medicationRequest,
      ...anyStatus,
      'dispenseRequest.performer': supported('The pharmacy or other supplier.', {
        target: to('Organization'),
      }),
    },
    rules: [oneEncounterType('MedicationRequest'), oneServiceType('MedicationRequest')],
  },
  {
    id: 'crd-2-0-servicerequest',
    type: 'ServiceRequest',
    version: '2.0',
    title: 'Service order as CRD 2.0 wants it',
    elements: {
      ...serviceRequest,
      ...draft,
      performer: supported('Who is to do it: a practitioner or a practitioner in a role.', {
        target: WRITER,
      }),
    },
  },
  {
    id: 'crd-2-2-servicerequest',
    type: 'ServiceRequest',
    version: '2.2',
    title: 'Service order as CRD 2.2 wants it',
    elements: {
      ...serviceRequest,
      ...anyStatus,
      performer: supported('Who is to do it: a practitioner, a practitioner in a role, or an organization.', {
        target: to('Practitioner', 'PractitionerRole', 'Organization'),
      }),
      performerType: supported('Individual or group taxonomy of the performer.'),
      locationCode: supported('The kind of place: CMS place of service, type of bill, or facility taxonomy.'),
    },
    rules: [oneEncounterType('ServiceRequest'), oneServiceType('ServiceRequest')],
  },
  {
    id: 'crd-2-0-appointment',
    type: 'Appointment',
    version: '2.0',
    title: 'Appointment as CRD 2.0 wants it',
    elements: {
      start: needed('When it begins.'),
      end: needed('When it ends.'),
      requestedPeriod: needed('When it was asked for.', { max: '1' }),
      basedOn: { definition: 'The order it is for.', target: to('ServiceRequest') },
    },
  },
  {
    id: 'crd-2-2-appointment',
    type: 'Appointment',
    version: '2.2',
    title: 'Appointment as CRD 2.2 wants it',
    elements: {
      requestedPeriod: supported('When it was asked for.', { max: '1' }),
      basedOn: supported('The order it is for.', { target: to('ServiceRequest') }),
    },
    rules: [
      rule('crd-apt1', 'It is known when it begins.', 'start.exists() or requestedPeriod.start.exists()'),
      rule('crd-apt2', 'It is known when it ends.', 'end.exists() or requestedPeriod.end.exists()'),
      rule(
        'soc-patient',
        'One participant is the patient.',
        "participant.where(actor.reference.contains('Patient/')).count() = 1",
      ),
    ],
  },
];

/** How a sub-extension's values look: cardinality, type, and the codes of a required binding. */
const common = {
  coverage: { card: '1..1', type: 'Reference', target: to('Coverage'), says: "The client's own Coverage." },
  'doc-purpose': {
    card: '0..*',
    type: 'code',
    valueSet: 'DocReason',
    codes: ['withpa', 'withclaim', 'withorder', 'retain-doc', 'OTH'],
    says: 'What the documentation is for.',
  },
  billingCode: { card: '0..*', type: 'Coding', says: 'A code that the claim has to use.' },
  reason: { card: '0..*', type: 'CodeableConcept', says: 'Why, for a person to read.' },
  dependency: { card: '0..*', type: 'Reference', says: 'Another order that this assertion rests on.' },
  questionnaire: { card: '0..*', type: 'canonical', says: 'A form that collects the documentation.' },
  date: { card: '1..1', type: 'date', says: 'The day of the assertion.' },
  'coverage-assertion-id': {
    card: '1..1',
    type: 'string',
    says: 'What the assertion is known by, here and in DTR.',
  },
  'satisfied-pa-id': {
    card: '0..1',
    type: 'string',
    says: 'The number of an authorization that is given already.',
  },
};

export const EXTENSION_URL = `${CRD}/StructureDefinition/ext-coverage-information`;

export const EXTENSIONS = [
  {
    id: 'crd-2-0-coverage-information',
    version: '2.0',
    title: 'Coverage information as CRD 2.0 writes it',
    parts: {
      ...common,
      covered: code('1..1', 'coverageInfo', ['covered', 'not-covered', 'conditional'], 'Is it covered?'),
      'pa-needed': code(
        '0..1',
        'coveragePaDetail',
        ['no-auth', 'auth-needed', 'satisfied', 'performpa', 'conditional'],
        'Is prior authorization needed?',
      ),
      'doc-needed': code(
        '0..1',
        'AdditionalDocumentation',
        ['clinical', 'admin', 'both', 'conditional'],
        'Is documentation needed?',
      ),
      'info-needed': code(
        '0..*',
        'informationNeeded',
        ['performer', 'location', 'timeframe', 'contract-window', 'OTH'],
        'What has to be known first.',
      ),
      detail: {
        card: '0..*',
        says: 'A limit of the assertion.',
        nested: {
          code: { card: '1..1', type: 'CodeableConcept' },
          value: { card: '1..1', types: ['boolean', 'string', 'Quantity', 'Period'] },
          qualification: { card: '0..1', type: 'string' },
        },
      },
      response: { card: '0..*', type: 'Reference', says: 'A form that is filled in already.' },
      contact: { card: '0..*', type: 'ContactPoint', says: 'Whom to ask about this case.' },
    },
  },
  {
    id: 'crd-2-2-coverage-information',
    version: '2.2',
    title: 'Coverage information as CRD 2.2 writes it',
    parts: {
      ...common,
      covered: code(
        '1..1',
        'coverageInfo',
        ['covered', 'not-covered', 'conditional', 'indeterminate'],
        'Is it covered?',
      ),
      'pa-needed': code(
        '0..1',
        'coveragePaDetail',
        ['no-auth', 'auth-needed', 'satisfied', 'performpa', 'conditional', 'indeterminate'],
        'Is prior authorization needed?',
      ),
      'doc-needed': code(
        '0..*',
        'AdditionalDocumentation',
        ['clinical', 'admin', 'patient', 'conditional', 'indeterminate'],
        'Is documentation needed?',
      ),
      'info-needed': code(
        '0..*',
        'informationNeeded',
        ['performer', 'location', 'timeframe', 'contract-window', 'detail-code', 'OTH'],
        'What has to be known first.',
      ),
      detail: {
        card: '0..*',
        says: 'A limit of the assertion, or what decided it.',
        nested: {
          category: { card: '1..1', type: 'code', codes: ['cat-limitation', 'cat-decisional', 'cat-other'] },
          code: { card: '1..1', type: 'CodeableConcept' },
          value: { card: '1..1', types: ['boolean', 'string', 'url', 'Quantity', 'Period'] },
          qualification: { card: '0..1', type: 'string' },
        },
      },
      contact: { card: '0..*', type: 'ContactDetail', says: 'Whom to ask about this case.' },
      'expiry-date': { card: '0..1', type: 'date', says: 'The last day on which the assertion holds.' },
    },
  },
];

export const valueSetUrl = (id) => `${CRD}/ValueSet/${id}`;

function code(card, valueSet, codes, says) {
  return { card, type: 'code', valueSet, codes, says };
}

function rule(key, human, expression) {
  return { key, human, expression };
}

function oneEncounterType(type) {
  const system = 'http://terminology.hl7.org/CodeSystem/v3-ActCode';
  return rule(
    'soc-encounter-type',
    `A ${type} has one category for the kind of encounter at most.`,
    `category.where(coding.where(system = '${system}').exists()).count() <= 1`,
  );
}

function oneServiceType(type) {
  const system = 'https://codesystem.x12.org/005010/1365';
  return rule(
    'soc-service-type',
    `A ${type} has one category for the X12 service type at most.`,
    `category.where(coding.where(system = '${system}').exists()).count() <= 1`,
  );
}
