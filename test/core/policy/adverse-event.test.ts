/** D: one and the same event has to exist, belong to the drug, be severe, and not have responded (readings A10 and A11). */
import { describe, expect, test } from '@jest/globals';
import type { AdverseEvent, FhirResource, MedicationAdministration } from 'fhir/r4.js';
import { SYSTEM } from '../../../src/core/terminology/systems.js';
import type { CriterionStatus } from '../../../src/core/decision.js';
import { ask, statusOf } from '../../support/decide.js';
import { coded, diagnosis, given, premedicated } from '../../support/scenarios/chart.js';
import { drugs, premedications } from '../../support/scenarios/drugs.js';
import {
  allergy,
  ANAPHYLAXIS,
  billed,
  form,
  INFLIXIMAB,
  infusion,
  PEANUT,
  reaction,
  stated,
  visit,
} from './support.js';

const JUNE = '2025-06-11';
const dose = infusion(JUNE);
const MILD = {
  severity: coded('http://terminology.hl7.org/CodeSystem/adverse-event-severity', 'mild'),
  extension: [],
};
const SLOW_HEART = { text: 'Bradycardia', coding: [{ system: SYSTEM.snomed, code: '48867003' }] };
const medication = (name: keyof typeof premedications, at: string): MedicationAdministration =>
  given({ name, ordered: {}, given: premedications[name] }, at);

/** Pre-medication at eight, the infusion at nine, the reaction at nine forty. */
const whole = [...premedicated(JUNE), dose, reaction(JUNE)];
const later = infusion('2025-08-13');

describe('the event', () => {
  test.each<[string, CriterionStatus, readonly FhirResource[]]>([
    ['nothing', 'not-met', []],
    ['a coded reaction', 'met', [reaction(JUNE)]],
    ['a reaction in words', 'needs-documentation', [reaction(JUNE, { event: { text: 'infusion reaction' } })]],
    ['the words "no infusion reaction"', 'not-met', [reaction(JUNE, { event: { text: 'No infusion reaction' }, severity: undefined, extension: [] })]],
    ['a reaction that might happen', 'not-met', [reaction(JUNE, { actuality: 'potential' })]],
    ['a reaction of another patient', 'not-met', [reaction(JUNE, { subject: { reference: 'Patient/p12' } })]],
    ['a reaction on the first day of the window', 'met', [reaction('2020-10-08')]],
    ['a reaction the day before', 'needs-documentation', [reaction('2020-10-07')]],
    ['a reaction some day of that year', 'needs-documentation', [reaction(JUNE, { date: '2020' })]],
    ['a reaction without a date', 'needs-documentation', [withoutDate(reaction(JUNE))]],
    ['a severe event no value set has', 'needs-documentation', [reaction(JUNE, { event: SLOW_HEART })]],
    ['a mild event no value set has', 'not-met', [reaction(JUNE, { event: SLOW_HEART, ...MILD })]],
    ['an anaphylaxis on the allergy list', 'met', [allergy(INFLIXIMAB, ANAPHYLAXIS)]],
    ['a refuted one', 'not-met', [allergy(INFLIXIMAB, ANAPHYLAXIS, { verificationStatus: coded('urn:x', 'refuted') })]],
    ['an unconfirmed one', 'needs-documentation', [allergy(INFLIXIMAB, ANAPHYLAXIS, { verificationStatus: coded('urn:x', 'unconfirmed') })]],
    ['an allergy to the drug that does not say what happened', 'needs-documentation', [allergy(INFLIXIMAB, undefined)]],
    ['an allergy to peanut that does not say what happened', 'not-met', [allergy(PEANUT, undefined)]],
    ['a rash from the drug', 'not-met', [allergy(INFLIXIMAB, { text: 'Rash' })]],
    ['a resolved diagnosis, which an event may be', 'met', [diagnosis('T88.6XXA', { clinicalStatus: coded('urn:x', 'resolved'), onsetDateTime: JUNE })]],
    ['a diagnosis entered in error', 'not-met', [diagnosis('T88.6XXA', { verificationStatus: coded('urn:x', 'entered-in-error') })]],
  ])('given %s, then it is %s', (_what, status, history) => {
    expect(statusOf('D.EVT', { history })).toBe(status);
  }); // prettier-ignore
});

describe('its link to the drug', () => {
  const seizure = (rest = {}): FhirResource => diagnosis('R56.9', { onsetDateTime: JUNE, ...rest });
  const suspect = (reference: string, display?: string): Partial<AdverseEvent> => ({
    suspectEntity: [{ instance: { reference, ...(display !== undefined && { display }) } }],
  });

  test.each<[string, CriterionStatus, readonly FhirResource[]]>([
    ['a reaction that names the infusion', 'met', [dose, reaction(JUNE)]],
    ['a reaction that names the drug by words', 'met', [reaction(JUNE, suspect('urn:uuid:1', 'infliximab'))]],
    ['a reaction that names another drug', 'not-met', [dose, given(drugs.ironSucrose, JUNE), reaction(JUNE, suspect(`MedicationAdministration/iron-sucrose-${JUNE}`))]],
    ['a reaction that names nothing, on the day of a dose', 'met', [dose, reaction(JUNE, { suspectEntity: [] })]],
    ['an allergy to the drug', 'met', [allergy(INFLIXIMAB, ANAPHYLAXIS)]],
    ['an allergy to a biosimilar', 'met', [allergy({ text: 'infliximab-dyyb' }, ANAPHYLAXIS)]],
    ['an allergy to peanut', 'not-met', [allergy(PEANUT, ANAPHYLAXIS)]],
    ['a reaction whose substance is the drug', 'met', [allergy({ text: 'biologic' }, ANAPHYLAXIS, { reaction: [{ substance: INFLIXIMAB, manifestation: [ANAPHYLAXIS] }] })]],
    ['a seizure on the day of a dose', 'met', [infusion(JUNE), seizure()]],
    ['a seizure that day, before the dose', 'not-met', [infusion(JUNE), seizure({ onsetDateTime: `${JUNE}T08:00:00-04:00` })]],
    ['a seizure twenty-four hours later', 'met', [infusion(JUNE), seizure({ onsetDateTime: '2025-06-12T09:00:00-04:00' })]],
    ['a seizure a minute after that', 'needs-documentation', [infusion(JUNE), seizure({ onsetDateTime: '2025-06-12T09:01:00-04:00' })]],
    ['a seizure fourteen days later', 'needs-documentation', [infusion(JUNE), seizure({ onsetDateTime: '2025-06-25' })]],
    ['a seizure fifteen days later', 'not-met', [infusion(JUNE), seizure({ onsetDateTime: '2025-06-26' })]],
    ['a seizure before the first dose', 'not-met', [infusion(JUNE), seizure({ onsetDateTime: '2025-06-10' })]],
    ['an epilepsy that was written down during an infusion visit', 'needs-documentation', [infusion(JUNE), seizure({ onsetDateTime: undefined, recordedDate: JUNE })]],
    ['a seizure without a date', 'needs-documentation', [infusion(JUNE), seizure({ onsetDateTime: undefined, recordedDate: undefined })]],
    ['a seizure after a dose without a date', 'needs-documentation', [infusion(JUNE, { effectiveDateTime: undefined }), seizure()]],
    ['a seizure after a dose that was not done', 'not-met', [infusion(JUNE, { status: 'not-done' }), seizure()]],
    ['a seizure after a billed dose', 'met', [billed('J1745', JUNE), seizure()]],
    ['a seizure of a patient whose doses are in another record', 'needs-documentation', [stated(drugs.infliximab), seizure()]],
    ['a seizure of a patient who never had the drug', 'not-met', [seizure()]],
  ])('given %s, then it is %s', (_what, status, history) => {
    expect(statusOf('D.LINK', { history })).toBe(status);
  }); // prettier-ignore

  test('given a seizure and administrations that were refused, then the link is open', () => {
    expect(statusOf('D.LINK', { history: [seizure()], unseen: { administrations: 'unavailable' } })).toBe(
      'needs-documentation',
    );
  });
});

describe('its severity', () => {
  const unsaid = reaction(JUNE, { severity: undefined, extension: [] });
  const grade = (code: string): Partial<AdverseEvent> => ({
    severity: undefined,
    extension: [
      {
        url: 'http://hl7.org/fhir/uv/ae-research-ig/StructureDefinition/ae-grade',
        valueCodeableConcept: coded(SYSTEM.ncit, code),
      },
    ],
  });
  const mild = reaction(JUNE, MILD);

  test.each<[string, CriterionStatus, readonly FhirResource[]]>([
    ['severe', 'met', [reaction(JUNE)]],
    ['grade 3', 'met', [reaction(JUNE, grade('C41340'))]],
    ['grade 4', 'met', [reaction(JUNE, grade('C41337'))]],
    ['grade 2', 'not-met', [reaction(JUNE, grade('C41339'))]],
    ['mild', 'not-met', [mild]],
    ['unsaid', 'needs-documentation', [unsaid]],
    ['severe in words', 'needs-documentation', [reaction(JUNE, { severity: { text: 'severe' }, extension: [] })]],
    ['serious', 'met', [{ ...unsaid, seriousness: coded('urn:x', 'Serious') }]],
    ['life-threatening', 'met', [{ ...unsaid, seriousness: coded('urn:x', 'SeriousIsLifeThreatening') }]],
    ['not serious', 'needs-documentation', [{ ...unsaid, seriousness: coded('urn:x', 'Non-serious') }]],
    ['mild, but an anaphylaxis', 'met', [allergy(INFLIXIMAB, ANAPHYLAXIS, { reaction: [{ manifestation: [ANAPHYLAXIS], severity: 'mild' }] })]],
    ['a mild reaction on the allergy list', 'not-met', [allergy(INFLIXIMAB, coded(SYSTEM.icd10cm, 'T80.89XA'), { reaction: [{ manifestation: [coded(SYSTEM.icd10cm, 'T80.89XA')], severity: 'mild' }] })]],
    ['cytokine release of grade 3', 'met', [diagnosis('D89.833', { onsetDateTime: JUNE })]],
    ['mild, then taken to the emergency department', 'met', [mild, visit('EMER', `${JUNE}T11:00:00-04:00`)]],
    ['mild, an inpatient stay a day and a minute later', 'not-met', [mild, visit('IMP', '2025-06-12T09:41:00-04:00')]],
    ['mild, a planned stay', 'not-met', [mild, visit('IMP', `${JUNE}T11:00:00-04:00`, { status: 'planned' })]],
    ['mild, then given epinephrine', 'met', [mild, given({ name: 'epinephrine', ordered: {}, given: coded(SYSTEM.rxnorm, '3992') }, JUNE, { effectiveDateTime: `${JUNE}T09:45:00-04:00` })]],
  ])('given an event that is %s, then severe is %s', (_what, status, history) => {
    expect(statusOf('D.SEV', { history: [dose, ...history] })).toBe(status);
  }); // prettier-ignore

  test.each(['encounters', 'administrations'])(
    'given a mild event and refused %s, then what followed is not known',
    (key) => {
      expect(statusOf('D.SEV', { history: [mild], unseen: { [key]: 'unavailable' } })).toBe(
        'needs-documentation',
      );
    },
  );
});

describe('its response', () => {
  const slower = { dosage: { rateQuantity: { value: 60, unit: 'mL/h' } } };
  const usual = { dosage: { rateQuantity: { value: 125, unit: 'mL/h' } } };
  const ongoing = coded('http://terminology.hl7.org/CodeSystem/adverse-event-outcome', 'ongoing');
  const at = (hour: string): string => `${JUNE}T${hour}:00-04:00`;

  test.each<[string, CriterionStatus, readonly FhirResource[]]>([
    ['in spite of pre-medication', 'met', whole],
    ['without any measure', 'needs-documentation', [dose, reaction(JUNE)]],
    ['with pre-medication that was not given', 'needs-documentation', [{ ...medication('diphenhydramine', at('08:00')), status: 'not-done' }, dose, reaction(JUNE)]],
    ['with pre-medication two days before', 'needs-documentation', [medication('diphenhydramine', '2025-06-09T08:00:00-04:00'), dose, reaction(JUNE)]],
    ['with a drug of that day that may have been treatment', 'needs-documentation', [medication('diphenhydramine', JUNE), dose, reaction(JUNE)]],
    ['treated, and the outcome not told', 'needs-documentation', [dose, reaction(JUNE), medication('diphenhydramine', at('10:00'))]],
    ['treated and not resolved', 'met', [dose, reaction(JUNE, { outcome: ongoing }), medication('diphenhydramine', at('10:00'))]],
    ['treated, and the infusion broken off', 'met', [infusion(JUNE, { status: 'stopped' }), reaction(JUNE), medication('diphenhydramine', at('10:00'))]],
    ['at a lower rate, and broken off all the same', 'met', [infusion('2025-04-16', usual), infusion(JUNE, { ...slower, status: 'stopped' }), reaction(JUNE)]],
    ['in spite of pre-medication, and later tolerated with it', 'not-met', [...whole, later, ...premedicated('2025-08-13')]],
    ['in spite of pre-medication, and later tolerated at a lower rate', 'not-met', [...premedicated(JUNE), infusion(JUNE, usual), reaction(JUNE), infusion('2025-08-13', slower)]],
    ['in spite of pre-medication, and a later dose that says nothing', 'met', [...whole, later]],
    ['in spite of pre-medication, and a later dose that was stopped', 'met', [...whole, { ...later, status: 'stopped' }, ...premedicated('2025-08-13')]],
    ['in spite of pre-medication, and a later dose with another diagnosis of it', 'met', [...whole, later, ...premedicated('2025-08-13'), diagnosis('T80.89XA', { onsetDateTime: '2025-08-13T09:30:00-04:00' })]],
    ['written down on the day of pre-medication', 'needs-documentation', [...premedicated(JUNE), dose, diagnosis('T88.6XXA', { recordedDate: JUNE })]],
  ])('given an event %s, then "did not respond" is %s', (_what, status, history) => {
    expect(statusOf('D.RESP', { history })).toBe(status);
  }); // prettier-ignore

  test.each(['administrations', 'adverseEvents', 'allergies', 'conditions'])(
    'given %s that were cut short, then a later dose may have been tolerated, or not',
    (key) => {
      const tolerated = [...whole, later, ...premedicated('2025-08-13')];
      for (const history of [whole, tolerated])
        expect(statusOf('D.RESP', { history, unseen: { [key]: 'partial' } })).toBe('needs-documentation');
    },
  );

  test('given a reading by which two measures must have failed (A10), then two doses of one kind are one', () => {
    const parameters = { 'd.failedMeasures': 2 };
    const twice = [
      medication('acetaminophen', at('07:00')),
      { ...medication('acetaminophen', at('08:00')), id: 'second' },
    ];
    expect(statusOf('D.RESP', { history: [...twice, dose, reaction(JUNE)], parameters })).toBe(
      'needs-documentation',
    );
    expect(statusOf('D.RESP', { history: whole, parameters })).toBe('met');
    expect(statusOf('D.RESP', { history: whole, parameters: { 'd.failedMeasures': 4 } })).toBe(
      'needs-documentation',
    );
  });
});

describe('no other therapy (A11)', () => {
  const anaphylaxis = [
    ...premedicated(JUNE),
    dose,
    reaction(JUNE, { event: coded(SYSTEM.icd10cm, 'T88.6XXA') }),
  ];
  test('given an anaphylaxis, then the criterion waits for the statement', () => {
    const answer = ask({ history: anaphylaxis });
    expect([answer.status('D.NOALT'), answer.status('D')]).toEqual([
      'needs-documentation',
      'needs-documentation',
    ]);
    expect(statusOf('D', { history: [...anaphylaxis, form({ '7.8': 'all others failed' })] })).toBe('met');
  });

  test('given another event, then it needs none', () => {
    expect(ask({ history: whole }).criterion('D.NOALT')).toMatchObject({ status: 'met', notConcerned: true });
  });

  test('given the other reading, then an anaphylaxis needs none either', () => {
    expect(
      statusOf('D', { history: anaphylaxis, parameters: { 'd.anaphylaxisNeedsAttestation': false } }),
    ).toBe('met');
  });
});

describe('one and the same event', () => {
  const other = given(drugs.ironSucrose, '2025-08-13', { effectiveDateTime: '2025-08-13T09:00:00-04:00' });
  /** Severe and in spite of pre-medication, but of another drug. */
  const ofIron = [
    ...premedicated('2025-08-13'),
    other,
    reaction('2025-08-13', {
      suspectEntity: [{ instance: { reference: `MedicationAdministration/${other.id}` } }],
    }),
  ];
  /** Of this drug, but mild. */
  const mild = [dose, reaction(JUNE, MILD)];

  test('given parts that are true of different events, then the criterion is not met', () => {
    const answer = ask({ history: [...ofIron, ...mild] });
    expect(answer.status('D')).toBe('not-met');
    const parts = ['D.EVT', 'D.LINK', 'D.SEV', 'D.RESP'].map((id) => answer.status(id));
    expect(parts).toContain('not-met');
  });

  test('given one event of which all is true among others, then its parts are recorded', () => {
    const earlier = [...premedicated('2025-04-16'), infusion('2025-04-16'), reaction('2025-04-16')];
    const answer = ask({ history: [...ofIron, ...mild, ...earlier] });
    expect(answer.status('D')).toBe('met');
    expect(answer.reason('D.EVT')).toMatch(/2025-04-16/);
    expect(['D.EVT', 'D.LINK', 'D.SEV', 'D.RESP'].map((id) => answer.status(id))).toEqual(
      Array(4).fill('met'),
    );
  });

  test('given two events that may qualify, then the later is named', () => {
    const history = [infusion('2025-04-16'), reaction('2025-04-16'), dose, reaction(JUNE)];
    expect(ask({ history }).reason('D')).toMatch(/2025-06-11/);
  });
});

describe('without any event', () => {
  test.each(['adverseEvents', 'allergies', 'conditions'])(
    'given %s that were refused, then it is open',
    (key) => {
      const answer = ask({ unseen: { [key]: 'unavailable' } });
      expect([answer.status('D.EVT'), answer.status('D')]).toEqual([
        'needs-documentation',
        'needs-documentation',
      ]);
      expect(answer.status('D.LINK')).toBe('not-evaluated');
    },
  );

  test('given refuted entries only, then the reason says that they were left out', () => {
    const refuted = { verificationStatus: coded('urn:x', 'refuted') };
    const two = [allergy(INFLIXIMAB, ANAPHYLAXIS, refuted), diagnosis('T88.6XXA', refuted)];
    expect(ask({ history: two.slice(0, 1) }).reason('D')).toMatch(/left out: 1/);
    expect(ask({ history: two }).reason('D')).toMatch(/left out: 2/);
  });
});

describe('safety, whatever the criteria say', () => {
  const safety = (...history: readonly FhirResource[]): number => ask({ history }).decision.safety.length;
  test.each<[string, number, FhirResource]>([
    ['an active anaphylaxis to the drug', 1, allergy(INFLIXIMAB, ANAPHYLAXIS)],
    ['one in words', 1, allergy(INFLIXIMAB, { text: 'Anaphylaxis' })],
    ['a severe reaction of another kind', 1, allergy(INFLIXIMAB, undefined, { reaction: [{ manifestation: [{ text: 'Hypotension' }], severity: 'severe' }] })],
    ['a high criticality', 1, allergy(INFLIXIMAB, undefined, { criticality: 'high' })],
    ['a rash', 0, allergy(INFLIXIMAB, { text: 'Rash' })],
    ['a refuted entry', 0, allergy(INFLIXIMAB, ANAPHYLAXIS, { verificationStatus: coded('urn:x', 'refuted') })],
    ['a resolved entry', 0, allergy(INFLIXIMAB, ANAPHYLAXIS, { clinicalStatus: coded('urn:x', 'resolved') })],
    ['anaphylaxis to peanut', 0, allergy(PEANUT, ANAPHYLAXIS)],
  ])('given %s, then %i facts are shown', (_what, count, entry) => {
    expect(safety(entry)).toBe(count);
  }); // prettier-ignore
});

function withoutDate(event: AdverseEvent): AdverseEvent {
  const undated = { ...event };
  delete undated.date;
  return undated;
}

test('a chart with thousands of events and doses is answered, and nothing beyond what was looked at is ruled out', () => {
  const many = Array.from({ length: 2000 }, (_, index) => [
    diagnosis('T80.89XA', { id: `event-${index}`, onsetDateTime: '2024-03-01' }),
    { ...infusion('2025-02-01'), id: `dose-${index}` },
  ]).flat();
  expect(statusOf('D', { history: many })).toBe('needs-documentation');
});

test('an AdverseEvent that names a suspect nobody can read may belong to the drug', () => {
  const event = {
    ...reaction(JUNE),
    suspectEntity: [{ instance: { reference: 'MedicationAdministration/unseen' } }],
  };
  expect(statusOf('D.LINK', { history: [event] })).toBe('needs-documentation');
});

test('an anaphylaxis recorded as a diagnosis, without a dose before it, is a hint for an impairment', () => {
  const history = [infusion('2025-08-13'), diagnosis('T78.2XXA', { onsetDateTime: '2025-07-01' })];
  expect(statusOf('SUP.ANAPH', { history })).toBe('needs-documentation');
  expect(ask({ history }).decision.determination).toBe('needs-documentation');
});
