// The CMS ASP NDC-HCPCS crosswalk, a CSV that opens with a title, its period and notes: read, and put into the tables.
// An NDC that CMS dropped is kept as one of an earlier crosswalk: a drug does not stop being what it is.
import { parseRows } from '../csv.mjs';
import { uniq } from './facts.mjs';
import { labelersOf } from './labelers.mjs';
import { byDigits } from './ndc-table.mjs';

const MONTHS = 'january february march april may june july august september october november december'.split(
  ' ',
);

/**
 * Lines with an alternate id instead of an NDC (skin substitutes and the like) are left out.
 * @returns {{ period: string | undefined, rows: { code, labeler, ndc, name }[] }} throws when it is no crosswalk
 */
export function readCrosswalk(text) {
  const lines = parseRows(text);
  const head = lines.findIndex((cells) => cells.some((cell) => /^NDC2?$/i.test(cell.trim())));
  if (head < 0) throw new Error('no header line with an NDC column: is this the ASP NDC-HCPCS crosswalk?');
  const at = columns(lines[head]);
  const body = lines.slice(head + 1).filter((cells) => (cells[at.code] ?? '').trim() !== '');
  const rows = body.flatMap((cells) => {
    const code = cells[at.code].trim().toUpperCase();
    const ndc = digitsOf(cells[at.ndc] ?? '');
    if (!/^(?:[A-Z]\d{4}|\d{5})$/.test(code) || ndc === undefined) return [];
    return [{ code, ndc, labeler: (cells[at.labeler] ?? '').trim(), name: (cells[at.name] ?? '').trim() }];
  });
  return { period: periodOf(lines.slice(0, head)), rows };
}

function columns(header) {
  const find = (pattern) => header.findIndex((cell) => pattern.test(cell.trim()));
  const at = {
    code: find(/^(?:_?\d{4}_CODE|HCPCS(?: Code)?)$/i),
    labeler: find(/^labeler/i),
    ndc: find(/^NDC2?$/i),
    name: find(/^drug name$/i),
  };
  const missing = Object.entries(at).filter(([, index]) => index < 0);
  if (missing.length > 0)
    throw new Error(`crosswalk without column ${missing.map(([name]) => name).join(', ')}`);
  return at;
}

/** `13533-0636-01` → 13533063601; undefined for an alternate id. */
function digitsOf(text) {
  const parts = text.trim().split('-');
  const digits =
    parts.length === 3 ? parts.map((part, at) => part.padStart([5, 4, 2][at], '0')).join('') : parts[0];
  return /^\d{11}$/.test(digits) ? digits : undefined;
}

/** `2025-10-01/2025-12-31` from "Effective October 1, 2025 through December 31, 2025"; undefined when it is not said. */
function periodOf(lines) {
  const said = /(\w+) (\d+), (\d{4}) through (\w+) (\d+), (\d{4})/.exec(lines.flat().join(' '));
  if (!said) return undefined;
  const day = (month, date, year) =>
    `${year}-${String(MONTHS.indexOf(month.toLowerCase()) + 1).padStart(2, '0')}-${date.padStart(2, '0')}`;
  return `${day(...said.slice(1, 4))}/${day(...said.slice(4, 7))}`;
}

/**
 * Tables with the crosswalk's NDCs of every code they know.
 * @returns {{ tables, edition, source, notes: string[] }} notes are what a person has to look at
 */
export function applyCrosswalk(tables, { period, rows }, curation) {
  const { codes } = tables.hcpcs;
  const current = grouped(rows.filter((row) => codes[row.code]));
  const known = new Map(tables.ndc.products.map((row) => [row[0], row]));
  const rxcuis = siblings(tables.ndc.products);
  for (const [ndc, found] of current) {
    const [, , name, rxcui] = known.get(ndc) ?? [ndc, '', found[0].name, rxcuis.get(ndc.slice(0, 9)) ?? ''];
    known.set(ndc, [
      ndc,
      uniq(found.map((row) => row.code))
        .sort()
        .join(' '),
      name,
      rxcui,
      'C',
    ]);
  }
  for (const [ndc, row] of known) {
    if (row[4] === 'C' && !current.has(ndc)) known.set(ndc, [...row.slice(0, 4), 'E']);
  }
  const pairs = rows.map((row) => [row.code, row.labeler]);
  const labelers = labelersOf(pairs, codes, curation.labelers);
  const labelled = Object.fromEntries(
    Object.entries(codes).map(([code, { labelers: _, ...entry }]) => [
      code,
      labelers.has(code) ? { ...entry, labelers: labelers.get(code) } : entry,
    ]),
  );
  return {
    tables: {
      ...tables,
      hcpcs: { ...tables.hcpcs, codes: labelled },
      ndc: { ...tables.ndc, products: [...known.values()].sort(byDigits) },
    },
    edition: { table: 'aspCrosswalk', is: period },
    source: { id: `ASP-XW-${period.slice(0, 7)}`, text: `CMS ASP NDC-HCPCS crosswalk, ${period}` },
    notes: strangers(rows, tables),
  };
}

function grouped(rows) {
  const groups = new Map();
  for (const row of rows) groups.set(row.ndc, [...(groups.get(row.ndc) ?? []), row]);
  return groups;
}

/** Labeler and product → RxCUI, where all known packages agree. */
function siblings(products) {
  const found = new Map();
  for (const [ndc, , , rxcui] of products) {
    const key = ndc.slice(0, 9);
    found.set(key, found.has(key) && found.get(key) !== rxcui ? '' : rxcui);
  }
  return found;
}

/** Codes the tables do not know, for packages or names they do: a new neighbour that a person has to describe in curation.json. */
function strangers(rows, { hcpcs, ndc }) {
  const packages = new Map(ndc.products.map(([digits, codes]) => [digits.slice(0, 9), codes]));
  const brands = new Map();
  for (const [code, { brands: own, name }] of Object.entries(hcpcs.codes)) {
    for (const brand of [...own, name]) brands.set(brand.toLowerCase(), code);
  }
  const found = new Map();
  for (const row of rows.filter(({ code }) => !hcpcs.codes[code])) {
    const filed = packages.get(row.ndc.slice(0, 9));
    const named = brands.get(row.name.toLowerCase());
    if (filed === undefined && named === undefined) continue;
    const reason = filed === undefined ? `named like ${named}` : `its NDCs stand under ${filed} here`;
    found.set(
      `${row.code} ${reason}`,
      `${row.code} (${row.name}, ${row.labeler}) is not in the tables; ${reason}`,
    );
  }
  return [...found.values()].sort().map((text) => `crosswalk: ${text}`);
}
