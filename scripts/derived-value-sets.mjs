// The value sets we cut out of the reviewed ones, because the policy gives one part of a set more weight or another time window.
// A subset never adds a meaning: its codes come from the sets named in `from`, unless the reason says otherwise.

/**
 * @typedef {object} Derived
 * @property {string} id
 * @property {string} title
 * @property {string[]} from    base sets whose codes are taken
 * @property {string} role
 * @property {string[]} usedBy
 * @property {string} reason    why the subset exists; becomes ValueSet.purpose
 * @property {string[]} [icd]   ICD-10-CM prefixes; without it the prefixes of the base sets
 * @property {(code: {system: string, code: string, display: string | null}) => boolean} [keep]  which other codes
 * @property {boolean} [parameter]  take prefixes and codes from the base set's own list of presumptive codes
 * @property {boolean} [text]   keep the text patterns of the base sets
 * @property {{system: string, code: string, display: string, confidence: string}[]} [codes]  codes of our own, where no reviewed set has the meaning
 * @property {string[]} [textPatterns]  text patterns of our own
 * @property {{system: string, pattern: string}[]} [regex]  additional pattern rules, always weak
 */

const CHRONIC = /chronic|dependence|home oxygen/i;

/** @type {Derived[]} */
export const derivedValueSets = [
  {
    id: 'vs-pulmonary-hypertension-presumptive',
    title: 'Pulmonary hypertension: arterial, thromboembolic or Eisenmenger',
    from: ['vs-pulmonary-hypertension'],
    role: 'qualifying-presumptive',
    usedBy: ['C.CARDIO'],
    parameter: true,
    reason:
      'These forms carry the criterion on coded data; unspecified and left-heart forms only support it.',
  },
  {
    id: 'vs-intellectual-disability-presumptive',
    title: 'Intellectual disability, moderate to profound',
    from: ['vs-intellectual-disability'],
    role: 'qualifying-presumptive',
    usedBy: ['C.COG'],
    parameter: true,
    reason:
      'Moderate and more severe forms count as severe; evidence of an impact on safety is still required.',
  },
  {
    id: 'vs-ckd-esrd',
    title: 'End-stage renal disease or dialysis',
    from: ['vs-ckd-advanced'],
    role: 'qualifying-presumptive',
    usedBy: ['C.FLUID'],
    parameter: true,
    reason:
      'End-stage disease and dialysis carry the criterion; stages 4 and 5 without dialysis need documentation.',
  },
  {
    id: 'vs-respiratory-failure-chronic',
    title: 'Chronic respiratory failure, ventilator or home oxygen',
    from: ['vs-respiratory-failure'],
    role: 'qualifying-presumptive',
    usedBy: ['C.CARDIO'],
    icd: ['J96.1', 'J96.2', 'Z99.81', 'Z99.11', 'Z99.12'],
    keep: ({ display }) => CHRONIC.test(display ?? ''),
    reason: 'A chronic state counts as long as it is active, whenever it began.',
  },
  {
    id: 'vs-respiratory-failure-acute',
    title: 'Respiratory failure, acute or not said to be chronic',
    from: ['vs-respiratory-failure'],
    role: 'qualifying-presumptive',
    usedBy: ['C.CARDIO', 'D.EVT'],
    icd: ['J96.0', 'J96.9', 'J80'],
    keep: ({ display }) => !CHRONIC.test(display ?? ''),
    reason: 'An acute episode counts only within the months the policy file gives it.',
  },
  {
    id: 'vs-transfusion-overload',
    title: 'Transfusion associated circulatory overload',
    from: ['vs-fluid-overload'],
    role: 'qualifying-presumptive',
    usedBy: ['C.FLUID'],
    icd: ['E87.71'],
    keep: () => false,
    reason: 'Counts for 12 months also when resolved, unlike other fluid overload.',
  },
  {
    id: 'vs-nyha-iv',
    title: 'NYHA class IV',
    from: ['vs-obs-nyha'],
    role: 'qualifying-presumptive',
    usedBy: ['C.CARDIO'],
    keep: ({ code }) => code === '422293003',
    reason: 'The answer code of the class observation that carries the criterion.',
  },
  {
    id: 'vs-nyha-iii',
    title: 'NYHA class III',
    from: ['vs-obs-nyha'],
    role: 'supporting',
    usedBy: ['C.CARDIO'],
    keep: ({ code }) => code === '420913000',
    reason: 'The answer code of the class observation that supports the criterion.',
  },
  {
    id: 'vs-anaphylaxis-any',
    title: 'Anaphylaxis of any cause',
    from: ['vs-anaphylaxis-therapy', 'vs-anaphylaxis-other'],
    role: 'supporting-only',
    usedBy: ['SUP.ANAPH', 'D.NOALT'],
    text: true,
    reason: 'Anaphylaxis to something else than the ordered drug is told to the reviewer, and never decides.',
  },
  {
    id: 'vs-home-service-unavailable',
    title: 'Care not available at home or elsewhere',
    from: ['vs-caregiver-false-friend'],
    role: 'supporting',
    usedBy: ['ACC.SITE'],
    icd: ['Z75.0', 'Z75.3'],
    keep: () => false,
    reason:
      'Speaks about access to a provider, not about a caregiver. Z75.3 is named by the access criterion only.',
  },
  {
    id: 'vs-continuous-supervision',
    title: 'Need for continuous supervision',
    from: ['vs-caregiver-supportive'],
    role: 'supporting',
    usedBy: ['C.COG'],
    icd: ['Z74.3'],
    keep: () => false,
    reason: 'Evidence that a cognitive concern has an impact on safety.',
  },
  {
    id: 'vs-home-infusion-procedure',
    title: 'Home infusion services',
    from: ['vs-admin-procedure'],
    role: 'procedure',
    usedBy: ['INIT.PLAN', 'S.SITE'],
    keep: ({ code }) => ['99601', '99602', 'S9338', 'S9379', 'S9494', 'S9329'].includes(code),
    // The S-codes of home therapy stand in these blocks; S940-S948 are classes, foods and counselling.
    regex: [{ system: 'HCPCS', pattern: '^S9(3[2-7]|49|50|5[3-9])\\d$' }],
    reason:
      'Services that are only given at home, so that an order for them shows a plan to continue at home.',
  },
  {
    id: 'vs-premedication',
    title: 'Pre-medication against infusion reactions',
    from: ['vs-premed-antihistamine', 'vs-premed-steroid', 'vs-premed-analgesic', 'vs-premed-other'],
    role: 'medication-ingredient',
    usedBy: ['D.RESP'],
    text: true,
    reason: 'The response criterion asks whether any measure was tried, not which.',
  },
  {
    id: 'vs-dementia-disturbance',
    title: 'Dementia codes that name a behavioural disturbance or agitation',
    from: ['vs-dementia-severe', 'vs-dementia'],
    role: 'supporting',
    usedBy: ['C.COG'],
    icd: [
      'F01.511',
      'F01.518',
      'F01.51',
      'F01.A1',
      'F01.B1',
      'F01.C1',
      'F02.811',
      'F02.818',
      'F02.81',
      'F02.A1',
      'F02.B1',
      'F02.C1',
      'F03.911',
      'F03.918',
      'F03.91',
      'F03.A1',
      'F03.B1',
      'F03.C1',
    ],
    keep: () => false,
    reason: 'Such a code says both that the patient has dementia and that it affects safety.',
  },
  {
    id: 'vs-caregiver-present',
    title: "A person recorded as the patient's caregiver",
    from: [],
    role: 'counter-evidence',
    usedBy: ['C.CARE'],
    codes: [
      {
        system: 'http://terminology.hl7.org/CodeSystem/v3-RoleClass',
        code: 'CAREGIVER',
        display: 'caregiver',
        confidence: 'high',
      },
    ],
    textPatterns: ['\\b(care ?giver|carer)\\b'],
    reason:
      'A RelatedPerson in this role speaks against "no caregiver"; kinship or an emergency contact alone does not.',
  },
  {
    id: 'vs-cardiopulmonary-other',
    title: 'Other serious disorder of heart, pulmonary circulation or lung',
    from: [],
    role: 'supporting-weak',
    usedBy: ['C.CARDIO'],
    icd: [
      'I05',
      'I06',
      'I07',
      'I08',
      'I09',
      'I20',
      'I24',
      'I25',
      'I26',
      'I27',
      'I28',
      'I31',
      'I33',
      'I34',
      'I35',
      'I36',
      'I37',
      'I38',
      'I40',
      'I41',
      'I51',
      'J45.4',
      'J45.5',
      'J47',
      'J60',
      'J61',
      'J62',
      'J63',
      'J64',
      'J67',
      'J68',
      'J70.1',
      'J84',
      'J98.4',
      'E66.2',
      'E84',
      'Q20',
      'Q21',
      'Q22',
      'Q23',
      'Q24',
      'Q25',
      'Q26',
      'Q33',
      'Z94.1',
      'Z94.2',
      'Z94.3',
      'Z95.811',
      'Z95.812',
    ],
    codes: [
      {
        system: 'SNOMED',
        code: '53741008',
        display: 'Coronary arteriosclerosis',
        confidence: 'unverified',
      },
    ],
    textPatterns: [
      '\\b(coronary|ischemic|valvular|congenital) (artery |heart )?(disease|defect|arteriosclerosis)\\b',
      '\\b(aortic|mitral|tricuspid|pulmonary) (valve )?(stenosis|regurgitation|insufficiency)\\b',
      '\\bpulmonary embol',
      '\\bcystic fibrosis\\b',
      '\\bsevere (persistent )?asthma\\b',
      '\\b(LVAD|ventricular assist device|(heart|lung) transplant)',
    ],
    reason:
      'The policy says "cardiopulmonary disorder" without a list. These have no set of their own; they raise the question and never answer it. Own selection, to be reviewed clinically.',
  },
];
