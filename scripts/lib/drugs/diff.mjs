// What changes between two editions of the drug tables, in lines that a pharmacist can review: membership first.
import { words } from './facts.mjs';

/** @returns {string[]} lines; empty when nothing that matters to a reader changed */
export function diffTables(before, after) {
  const sections = [
    ['Payer list', section(listRows(before), listRows(after))],
    ['HCPCS codes', section(hcpcsRows(before), hcpcsRows(after))],
    ['RxNorm', section(rxnormRows(before), rxnormRows(after))],
    ['NDC', section(ndcRows(before), ndcRows(after))],
  ];
  const versions = versionLines(before.hcpcs.meta.versions, after.hcpcs.meta.versions);
  return [
    ...versions,
    ...sections.flatMap(([title, { lines, summary }]) =>
      lines.length === 0 ? [] : ['', `${title}: ${summary}`, ...lines],
    ),
  ];
}

function versionLines(before, after) {
  return Object.keys(after)
    .filter((name) => before[name] !== after[name])
    .map((name) => `${name}: ${before[name]} → ${after[name]}`);
}

/** Entries are { about, membership, details }; a change of membership is marked and comes first. */
function section(before, after) {
  const fresh = [...after].filter(([key]) => !before.has(key));
  const gone = [...before].filter(([key]) => !after.has(key));
  const both = [...after]
    .filter(([key]) => before.has(key))
    .map(([key, entry]) => [key, before.get(key), entry]);
  const moved = both.filter(([, old, now]) => old.membership !== now.membership);
  const changed = both.filter(
    ([, old, now]) => old.membership === now.membership && JSON.stringify(old) !== JSON.stringify(now),
  );
  return {
    summary: `${fresh.length} new, ${gone.length} gone, ${moved.length} changed membership, ${changed.length} changed otherwise`,
    lines: [
      ...moved.map(([key, old, now]) => `  ! ${key} ${now.about}: ${old.membership} → ${now.membership}`),
      ...gone.map(([key, old]) => `  - ${key} ${old.about}: was ${old.membership}`),
      ...fresh.map(([key, now]) => `  + ${key} ${now.about}: ${now.membership}`),
      ...changed.map(([key, old, now]) => `  ~ ${key} ${now.about}: ${detailsOf(old, now)}`),
    ],
  };
}

function detailsOf(old, now) {
  const names = Object.keys({ ...old.details, ...now.details }).filter(
    (name) => JSON.stringify(old.details[name]) !== JSON.stringify(now.details[name]),
  );
  const renamed = old.about === now.about ? [] : [`was ${old.about}`];
  const said = (value) => (value === undefined ? 'none' : String(value));
  return [
    ...renamed,
    ...names.map((name) => `${name} ${said(old.details[name])} → ${said(now.details[name])}`),
  ].join('; ');
}

function listRows({ list }) {
  return new Map(
    list.rows.map((row) => [
      `row ${row.row}`,
      {
        about: `${row.genericAsPrinted} / ${row.brandAsPrinted}`,
        membership: `${row.hcpcs}${row.note ? `, note "${row.note}"` : ''}`,
        details: {},
      },
    ]),
  );
}

function hcpcsRows({ list, hcpcs }) {
  return new Map(
    Object.entries(hcpcs.codes).map(([code, entry]) => [
      code,
      {
        about: entry.name,
        membership: list.codes[code] ? 'listed' : 'not listed',
        details: {
          from: entry.from,
          until: entry.until,
          successor: entry.successor,
          short: entry.short,
          brands: entry.brands.join(', '),
          routes: entry.routes.join(' '),
          labelers: entry.labelers?.join(', '),
        },
      },
    ]),
  );
}

function rxnormRows({ list, rxnorm }) {
  return new Map(
    rxnorm.concepts.map(([rxcui, tty, name, codes = '', flag = '', form = '', family = '']) => [
      rxcui,
      {
        about: `${tty} ${name}`,
        membership: membershipOf(words(codes), list.codes, flag),
        details: { form, family },
      },
    ]),
  );
}

function ndcRows({ list, ndc }) {
  const SOURCES = { C: 'CMS', E: 'earlier CMS', D: 'derived' };
  return new Map(
    ndc.products.map(([digits, codes, name, rxcui, source]) => [
      digits,
      {
        about: name,
        membership: membershipOf(words(codes), list.codes, ''),
        details: { rxcui, source: SOURCES[source] },
      },
    ]),
  );
}

/** `listed J1745`, `mixed J0885 | Q4081`, `not listed J1748`, `no code` */
function membershipOf(codes, listedCodes, flag) {
  const listed = codes.filter((code) => listedCodes[code]);
  const unlisted = codes.filter((code) => !listedCodes[code]);
  const mark = flag === '' ? '' : ` (${flag})`;
  if (codes.length === 0) return `no code${mark}`;
  if (listed.length === 0) return `not listed ${unlisted.join(' ')}${mark}`;
  if (unlisted.length === 0) return `listed ${listed.join(' ')}${mark}`;
  return `mixed ${listed.join(' ')} | ${unlisted.join(' ')}${mark}`;
}
