/** Code and display that do not belong together, as they stand in public data. */
import { describe, expect, test } from '@jest/globals';
import { hcpcs, resolve, rxnorm } from './support.js';

describe('a code with the name of another drug', () => {
  test.each([
    ['121191', 'infliximab 100 MG Injection', 'J1745'],
    ['614391', 'prasugrel', 'J0129'],
    ['204611', 'Alteplase 50 MG Injection', 'J2997'],
    ['1946519', '0.25 ML Leuprolide Acetate 30 MG/ML Prefilled Syringe', 'J9217'],
  ])('given RxNorm %s as "%s", then a conflict that asks', (rxcui, display, listed) => {
    const drug = resolve([rxnorm(rxcui, display)]);
    expect(drug.outcome).toBe('CONFLICT');
    expect(drug.hcpcs).toContain(listed);
    expect(drug.question).toContain(rxcui);
  });

  test('given a HCPCS code with the name of another listed drug, then a conflict', () => {
    expect(resolve([hcpcs('J1745', 'Injection, rituximab, 10 mg')]).outcome).toBe('CONFLICT');
    expect(resolve([hcpcs('J9271', 'infliximab')]).outcome).toBe('CONFLICT');
  });

  test('given the text of the concept is another drug and nothing else, then a conflict', () => {
    expect(resolve([rxnorm('121191')], { text: 'infliximab 100 MG Injection' }).outcome).toBe('CONFLICT');
  });

  test('given the text mentions another drug among other words, then only a doubt', () => {
    const drug = resolve([hcpcs('J1745')], { text: 'hold until rituximab washout is complete' });
    expect(drug).toMatchObject({ outcome: 'RESOLVED', hcpcs: ['J1745'] });
    expect(drug.doubts.join(' ')).toContain('rituximab');
  });

  test('given neither drug is listed, then there is nothing to ask', () => {
    expect(resolve([rxnorm('2675744', 'Nivestym')])).toMatchObject({ outcome: 'NOT_LISTED', hcpcs: [] });
  });
});

describe('a display in other words is no contradiction', () => {
  test.each([
    ['310994', 'REMICADE 100 mg IV solution'],
    ['310994', 'inFLIXimab (REMICADE) infusion'],
    ['191831', 'INFLIXIMAB'],
    ['5666', 'IVIG'],
    ['5666', 'Immune Globulin (Human) 10 %'],
    ['24909', 'Venofer'],
    ['4257', 'Antihemophilic factor (recombinant)'],
    ['205923', '1 ML Epoetin Alfa 4000 UNT/ML Injection [Epogen]'],
    ['731241', 'Aranesp SingleJect 500 mcg/mL'],
    ['1115257', '1.5 ML leuprolide acetate 30 MG/ML Prefilled Syringe'],
    ['752899', '0.25 ML Leuprolide Acetate 30 MG/ML Prefilled Syringe'],
    ['1804799', 'Alteplase 100 MG Injection'],
    ['121191', 'infusion'],
  ])('%s "%s"', (rxcui, display) => {
    expect(resolve([rxnorm(rxcui, display)]).outcome).not.toBe('CONFLICT');
  });

  test('given a brand of the same molecule beside the originator code, then only a doubt', () => {
    const drug = resolve([hcpcs('J1745', 'Inflectra')]);
    expect(drug).toMatchObject({ outcome: 'RESOLVED', hcpcs: ['J1745'] });
    expect(drug.doubts.join(' ')).toContain('Inflectra');
  });
});

describe('an RxNorm code that the tables do not know', () => {
  test('given its display is the name of a listed drug, then text decides, with less certainty', () => {
    const drug = resolve([rxnorm('2557232', '1.7 ML aducanumab-avwa 100 MG/ML Injection')]);
    expect(drug).toMatchObject({ outcome: 'RESOLVED', hcpcs: ['J0172'], basis: 'text' });
    expect(drug.doubts.join(' ')).toContain('rxnorm 2557232 is not in the tables');
  });

  test('given the display of one product under another code, then it is not matched by display', () => {
    const drug = resolve([rxnorm('752886', '0.375 ML leuprolide acetate 120 MG/ML Prefilled Syringe')]);
    expect(drug.outcome).toBe('CONFLICT');
    expect(drug.hcpcs).toEqual(['J9217']);
  });

  test('given a strength that no product of the tables has, then the drug is known and the code is not', () => {
    expect(resolve([rxnorm('104375', 'Epoetin alfa 4000 UNT/ML Injectable Solution')])).toMatchObject({
      outcome: 'AMBIGUOUS_MIXED',
      basis: 'text',
    });
  });
});
