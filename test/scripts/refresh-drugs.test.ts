/** `npm run refresh:drugs` on a copy of the project's tables, with made-up releases that change one thing each. */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { loadDrugTables } from '../../src/knowledge/drug-tables.js';
import type { DrugTables } from '../../src/core/drug/tables.js';

const PROJECT = join(import.meta.dirname, '../..');
const FACTS = join(PROJECT, '../shared/facts');
const whenFacts = existsSync(join(FACTS, 'drug-facts.json')) ? test : test.skip;
type Row = readonly string[];

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'refresh-'));
  for (const folder of ['policies/drug-tables', 'policies/ga-pmn-34', 'fhir-profiles/drug-list'])
    cpSync(join(PROJECT, folder), join(root, folder), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true }));

function refresh(...options: readonly string[]): { readonly status: number | null; readonly out: string } {
  const script = join(PROJECT, 'scripts/refresh-drugs.mjs');
  const run = spawnSync(process.execPath, [script, '--root', root, ...options], { encoding: 'utf8' });
  return { status: run.status, out: run.stdout + run.stderr };
}

const read = <T>(path: string): T => JSON.parse(readFileSync(join(PROJECT, path), 'utf8')) as T;
const products = read<{ products: Row[] }>('policies/drug-tables/ndc.json').products;
const concepts = read<{ concepts: Row[] }>('policies/drug-tables/rxnorm.json').concepts;
const codes = read<{ codes: Record<string, { from?: string; until?: string; labelers?: string[] }> }>(
  'policies/drug-tables/hcpcs.json',
).codes;
const refreshed = (): DrugTables => loadDrugTables(join(root, 'policies'));

function file(name: string, text: string): string {
  writeFileSync(join(root, name), text);
  return join(root, name);
}

/** A crosswalk with the NDCs of the tables, without some and with further lines: `code,NDC,labeler,name`. */
function crosswalk(without: readonly string[], more: readonly string[]): string {
  const hyphened = (ndc: string) => `${ndc.slice(0, 5)}-${ndc.slice(5, 9)}-${ndc.slice(9)}`;
  const known = products
    .filter(([ndc = '', , , , source]) => source === 'C' && !without.includes(ndc))
    .flatMap(([ndc = '', packed = '', name = '']) =>
      packed
        .split(' ')
        .map((code) => `${code},${hyphened(ndc)},"${codes[code]?.labelers?.[0] ?? ''}","${name}"`),
    );
  const lines = [...known, ...more].map((line) => {
    const [, code = '', ndc = '', rest = ''] = /^([^,]+),([^,]+),(.*)$/.exec(line) ?? [];
    return `${code},short,${/^".*?"/.exec(rest)?.[0] ?? ''},${ndc},${/"[^"]*"$/.exec(rest)?.[0] ?? ''},1 MG,1,1,1,1,,`;
  });
  return file(
    'crosswalk.csv',
    [
      'January 2026 ASP NDC - HCPCS Crosswalk for Medicare Part B Drugs,,',
      '"     Effective January 1, 2026 through March 31, 2026",,',
      '"Notes, with a comma",,',
      '_2026_CODE,Short Description,LABELER NAME,NDC2,Drug Name,HCPCS dosage,PKG SIZE,PKG QTY,BILLUNITS,BILLUNITSPKG,,',
      ...lines,
      'Q4115,Skin,"Some Tissue Bank",AS-12,"Some Skin",1 SQ CM,1,1,1,1,,',
    ].join('\r\n'),
  );
}

/** A record of the HCPCS file: 320 characters at the positions of CMS's record layout. */
function record(code: string, type: '3' | '4', long: string, short = '', from = '', until = ''): string {
  const head = `${code}00100${type}${long.padEnd(80)}${short.padEnd(28)}`.padEnd(268);
  return `${head}${from.padEnd(8)}${from.padEnd(8)}${until.padEnd(8)}N`.padEnd(320);
}

function hcpcsFile(changes: Readonly<Record<string, string>>, more: readonly string[] = []): string {
  const known = Object.entries(codes)
    .filter(([code]) => /^[A-Z]/.test(code) && changes[code] !== '')
    .map(
      ([code, { from = '2000-01-01' }]) =>
        changes[code] ?? record(code, '3', 'X', '', from.replaceAll('-', '')),
    );
  return file('HCPC2026_JAN_ANWEB.txt', [...known, ...more].join('\r\n'));
}

/** A release that holds the concepts of the tables, without some and with further ones, relations and NDCs. */
function release(
  without: readonly string[],
  more: readonly Row[],
  relations: readonly Row[] = [],
  ndcs: readonly Row[] = [],
): string {
  const conso = [...concepts.filter(([rxcui = '']) => !without.includes(rxcui)), ...more].map(
    ([rxcui, tty, name]) => `${rxcui}|ENG||||||1|||${''}|RXNORM|${tty}|${rxcui}|${name}||N|4096|`,
  );
  const rel = relations.map(
    ([upper, rela, lower]) => `${upper}||CUI|RO|${lower}||CUI|${rela}|1||RXNORM||||N||`,
  );
  const sat = ndcs.map(([rxcui, ndc]) => `${rxcui}||||AUI|${rxcui}|AT1||NDC|RXNORM|${ndc}|N|4096|`);
  mkdirSync(join(root, 'rrf'));
  file('rrf/RXNCONSO.RRF', conso.join('\n'));
  file('rrf/RXNREL.RRF', rel.join('\n'));
  file('rrf/RXNSAT.RRF', sat.join('\n'));
  file('rrf/RXNSAB.RRF', 'C1|C2|RXNORM_20AA_260105F|RXNORM|RxNorm|RXNORM|20AA_260105F||||||');
  return join(root, 'rrf');
}

describe('what is asked wrongly', () => {
  test('given no input, then the usage and status 64', () => {
    const { status, out } = refresh();
    expect(status).toBe(64);
    expect(out).toContain('--asp FILE');
  });

  test('given a file that is no crosswalk, then it fails and writes nothing', () => {
    const { status, out } = refresh('--asp', file('x.csv', 'a,b\n1,2\n'));
    expect(status).not.toBe(0);
    expect(out).toContain('is this the ASP NDC-HCPCS crosswalk');
  });
});

describe('the reviewed facts', () => {
  whenFacts('give the committed files, and --check says so (skipped without ../shared/facts)', () => {
    expect(refresh('--facts', FACTS, '--check')).toMatchObject({ status: 0 });
  });

  whenFacts(
    '--check fails when a committed file was changed by hand (skipped without ../shared/facts)',
    () => {
      const path = join(root, 'policies/drug-tables/ndc.json');
      writeFileSync(
        path,
        readFileSync(path, 'utf8').replace('"57894003001","J1745"', '"57894003001","J3380"'),
      );
      const { status, out } = refresh('--facts', FACTS, '--check');
      expect(status).toBe(1);
      expect(out).toContain('! 57894003001 Remicade: listed J3380 → listed J1745');
    },
  );
});

describe('a new CMS crosswalk', () => {
  test('given nothing but a new period, then the edition changes and no membership', () => {
    const { status, out } = refresh('--asp', crosswalk([], []));
    expect(status).toBe(0);
    expect(out).toContain('aspCrosswalk: 2025-10-01/2025-12-31 → 2026-01-01/2026-03-31');
    expect(out).toContain('0 new, 0 gone, 0 changed membership');
    expect(out).not.toMatch(/^ {2}[!+-]/m);
    const text = readFileSync(join(root, 'policies/drug-tables/ndc.json'), 'utf8');
    expect(text).toContain('"ASP-XW-2026-01": "CMS ASP NDC-HCPCS crosswalk, 2026-01-01/2026-03-31"');
    expect(text).not.toContain('ASP-XW-2025-10');
  });

  test('given an NDC that is new, gone or moved, then the report says which, and a drug is not lost', () => {
    const moved = '57894-0030-01';
    const options = crosswalk(
      ['57894003001', '00003037113'],
      [`Q5103,${moved},"Janssen","Remicade"`, 'J3380,64764-0300-99,"Takeda","Entyvio"'],
    );
    const { out } = refresh('--asp', options);
    expect(out).toContain('! 57894003001 Remicade: listed J1745 → listed Q5103');
    expect(out).toContain('+ 64764030099 Entyvio: listed J3380');
    expect(out).toContain('~ 00003037113 Nulojix: source CMS → earlier CMS');
    const { ndc } = refreshed();
    expect(ndc.get('00003037113')).toMatchObject({ codes: ['J0485'], source: 'cms-earlier' });
    expect(ndc.get('64764030099')).toMatchObject({ codes: ['J3380'], source: 'cms' });
  });

  test('given a code that the tables do not know for a package they do, then a person is asked', () => {
    const { out } = refresh('--asp', crosswalk([], ['J9998,57894-0030-02,"Janssen","Remicade"']));
    expect(out).toContain(
      '? crosswalk: J9998 (Remicade, Janssen) is not in the tables; its NDCs stand under J1745 here',
    );
    expect(refreshed().ndc.get('57894003002')?.codes).not.toEqual(['J9998']);
  });

  test('given --dry-run, then nothing is written', () => {
    const before = readFileSync(join(root, 'policies/drug-tables/ndc.json'), 'utf8');
    expect(refresh('--asp', crosswalk(['00003037113'], []), '--dry-run').out).toContain('would change');
    expect(readFileSync(join(root, 'policies/drug-tables/ndc.json'), 'utf8')).toBe(before);
  });

  test('the published map changes with the tables', () => {
    refresh('--asp', crosswalk([], ['J3380,64764-0300-99,"Takeda","Entyvio"']));
    const map = readFileSync(join(root, 'fhir-profiles/drug-list/ndc-to-hcpcs.json'), 'utf8');
    expect(map).toContain('"64764030099"');
    expect(map).toContain('2025-10.2025-10-06.2026-01-01');
  });
});

describe('a new HCPCS file', () => {
  test('given a terminated and a missing code, then last day, and both are to be looked at', () => {
    const ended = record('J0180', '3', 'AGALSIDASE', 'Agalsidase beta injection', '20050101', '20251231');
    const { out } = refresh('--hcpcs', hcpcsFile({ J0180: ended, J0202: '' }));
    expect(out).toContain('~ J0180 agalsidase beta: until none → 2025-12-31');
    expect(out).toContain('? hcpcs: J0180 (agalsidase beta) ended on 2025-12-31');
    expect(out).toContain('? hcpcs: J0202 (alemtuzumab) is not in the file');
    expect(refreshed().codes.get('J0180')?.until).toBe('2025-12-31');
  });

  test('given a new code that names a molecule of the tables, also on its second line, then it is shown', () => {
    const more = [
      record('Q5999', '3', 'INJECTION, BIOSIMILAR,', 'Inj newflix', '20260101'),
      record('Q5999', '4', 'INFLIXIMAB-ZZZZ, 10 MG'),
    ];
    expect(refresh('--hcpcs', hcpcsFile({}, more)).out).toContain(
      '? hcpcs: new Q5999 (Inj newflix, from 2026-01-01) names infliximab',
    );
  });
});

describe('a new RxNorm release', () => {
  const parts: readonly Row[] = [
    ['9100001', 'SCDC', 'natalizumab 20 MG/ML'],
    ['9100002', 'SCDC', 'natalizumab 40 MG/ML'],
  ];

  test('given a retired concept, then it is kept and reported', () => {
    const { out } = refresh('--rxnorm', release(['310994'], []));
    expect(out).toContain('rxnorm: 2025-10-06 → 2026-01-05');
    expect(out).toContain('? rxnorm: 310994 SCD infliximab 100 MG Injection is no longer active; kept');
    expect(refreshed().rxnorm.get('310994')?.codes).toEqual(['J1745']);
  });

  test('given a new brand of a listed ingredient without an NDC, then it inherits no code, and the ingredient is open', () => {
    const folder = release(
      [],
      [
        ['9000001', 'SBD', 'belatacept 125 MG Injection [Newlojix]'],
        ['9000002', 'BN', 'Newlojix'],
      ],
      [
        ['1112973', 'has_ingredient', '9000001'],
        ['9000002', 'has_ingredient', '9000001'],
      ],
    );
    const { out } = refresh('--rxnorm', folder);
    expect(out).toContain('! 1112973 IN belatacept: listed J0485 → listed J0485 (other-forms)');
    expect(out).toContain(
      '? rxnorm: new 9000001 SBD belatacept 125 MG Injection [Newlojix] has no code; 1112973 now marked',
    );
    const { rxnorm } = refreshed();
    expect(rxnorm.has('9000001')).toBe(false);
    expect(rxnorm.get('1112973')?.otherForms).toBe(true);
  });

  test('given a new package whose NDC is in the crosswalk, then the code of the NDC', () => {
    const folder = release(
      [],
      [['9000003', 'SBD', 'belatacept 500 MG Injection [Nulojix]']],
      [['1112973', 'has_ingredient', '9000003']],
      [['9000003', '00003037113']],
    );
    expect(refresh('--rxnorm', folder).out).toContain('is J0485 by its NDCs');
    expect(refreshed().rxnorm.get('9000003')).toMatchObject({ codes: ['J0485'], molecule: 'belatacept' });
  });

  test('given another strength of the one known product, then its code, and the report names the reason', () => {
    const folder = release(
      [],
      [...parts, ['9000004', 'SCD', '15 ML natalizumab 40 MG/ML Injection']],
      [
        ['354770', 'has_ingredient', '9100001'],
        ['9100001', 'consists_of', '477484'],
        ['354770', 'has_ingredient', '9100002'],
        ['9100002', 'consists_of', '9000004'],
      ],
    );
    expect(refresh('--rxnorm', folder).out).toContain(
      'new 9000004 SCD 15 ML natalizumab 40 MG/ML Injection is J2323 by the same brand or generic in the same form',
    );
  });

  test('given a product of another drug, then it is none of our business', () => {
    const folder = release(
      [],
      [
        ['9000005', 'IN', 'otherumab'],
        ['9000006', 'SCD', 'otherumab 10 MG Injection'],
      ],
      [['9000005', 'has_ingredient', '9000006']],
    );
    expect(refresh('--rxnorm', folder).out).not.toContain('otherumab');
  });
});
