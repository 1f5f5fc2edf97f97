/** The generated tables against the facts they were made from; skipped where ../shared is absent. */
import { describe, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { resolve, rxnorm } from './support.js';
import type { DrugOutcome } from '../../../src/core/drug/types.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const facts = join(root, '../shared/facts');
const publicData = join(root, '../shared/data/infusion-drugs-in-public-data.csv');
const whenFacts = existsSync(facts) ? describe : describe.skip;
const whenPublicData = existsSync(publicData) ? describe : describe.skip;

/** Cells of a CSV without line breaks in its cells; NUL bytes of a damaged copy are dropped. */
function rowsOf(path: string): readonly Readonly<Record<string, string>>[] {
  const [header = [], ...body] = readFileSync(path, 'utf8')
    .replaceAll('\0', '')
    .split(/\r?\n/)
    .filter((line) => line !== '')
    .map((line) =>
      [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)].map((cell) =>
        (cell[1] ?? cell[2] ?? '').replaceAll('""', '"'),
      ),
    );
  return body.map((cells) => Object.fromEntries(header.map((name, at) => [name, cells[at] ?? ''])));
}

function expected(row: Readonly<Record<string, string>>): DrugOutcome {
  const listed = (row['listed_codes'] ?? '').split(' ').filter((code) => code !== '');
  const selfAdministered = row['self_admin_form'] !== '';
  switch (row['membership_verdict']) {
    case 'ALL_LISTED':
      if (selfAdministered && ['J0517', 'J0638', 'J0717'].includes(listed.join())) return 'SELF_ADMIN_FORM';
      return listed.length === 1 ? 'RESOLVED' : 'LISTED_CODE_AMBIGUOUS';
    case 'MIXED':
    case 'ALL_MAPPED_LISTED_BUT_OTHER_FORMS_UNMAPPED':
      return 'AMBIGUOUS_MIXED';
    case 'NONE_LISTED':
      return 'NOT_LISTED';
    case 'NO_HCPCS_IN_SOURCES':
      return selfAdministered ? 'SELF_ADMIN_FORM' : 'NOT_LISTED';
    default:
      return 'UNRESOLVED';
  }
}

whenFacts('the facts (skipped without ../shared/facts)', () => {
  test('every RxCUI has the verdict of rxcui-hcpcs.csv', () => {
    const rows = rowsOf(join(facts, 'rxcui-hcpcs.csv'));
    expect(rows).toHaveLength(1815);
    const wrong = rows.flatMap((row) => {
      const drug = resolve([rxnorm(row['rxcui'] ?? '')]);
      const listed =
        [...drug.hcpcs].sort().join(' ') === (row['listed_codes'] ?? '').split(' ').sort().join(' ');
      const right =
        drug.outcome === expected(row) &&
        (listed || ['SELF_ADMIN_FORM', 'UNRESOLVED'].includes(drug.outcome));
      return right
        ? []
        : [`${row['rxcui']} ${row['membership_verdict']}: ${drug.outcome} ${drug.hcpcs.join(' ')}`];
    });
    expect(wrong).toEqual([]);
  });

  test('the committed tables are what the script makes of the facts', () => {
    const out = mkdtempSync(join(tmpdir(), 'drug-tables-'));
    execFileSync(
      process.execPath,
      [join(root, 'scripts/convert-drugs.mjs'), '--facts', facts, '--out', out],
      { stdio: 'ignore' },
    );
    for (const name of [
      'policies/ga-pmn-34/drug-list.json',
      'policies/drug-tables/hcpcs.json',
      'policies/drug-tables/rxnorm.json',
      'policies/drug-tables/ndc.json',
      'fhir-profiles/drug-list/ga-pmn-34-drug-list.json',
      'fhir-profiles/drug-list/rxnorm-to-hcpcs.json',
      'fhir-profiles/drug-list/ndc-to-hcpcs.json',
      'fhir-profiles/drug-list/drug-map-dependencies.json',
    ]) {
      expect(readFileSync(join(out, name), 'utf8') === readFileSync(join(root, name), 'utf8')).toBe(true);
    }
    rmSync(out, { recursive: true });
  });

  test('codes seen in EHR data: the right ones lead to their drug, the wrong pairs are never resolved', () => {
    const rows = rowsOf(join(facts, 'ehr-order-rxcuis.csv'));
    expect(rows.length).toBeGreaterThan(10);
    for (const row of rows) {
      const display = /^"?([^"]*)"? ?(?:\(WRONG\))?$/.exec(row['display_seen'] ?? '')?.[1] ?? '';
      const drug = resolve([rxnorm(row['rxcui'] ?? '', display)]);
      if (row['status'] === 'ok') expect(drug.hcpcs).toContain(/^J\d{4}/.exec(row['hcpcs'] ?? '')?.[0]);
      else if (row['status'] === 'wrong') expect(drug.outcome).toBe('CONFLICT');
      else expect(drug.outcome).not.toBe('RESOLVED');
    }
  });
});

whenPublicData('drugs in public data (skipped without ../shared/data)', () => {
  test('a listed drug is never lost and an unlisted one never found', () => {
    for (const row of rowsOf(publicData)) {
      const drug = resolve([rxnorm(row['rxnorm'] ?? '', row['display_seen'])]);
      const claim = row['expected_service_behaviour'] ?? '';
      if (claim.startsWith('NEGATIVE')) expect(drug).toMatchObject({ outcome: 'NOT_LISTED', hcpcs: [] });
      if (claim.startsWith('IN SCOPE') && !row['display_seen']?.startsWith('('))
        expect(drug.hcpcs.length).toBeGreaterThan(0);
    }
    expect(resolve([rxnorm('863845')]).hcpcs).toEqual([]);
  });
});
