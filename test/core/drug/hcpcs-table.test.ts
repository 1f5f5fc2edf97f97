import { describe, expect, test } from '@jest/globals';
import { coding, hcpcs, resolve, tables } from './support.js';

const entries = [...tables.codes.values()];
const listed = entries.filter((entry) => entry.listed);

describe('every HCPCS code of the tables', () => {
  test('198 rows make 188 listed codes', () => {
    expect(listed).toHaveLength(188);
    expect(listed.flatMap((entry) => entry.rows)).toHaveLength(198);
  });

  test.each(listed.map((entry) => [entry.code, entry] as const))(
    'listed %s alone is resolved with its rows',
    (code, entry) => {
      const drug = resolve([hcpcs(code)]);
      expect(drug).toMatchObject({
        outcome: 'RESOLVED',
        hcpcs: [code],
        molecule: entry.molecule,
        basis: 'coded',
      });
      expect(drug.rows.map((row) => row.row)).toEqual(entry.rows.map((row) => row.row));
      expect(drug.name).not.toMatch(/^[A-Z]\d{4}$/);
    },
  );

  test.each(entries.filter((entry) => !entry.listed && entry.until === undefined).map((entry) => entry.code))(
    'unlisted %s alone is not listed',
    (code) => {
      expect(resolve([hcpcs(code)])).toMatchObject({ outcome: 'NOT_LISTED', hcpcs: [] });
    },
  );

  test('the CMS short description as display never contradicts the code', () => {
    const wrong = entries.flatMap((entry) => {
      const { outcome, question } = resolve([hcpcs(entry.code, entry.short)]);
      return outcome === 'CONFLICT' ? [question] : [];
    });
    expect(wrong).toEqual([]);
  });

  test('what the list prints as display contradicts the code only where the print is wrong', () => {
    const wrong = listed.flatMap((entry) =>
      entry.rows.flatMap((row) =>
        [row.genericAsPrinted, row.brandAsPrinted]
          .filter((printed) => resolve([hcpcs(entry.code, printed)]).outcome === 'CONFLICT')
          .map((printed) => `row ${row.row} ${printed}`),
      ),
    );
    expect(wrong).toEqual(['row 179 factor VIII', 'row 178 factor VIII']);
  });
});

describe('the identity of the HCPCS code system', () => {
  test.each([
    'http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets',
    'https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets',
    'urn:oid:2.16.840.1.113883.6.285',
    'http://terminology.hl7.org/CodeSystem/HCPCS',
    'http://www.cms.gov/medicare/coding/medhcpcsgeninfo',
    'http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets|2025-10',
    'urn:oid:2.16.840.1.113883.6.14',
    'https://bluebutton.cms.gov/resources/codesystem/hcpcs',
    ' http://terminology.hl7.org/CodeSystem/HCPCS/ ',
  ])('%s is understood', (system) => {
    expect(resolve([coding(system, 'J1745')])).toMatchObject({ outcome: 'RESOLVED', hcpcs: ['J1745'] });
  });

  test('given a code in lower case or with modifiers, then it is the same code', () => {
    expect(resolve([hcpcs(' j1745 ')]).hcpcs).toEqual(['J1745']);
    expect(resolve([hcpcs('J1745-JZ')]).hcpcs).toEqual(['J1745']);
  });

  test('given an unknown system or none, then the code is not used and the record says so', () => {
    const drug = resolve([coding('http://example.org/formulary', 'J1745'), { code: 'J1745' }]);
    expect(drug).toMatchObject({ outcome: 'UNRESOLVED', hcpcs: [] });
    expect(drug.doubts.join(' ')).toMatch(/no system.*not used/);
  });
});

describe('CPT, level I of HCPCS', () => {
  test.each(['http://www.ama-assn.org/go/cpt', 'urn:oid:2.16.840.1.113883.6.12'])(
    'given 90371 in %s, then hepatitis B immune globulin, which is not listed',
    (system) => {
      const drug = resolve([coding(system, '90371')]);
      expect(drug).toMatchObject({ outcome: 'NOT_LISTED', unlisted: ['90371'] });
      expect(drug.path).toEqual(['cpt 90371 → 90371']);
    },
  );

  test('given a CPT code of a service beside the drug, then it says nothing about the drug', () => {
    const drug = resolve([hcpcs('J1745'), coding('http://www.ama-assn.org/go/cpt', '96413')]);
    expect(drug).toMatchObject({ outcome: 'RESOLVED', hcpcs: ['J1745'] });
    expect(drug.doubts.join(' ')).toContain('96413 does not name a drug');
  });

  test('given a J-code under the name of CPT, then its shape says what it is', () => {
    expect(resolve([coding('http://www.ama-assn.org/go/cpt', 'J1745')]).hcpcs).toEqual(['J1745']);
  });
});

describe('rows of the list', () => {
  test('where the print is wrong, the row keeps it and says what it really is and why', () => {
    const [row] = resolve([hcpcs('J0218')]).rows;
    expect(row).toMatchObject({
      brandAsPrinted: 'Xenopozyme',
      corrected: { brands: ['Xenpozyme'], why: [expect.stringContaining('Xenpozyme')] },
    });
  });

  test('where the print is right, there is nothing to correct', () => {
    expect(resolve([hcpcs('J3380')]).rows[0]).not.toHaveProperty('corrected');
  });
});
