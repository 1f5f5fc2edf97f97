import { describe, expect, test } from '@jest/globals';
import { matchMolecule, moleculeOf } from '../../../src/core/drug/molecule.js';
import { hcpcs, ndc, resolve, rxnorm, tables } from './support.js';
import type { Coding } from '../../../src/core/fhir.js';

const infliximab = resolve([hcpcs('J1745')]);
const match = (codings: readonly Coding[], text?: string) =>
  matchMolecule(infliximab, [{ coding: [...codings], ...(text !== undefined && { text }) }], tables);

describe('another medication of the chart, against ordered infliximab', () => {
  test.each([
    ['a biosimilar by HCPCS', [hcpcs('Q5103')]],
    ['an unlisted biosimilar by HCPCS', [hcpcs('J1748')]],
    ['the ingredient', [rxnorm('191831')]],
    ['a branded product', [rxnorm('2266530')]],
    ['an NDC', [ndc('57894-030-01')]],
    [
      'a SNOMED CT code with a display',
      [{ system: 'http://snomed.info/sct', code: '386891004', display: 'Infliximab (substance)' }],
    ],
    [
      'an unknown RxNorm code with a display',
      [rxnorm('99999999', 'infliximab-dyyb 100 MG Injection [Inflectra]')],
    ],
  ])('%s is the same molecule', (_, codings) => {
    expect(match(codings)).toBe('same');
  });

  test.each([
    'infliximab-dyyb',
    'Infliximab 5 mg/kg q8w, week 6',
    'REMICADE infusion',
    'inflixmab',
    'infliximab-xyzq',
  ])('the text "%s" is the same molecule', (text) => {
    expect(match([], text)).toBe('same');
  });

  test.each([
    ['another listed drug', [hcpcs('J3380')], undefined],
    ['an unlisted J-code', [hcpcs('J9271')], undefined],
    ['another drug by text', [], 'metformin 500 mg'],
    ['another drug with an unknown code', [rxnorm('6809', 'metformin')], undefined],
  ])('%s is different', (_, codings, text) => {
    expect(match(codings, text)).toBe('different');
  });

  test.each([
    ['nothing', [], undefined],
    ['vague words', [], 'biologic infusion'],
    ['an unknown code without words', [rxnorm('99999999')], undefined],
    ['a code without system', [{ code: 'J1745' }], undefined],
  ])('%s cannot be told', (_, codings, text) => {
    expect(match(codings, text)).toBe('unknown');
  });

  test('given no concept at all, or an order without a molecule, then it cannot be told', () => {
    expect(matchMolecule(infliximab, [], tables)).toBe('unknown');
    expect(matchMolecule(resolve([]), [{ coding: [hcpcs('J1745')] }], tables)).toBe('unknown');
  });

  test('a word that only contains a brand is not the brand', () => {
    expect(match([], 'Remicadette syrup')).toBe('different');
  });
});

describe('the molecule of concepts', () => {
  test('one when they agree, none when they name several or nothing', () => {
    expect(moleculeOf([{ coding: [rxnorm('191831'), hcpcs('Q5104')], text: 'Renflexis' }], tables)).toBe(
      'infliximab',
    );
    expect(moleculeOf([{ coding: [hcpcs('J1745'), hcpcs('J3380')] }], tables)).toBeUndefined();
    expect(moleculeOf([{ text: 'aspirin' }], tables)).toBeUndefined();
  });

  test.each([
    ['J2350', 'J2351'],
    ['J0885', 'Q4081'],
    ['J9312', 'J9311'],
    ['J1459', 'J1575'],
    ['J1299', 'Q5152'],
  ])('%s and %s share theirs', (one, other) => {
    expect(matchMolecule(resolve([hcpcs(one)]), [{ coding: [hcpcs(other)] }], tables)).toBe('same');
  });

  test.each([
    ['J1299', 'J1303'],
    ['J1571', 'J1459'],
    ['J1745', 'J9312'],
  ])('%s and %s do not', (one, other) => {
    expect(matchMolecule(resolve([hcpcs(one)]), [{ coding: [hcpcs(other)] }], tables)).toBe('different');
  });
});
