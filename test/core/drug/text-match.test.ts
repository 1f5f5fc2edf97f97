import { describe, expect, test } from '@jest/globals';
import { normalise, quotable } from '../../../src/core/drug/text.js';
import { resolve, rxnorm, tables } from './support.js';

const rows = [...tables.codes.values()].flatMap((entry) => entry.rows).sort((a, b) => a.row - b.row);

describe('text alone', () => {
  test.each([
    ['Remicade', 'J1745'],
    ['inflixmab', 'J1745'],
    ['INFLIXIMAB-DYYB 100 mg IV', 'Q5103'],
    ['infliximab (Remicade) 5 mg/kg IV every 8 weeks', 'J1745'],
    ['Xenopozyme', 'J0218'],
    ['lcatibant', 'J1744'],
    ['<b>vedolizumab</b> 300 mg intravenous', 'J3380'],
    ['Hyquiva', 'J1575'],
    ['Monovine', 'J7193'],
    ['pegfilgastrim-cbqv', 'Q5111'],
    ['ocrelizumab and hyaluronidase', 'J2351'],
    ['300 mg vedolizumab Injection', 'J3380'],
    ['100 ML immunoglobulin G, human 100 MG/ML Injection [Privigen]', 'J1459'],
  ])('"%s" is %s', (text, code) => {
    const drug = resolve([], { text });
    expect(drug.hcpcs).toContain(code);
    expect(drug.basis).toBe('text');
    expect(drug.doubts.join(' ')).toContain('text only');
  });

  test('every printed generic and brand finds its own code, except where the print is wrong', () => {
    const lost = rows.flatMap((row) =>
      [row.genericAsPrinted, ...row.brandAsPrinted.split(/,| & | and |\//)].flatMap((printed) => {
        const drug = resolve([], { text: printed });
        return drug.hcpcs.includes(row.hcpcs) ? [] : [`${row.row} ${printed.trim()}`];
      }),
    );
    expect(lost).toEqual([
      '78 immune globulin',
      '78 Hepagam IV',
      '80 immune globulin',
      '80 Hepagam IM',
      '117 Winrho',
      '165 Ixinity',
      '178 factor VIII',
      '179 factor VIII',
    ]);
  });

  test.each(['infliximb', 'Remicad', 'vedolizumabb', 'infliximab-xyzq', 'infliximab for Crohn flare'])(
    'a near miss is a suggestion, never a match: "%s"',
    (text) => {
      const drug = resolve([], { text });
      expect(drug).toMatchObject({ outcome: 'UNRESOLVED', hcpcs: [], name: text });
      expect(drug.doubts.join(' ')).toMatch(/not matched/);
    },
  );

  test.each([
    'pembrolizumab',
    'zidovudine 300 mg oral tablet',
    'naltrexone 50 mg tablet',
    '',
    '   ',
    '<script>',
  ])('"%s" is not a listed drug', (text) => {
    expect(resolve([], { text })).toMatchObject({ outcome: 'UNRESOLVED', hcpcs: [] });
  });

  test('given the text of an unlisted neighbour, then not listed', () => {
    expect(resolve([], { text: 'Zymfentra' })).toMatchObject({
      outcome: 'NOT_LISTED',
      unlisted: ['J1748'],
      molecule: 'infliximab',
    });
  });

  test('given two texts that name different drugs, then neither is taken', () => {
    expect(resolve([rxnorm('99999999', 'vedolizumab')], { text: 'infliximab' })).toMatchObject({
      outcome: 'UNRESOLVED',
      hcpcs: [],
    });
  });
});

describe('an amount or a form among the words', () => {
  test('given the dose of the one drug is the strength of another, then nothing is ruled out', () => {
    for (const text of ['palonosetron 0.25 mg', 'palonosetron 0.25 mg injection']) {
      const drug = resolve([], { text });
      expect(drug.outcome).toBe('AMBIGUOUS_MIXED');
      expect(drug.hcpcs).toEqual(['J2469']);
    }
    expect(resolve([], { text: 'infliximab 100 mg' }).hcpcs).toHaveLength(5);
  });

  test('given an amount per weight or time, then it is no strength', () => {
    const drug = resolve([], { text: 'leuprolide 7.5 mg/kg injection' });
    expect(drug.path.join()).not.toContain('strength');
  });

  test('given "injection", then a product in a syringe is not ruled out', () => {
    expect(resolve([], { text: 'Rho(D) immune globulin 1500 unt injection' }).hcpcs).toEqual(['J2790']);
  });

  test('given a strength that only unlisted codes have, then it rules out nothing listed, and that is said', () => {
    const drug = resolve([], { text: 'rituximab 120 mg/ml solution for injection' });
    expect(drug).toMatchObject({ outcome: 'AMBIGUOUS_MIXED', unlisted: ['J9311'] });
    expect(drug.doubts.join(' ')).toMatch(/strength 120 mg\/ml, which fits only J9311, not on the list/);
  });

  test('given the syringe of a drug that is not sold in one, then the pharmacy fills it: listed, with a doubt', () => {
    const drug = resolve([], { text: 'iron sucrose 20 mg/mL prefilled syringe' });
    expect(drug).toMatchObject({ outcome: 'RESOLVED', hcpcs: ['J1756'] });
    expect(drug.doubts.join(' ')).toContain('form prefilled_syringe');
    expect(resolve([], { text: 'natalizumab 20 mg/ml prefilled syringe' }).hcpcs).toEqual(['J2323']);
  });

  test('given the syringe of a drug that is sold in one without a code, then self-administered', () => {
    for (const text of ['vedolizumab 108 mg pen', 'golimumab 50 mg prefilled syringe'])
      expect(resolve([], { text })).toMatchObject({ outcome: 'SELF_ADMIN_FORM', hcpcs: [] });
  });
});

describe('words', () => {
  test('case, accents, punctuation and HTML do not matter', () => {
    expect(normalise('<i>Éculizumab</i>  (SOLIRIS®) 300mg/30ml')).toBe('eculizumab soliris 300 mg 30 ml');
  });

  test('a quotation is one short line without markup', () => {
    expect(quotable('<b>a</b>\n`b`')).toBe('a b');
    expect(quotable('x'.repeat(500))).toHaveLength(80);
  });
});
