/** The edge cases of facts/drugs.md §8 and the doubtful rows of §4, one named test each. */
import { describe, expect, test } from '@jest/globals';
import { chartWith, hcpcs, ndc, resolve, rxnorm, tables } from './support.js';
import type { Medication, Organization } from '../../../src/core/fhir.js';

const ndcOf = (...codes: string[]): string => {
  const wanted = codes.sort().join(' ');
  const [digits] =
    [...tables.ndc].find(([, product]) => [...product.codes].sort().join(' ') === wanted) ?? [];
  if (digits === undefined) throw new Error(`no NDC for ${wanted}`);
  return digits;
};

describe('1. one NDC, two codes', () => {
  test.each([
    ['J0882', 'J0881', 'RESOLVED'],
    ['Q4081', 'J0885', 'NOT_LISTED'],
    ['J0887', 'J0888', 'RESOLVED'],
    ['Q5105', 'Q5106', 'NOT_LISTED'],
    ['Q0139', 'Q0138', 'NOT_LISTED'],
  ])('dialysis tells %s from %s', (esrd, other, outcome) => {
    const digits = ndcOf(esrd, other);
    const onDialysis = resolve([ndc(digits)], {}, chartWith('N18.6'));
    expect(onDialysis.outcome).toBe(outcome);
    expect([...onDialysis.hcpcs, ...onDialysis.unlisted]).toEqual([esrd]);
    expect(resolve([ndc(digits)], {}, chartWith())).toMatchObject({ outcome: 'RESOLVED', hcpcs: [other] });
  });

  test('the volume tells J1460 from J1560', () => {
    const digits = ndcOf('J1460', 'J1560');
    expect(resolve([ndc(digits)]).outcome).toBe('LISTED_CODE_AMBIGUOUS');
    expect(resolve([ndc(digits)], { volumeMl: 10 }).hcpcs).toEqual(['J1460']);
    expect(resolve([ndc(digits)], { volumeMl: 12 }).hcpcs).toEqual(['J1560']);
  });

  test('the route tells J1571 from J1573', () => {
    const digits = ndcOf('J1571', 'J1573');
    expect(resolve([ndc(digits)], { route: 'IM' }).hcpcs).toEqual(['J1571']);
    expect(resolve([ndc(digits)], { route: 'IV' }).hcpcs).toEqual(['J1573']);
  });
});

describe('2. combinations', () => {
  test('ocrelizumab with hyaluronidase is not plain ocrelizumab', () => {
    expect(resolve([rxnorm('2693465')]).hcpcs).toEqual(['J2351']);
    expect(resolve([rxnorm('1876366')], { route: 'IV' }).hcpcs).toEqual(['J2350']);
    expect(resolve([rxnorm('1876366')]).outcome).toBe('LISTED_CODE_AMBIGUOUS');
  });

  test('efgartigimod with hyaluronidase is not plain efgartigimod', () => {
    expect(resolve([rxnorm('2639948')]).hcpcs).toEqual(['J9334']);
    expect(resolve([rxnorm('2587719')]).hcpcs).toEqual(['J9332']);
  });

  test('Cabenuva and HyQvia are packs', () => {
    expect(resolve([rxnorm('2475416')]).hcpcs).toEqual(['J0741']);
    expect(resolve([rxnorm('1549690')]).hcpcs).toEqual(['J1575']);
  });

  test.each([
    ['hyaluronidase', '5464'],
    ['hyaluronidase, human recombinant', '1300478'],
    ['tazobactam', '37617'],
  ])('%s never decides alone', (name, rxcui) => {
    const drug = resolve([rxnorm(rxcui)]);
    expect(drug).toMatchObject({ outcome: 'UNRESOLVED', hcpcs: [] });
    expect(drug.doubts.join(' ')).toContain(`${name} accompanies`);
    expect(resolve([], { text: name })).toMatchObject({ outcome: 'UNRESOLVED', hcpcs: [] });
  });

  test('cabotegravir 3 mL is Apretude and a part of Cabenuva', () => {
    expect(resolve([rxnorm('2588077')])).toMatchObject({
      outcome: 'LISTED_CODE_AMBIGUOUS',
      hcpcs: ['J0739', 'J0741'],
    });
    expect(resolve([rxnorm('2588077')], { text: 'Apretude' }).hcpcs).toEqual(['J0739']);
  });
});

describe('3. immune globulins', () => {
  test('the ingredient spans listed and unlisted products', () => {
    const drug = resolve([rxnorm('5666')], { route: 'IV' });
    expect(drug.outcome).toBe('AMBIGUOUS_MIXED');
    expect(drug.unlisted).toEqual(expect.arrayContaining(['J1552', 'J1599']));
  });

  test('a brand in the text tells the code', () => {
    expect(resolve([rxnorm('5666')], { text: 'Privigen 10 %' })).toMatchObject({
      outcome: 'RESOLVED',
      hcpcs: ['J1459'],
    });
  });

  test('the brand Gammagard is the powder J1566 or the liquid J1569', () => {
    expect(resolve([rxnorm('42697')]).outcome).toBe('LISTED_CODE_AMBIGUOUS');
    expect(resolve([rxnorm('42697')], { medication: { form: { text: 'liquid' } } }).hcpcs).toEqual(['J1569']);
    expect(
      resolve([rxnorm('42697')], { medication: { form: { text: 'lyophilized powder' } } }).hcpcs,
    ).toEqual(['J1566']);
    expect(resolve([], { text: 'Gammagard S/D' }).hcpcs).toEqual(['J1566']);
  });

  test('RxNorm calls Gamunex-C "Gamunex"', () => {
    expect(resolve([rxnorm('471329')]).hcpcs).toEqual(['J1561']);
    expect(resolve([], { text: 'Gamunex-C' }).hcpcs).toEqual(['J1561']);
  });
});

describe('4. clotting factors', () => {
  test.each([
    ['1719222', ['J7192', 'J7211']],
    ['1661332', ['J7183', 'J7186', 'J7187']],
    ['1729336', ['J0597', 'J0598']],
  ])('RxNorm %s is shared by listed products', (rxcui, codes) => {
    const drug = resolve([rxnorm(rxcui)]);
    expect(drug.outcome).toBe('LISTED_CODE_AMBIGUOUS');
    expect([...drug.hcpcs].sort()).toEqual(codes);
  });

  test('nonacog alfa may be the unlisted Ixinity', () => {
    expect(resolve([rxnorm('1666311')])).toMatchObject({ outcome: 'AMBIGUOUS_MIXED', unlisted: ['J7213'] });
    expect(resolve([rxnorm('1666311')], { text: 'BeneFIX' })).toMatchObject({
      outcome: 'RESOLVED',
      hcpcs: ['J7195'],
    });
  });

  test('factor VIII as an ingredient is mixed and never J3303', () => {
    for (const drug of [resolve([rxnorm('4257')]), resolve([], { text: 'factor VIII' })]) {
      expect(drug.outcome).toBe('AMBIGUOUS_MIXED');
      expect(drug.hcpcs).not.toContain('J3303');
      expect(drug.hcpcs).not.toContain('J7212');
    }
  });
});

describe('5. brands over several codes', () => {
  test.each([
    ['203852', 'LISTED_CODE_AMBIGUOUS', 'Lupron'],
    ['686438', 'AMBIGUOUS_MIXED', 'Invega'],
    ['152318', 'AMBIGUOUS_MIXED', 'Risperdal'],
    ['848161', 'AMBIGUOUS_MIXED', 'Simponi'],
    ['853351', 'LISTED_CODE_AMBIGUOUS', 'Stelara'],
    ['2166138', 'AMBIGUOUS_MIXED', 'Skyrizi'],
    ['895761', 'AMBIGUOUS_MIXED', 'Actemra'],
    ['1720602', 'AMBIGUOUS_MIXED', 'Nucala'],
  ])('%s is %s (%s)', (rxcui, outcome) => {
    expect(resolve([rxnorm(rxcui)]).outcome).toBe(outcome);
  });

  test('Lupron 7.5 mg for adults is J9217, the pediatric kit J1950', () => {
    expect(resolve([rxnorm('1115464')]).hcpcs).toEqual(['J9217']);
    expect(resolve([rxnorm('2639743')]).hcpcs).toEqual(['J1950']);
  });

  test('the fuller brand tells: Simponi Aria, Invega Sustenna, Invega Trinza', () => {
    expect(resolve([], { text: 'Simponi Aria' }).hcpcs).toEqual(['J1602']);
    expect(resolve([rxnorm('686438')], { text: 'Invega Sustenna' }).hcpcs).toEqual(['J2426']);
    expect(resolve([rxnorm('686438')], { text: 'Invega Trinza' })).toMatchObject({
      outcome: 'NOT_LISTED',
      unlisted: ['J2427'],
    });
  });
});

describe('6. codes of one manufacturer', () => {
  test('the clinical drug daptomycin cannot tell, the NDC can', () => {
    expect(resolve([rxnorm('403920')]).outcome).toBe('AMBIGUOUS_MIXED');
    expect(resolve([rxnorm('403920'), ndc(ndcOf('J0878'))])).toMatchObject({
      outcome: 'RESOLVED',
      hcpcs: ['J0878'],
    });
    expect(resolve([ndc(ndcOf('J0877'))])).toMatchObject({ outcome: 'NOT_LISTED', hcpcs: [] });
  });

  test.each([
    ['Baxter', 'NOT_LISTED', [], ['J0874']],
    ['Hospira', 'NOT_LISTED', [], ['J0877']],
    ['Mylan Institutional LLC', 'RESOLVED', ['J0878'], []],
    ["Dr. Reddy's Laboratories", 'RESOLVED', ['J0878'], []],
    ['Xellia', 'AMBIGUOUS_MIXED', ['J0878'], ['J0872', 'J0873']],
  ])('daptomycin made by %s is %s', (display, outcome, hcpcsCodes, unlisted) => {
    const expected = { outcome, hcpcs: hcpcsCodes, unlisted };
    const medication = { manufacturer: { display } };
    expect(resolve([rxnorm('22299')], { medication })).toMatchObject(expected);
    expect(resolve([rxnorm('22299')], { text: `daptomycin (${display}) 500 mg` })).toMatchObject(expected);
  });

  test('a text that names the drug and its manufacturer is exactly that', () => {
    expect(resolve([], { text: 'Daptomycin (Hospira) 350 mg IV' })).toMatchObject({
      outcome: 'NOT_LISTED',
      unlisted: ['J0877'],
      basis: 'text',
    });
    expect(resolve([], { text: 'daptomycin, please order from Hospira' }).outcome).toBe('UNRESOLVED');
  });

  test('the manufacturer may be an Organization contained in the Medication', () => {
    const maker: Organization = { resourceType: 'Organization', id: 'maker', name: 'Avyxa Pharma, LLC' };
    const medication: Partial<Medication> = {
      contained: [maker],
      manufacturer: { reference: '#maker' },
    };
    expect(resolve([rxnorm('70561')], { medication, route: 'IV' })).toMatchObject({
      outcome: 'NOT_LISTED',
      unlisted: expect.arrayContaining(['J2468']),
    });
  });

  test('a manufacturer of none of the codes is not used, and that is said', () => {
    const drug = resolve([rxnorm('22299')], { medication: { manufacturer: { display: 'AbbVie' } } });
    expect(drug.outcome).toBe('AMBIGUOUS_MIXED');
    expect(drug.doubts.join(' ')).toContain('manufacturer abbvie');
  });

  test('a manufacturer tells nothing where the manufacturer does not decide the code', () => {
    const medication = { manufacturer: { display: 'Pfizer' } };
    const drug = resolve([rxnorm('191831')], { route: 'IV', medication });
    expect(drug.hcpcs).toHaveLength(5);
    expect(drug.doubts).toEqual([]);
  });

  test.each(['J1574', 'J2468', 'J2428', 'J1951', 'J1952', 'J1954', 'J2801'])(
    '%s is not on the list',
    (code) => {
      expect(resolve([hcpcs(code)]).outcome).toBe('NOT_LISTED');
    },
  );
});

describe('7. biosimilars', () => {
  test('the suffix identifies the Q-code', () => {
    expect(resolve([rxnorm('1927283')]).hcpcs).toEqual(['Q5104']);
    expect(resolve([rxnorm('2105824')]).hcpcs).toEqual(['Q5115']);
    expect(resolve([], { text: 'infliximab-axxq' }).hcpcs).toEqual(['Q5121']);
  });

  test('infliximab-dyyb itself is Inflectra or Zymfentra', () => {
    expect(resolve([rxnorm('1790539')]).outcome).toBe('AMBIGUOUS_MIXED');
    expect(resolve([rxnorm('1790539')], { route: 'IV' })).toMatchObject({
      outcome: 'RESOLVED',
      hcpcs: ['Q5103'],
    });
    expect(resolve([rxnorm('1790539')], { route: 'SQ' })).toMatchObject({
      outcome: 'NOT_LISTED',
      unlisted: ['J1748'],
    });
  });

  test.each(['Q5134', 'J9311', 'J1748', 'Q5133', 'Q5136', 'Q5154', 'Q5110', 'Q9998'])(
    '%s is off the list but shares its molecule',
    (code) => {
      const drug = resolve([hcpcs(code)]);
      expect(drug.outcome).toBe('NOT_LISTED');
      expect(
        [...tables.codes.values()].some((entry) => entry.listed && entry.molecule === drug.molecule),
      ).toBe(true);
    },
  );
});

describe('8. subcutaneous or intravenous', () => {
  test('ustekinumab 130 mg per 26 mL is J3358', () => {
    const [vial] = [...tables.rxnorm.values()].filter((concept) =>
      concept.name.startsWith('26 ML ustekinumab 5 MG/ML'),
    );
    expect(resolve([rxnorm(vial?.rxcui ?? '')]).hcpcs).toEqual(['J3358']);
    expect(resolve([rxnorm('853351')], { route: 'IV' }).hcpcs).toEqual(['J3358']);
    expect(resolve([rxnorm('853351')], { route: 'SC' }).hcpcs).toEqual(['J3357']);
  });

  test('guselkumab and abatacept have one code for both routes', () => {
    expect(resolve([rxnorm('1928588')], { route: 'SC' }).hcpcs).toEqual(['J1628']);
    expect(resolve([rxnorm('614391')], { route: 'IV' })).toMatchObject({
      hcpcs: ['J0129'],
      routes: ['IV', 'SC'],
    });
  });
});

describe('9. one code, two uses', () => {
  test('denosumab and zoledronic acid resolve by code', () => {
    expect(resolve([hcpcs('J0897')]).rows.map((row) => row.brandAsPrinted)).toEqual(['Prolia', 'Xgeva']);
    expect(resolve([rxnorm('77655')]).hcpcs).toEqual(['J3489']);
  });

  test('alteplase 100 mg is Activase: the code is listed, the row names Cathflo, and that is said', () => {
    const drug = resolve([rxnorm('1804799', 'alteplase 100 MG Injection')]);
    expect(drug).toMatchObject({ outcome: 'RESOLVED', hcpcs: ['J2997'] });
    expect(drug.doubts.join(' ')).toContain('Activase');
    expect(resolve([], { text: 'Cathflo Activase' }).doubts.join(' ')).not.toContain('looks like');
  });

  test('alemtuzumab as Campath shares the code of Lemtrada, and that is said', () => {
    expect(resolve([hcpcs('J0202', 'Campath')]).doubts.join(' ')).toContain('Lemtrada');
  });
});

describe('10. quirks of RxNorm', () => {
  test('Yorvipath is not Forteo', () => {
    expect(resolve([rxnorm('2693639')])).toMatchObject({ outcome: 'NOT_LISTED', hcpcs: [] });
    expect(resolve([rxnorm('2693643')]).hcpcs).toEqual([]);
  });

  test('Mircera is methoxy polyethylene glycol-epoetin beta', () => {
    expect(resolve([rxnorm('729596')]).hcpcs).toEqual(['J0887', 'J0888']);
    expect(resolve([], { text: 'epoetin beta' }).hcpcs).toEqual(['J0887', 'J0888']);
  });

  test.each(['2475200', '152092', '192254'])(
    'the oral product %s shares an ingredient and is not listed',
    (rxcui) => {
      expect(resolve([rxnorm(rxcui)])).toMatchObject({ outcome: 'NOT_LISTED', hcpcs: [] });
    },
  );
});

describe('rows of the list that are doubtful', () => {
  test.each(['J3303', 'J7212', 'J1571', 'J1573', 'J2790', 'J7195', 'J1440', 'J1566'])(
    '%s says so',
    (code) => {
      const drug = resolve([hcpcs(code)]);
      expect(drug.outcome).toBe('RESOLVED');
      expect(drug.doubts.join(' ')).toMatch(/Row \d+/);
    },
  );

  test('a row without doubts says nothing', () => {
    expect(resolve([hcpcs('J1745')]).doubts).toEqual([]);
  });

  test('J3303 is triamcinolone hexacetonide, whatever is printed beside it', () => {
    expect(resolve([hcpcs('J3303')]).name).toBe('triamcinolone hexacetonide');
    expect(resolve([], { text: 'Aristospan' }).hcpcs).toEqual(['J3303']);
    expect(resolve([hcpcs('J3303', 'factor VIII')]).outcome).toBe('CONFLICT');
  });

  test('Sevenfact is factor VIIa', () => {
    expect(resolve([], { text: 'Sevenfact' })).toMatchObject({ hcpcs: ['J7212'], molecule: 'factor-viia' });
    expect(resolve([], { text: 'factor VIIa' }).hcpcs).toEqual(['J7189', 'J7212']);
  });

  test('the printed routes of HepaGam B are swapped: the route decides, not the print', () => {
    expect(resolve([], { text: 'Hepagam IV' }).hcpcs).toEqual(['J1573']);
    expect(resolve([], { text: 'Hepagam IM' }).hcpcs).toEqual(['J1571']);
  });

  test('WinRho is J2792: not listed, and the print is named', () => {
    const drug = resolve([rxnorm('220945')]);
    expect(drug).toMatchObject({ outcome: 'NOT_LISTED', unlisted: ['J2792'] });
    expect(drug.doubts.join(' ')).toContain('Winrho');
    expect(resolve([], { text: 'WinRho' }).hcpcs).toEqual([]);
  });

  test('Ixinity is J7213: not listed, and the print is named', () => {
    const drug = resolve([rxnorm('1666324')]);
    expect(drug).toMatchObject({ outcome: 'NOT_LISTED', unlisted: ['J7213'] });
    expect(drug.doubts.join(' ')).toContain('Ixinity');
    expect(resolve([], { text: 'Ixinity' }).hcpcs).toEqual([]);
  });
});
