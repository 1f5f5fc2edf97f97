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

describe('words', () => {
  test('case, accents, punctuation and HTML do not matter', () => {
    expect(normalise('<i>Éculizumab</i>  (SOLIRIS®) 300mg/30ml')).toBe('eculizumab soliris 300 mg 30 ml');
  });

  test('a quotation is one short line without markup', () => {
    expect(quotable('<b>a</b>\n`b`')).toBe('a b');
    expect(quotable('x'.repeat(500))).toHaveLength(80);
  });
});
