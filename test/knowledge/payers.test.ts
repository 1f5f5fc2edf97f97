import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { KnowledgeError } from '../../src/knowledge/faults.js';
import { loadPayers } from '../../src/knowledge/payers.js';
import { loadSiteMap } from '../../src/knowledge/sites.js';

const ROOT = join(import.meta.dirname, '..', '..');
const folders: string[] = [];

/** A copy of the policies with one file changed. */
function changed(file: string, change: (text: string) => string): string {
  const root = mkdtempSync(join(tmpdir(), 'knowledge-'));
  folders.push(root);
  cpSync(join(ROOT, 'policies', 'payers'), join(root, 'policies', 'payers'), { recursive: true });
  cpSync(join(ROOT, 'policies', 'site-of-care.json'), join(root, 'policies', 'site-of-care.json'));
  const path = join(root, 'policies', file);
  writeFileSync(path, change(readFileSync(path, 'utf8')));
  return root;
}

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

describe('the payers of the project', () => {
  test('the demo payer comes with its directory', () => {
    const [demo] = loadPayers(ROOT, loadSiteMap(ROOT));
    expect(demo?.payer.id).toBe('demo-ga-him');
    expect(demo?.directory.network('Organization/hospital-1')).toBe('in');
  });
});

describe('whom to ask about the site of care', () => {
  const withContact = (contact: unknown): string =>
    changed('payers/demo-ga-him/payer.json', (text) =>
      JSON.stringify({ ...(JSON.parse(text) as object), contact }),
    );

  test('is given on as it stands', () => {
    const contact = { name: 'Infusion desk', telecom: [{ system: 'phone', value: '+1-555-0101' }] };
    const root = withContact(contact);
    expect(loadPayers(root, loadSiteMap(root))[0]?.payer.contact).toEqual(contact);
  });

  test.each([{ name: 'Infusion desk' }, { telecom: [] }, { telecom: [{ system: 'pigeon', value: 'x' }] }])(
    'has at least one address that FHIR knows, unlike %j',
    (contact) => {
      const root = withContact(contact);
      expect(() => loadPayers(root, loadSiteMap(root))).toThrow(/contact/);
    },
  );
});

describe('faults stop the start, all of them named with file and line', () => {
  test('a payer with two wrong members', () => {
    const root = changed('payers/demo-ga-him/payer.json', (text) =>
      text.replace('"GA"', '"Georgia"').replace('"maxDistanceMiles": 50', '"maxDistanceMiles": "near"'),
    );
    const load = (): unknown => loadPayers(root, loadSiteMap(root));
    expect(load).toThrow(KnowledgeError);
    expect(load).toThrow(/policies\/payers\/demo-ga-him\/payer\.json:\d+: state must match pattern/);
    expect(load).toThrow(/payer\.json:\d+: maxDistanceMiles must be number/);
  });

  test('a certified facility the network does not hold', () => {
    const root = changed('payers/demo-ga-him/payer.json', (text) =>
      text.replace('Organization/aic-1', 'Organization/aic-9'),
    );
    expect(() => loadPayers(root, loadSiteMap(root))).toThrow(/names Organization\/aic-9/);
  });

  test('a network that is no Bundle', () => {
    const root = changed('payers/demo-ga-him/network.json', () => '{"resourceType":"List"}');
    expect(() => loadPayers(root, loadSiteMap(root))).toThrow(/network\.json:\d+: .*resourceType/);
  });

  test('no payer at all', () => {
    const root = changed('payers/demo-ga-him/payer.json', (text) => text);
    rmSync(join(root, 'policies', 'payers', 'demo-ga-him'), { recursive: true });
    expect(() => loadPayers(root, loadSiteMap(root))).toThrow('holds no payer');
  });

  test('a site class that does not exist, and a broken name pattern', () => {
    const root = changed('site-of-care.json', (text) =>
      text
        .replace('"siteClass": "OFFICE"', '"siteClass": "OFICE"')
        .replace('(ambulatory infusion', '((ambulatory infusion'),
    );
    const load = (): unknown => loadSiteMap(root);
    expect(load).toThrow(
      /policies\/site-of-care\.json:\d+: .*siteClass must be equal to one of the allowed values/,
    );
    expect(load).toThrow(/namePatterns\.1\.pattern must match format "regex"/);
  });
});
