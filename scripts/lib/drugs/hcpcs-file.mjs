// The CMS HCPCS alpha-numeric file (HCPCyyyy_MMM_ANWEB.txt): fixed-width records of 320 characters, read and put into the tables.
// Record layout of CMS, positions from 1: code 1-5, record type 11 (3 = procedure, 4 = its description goes on),
// long description 12-91, short description 92-119, date added 269-276, action effective 277-284, termination 285-292.

/** @returns {Map<string, { from, until, short, long }>} throws when the text holds no such records */
export function readHcpcsFile(text) {
  const codes = new Map();
  for (const line of text.split(/\r?\n/)) {
    const code = line.slice(0, 5);
    if (!/^[A-Z]\d{4}$/.test(code)) continue;
    if (line[10] === '4') {
      const entry = codes.get(code);
      if (entry) entry.long = `${entry.long} ${line.slice(11, 91).trim()}`.trim();
    } else if (line[10] === '3') {
      codes.set(code, {
        long: line.slice(11, 91).trim(),
        short: line.slice(91, 119).trim(),
        from: date(line.slice(268, 276)),
        until: date(line.slice(284, 292)),
      });
    }
  }
  if (codes.size === 0)
    throw new Error('no HCPCS records: is this the fixed-width alpha-numeric file of CMS?');
  return codes;
}

/** `2026-01` from `HCPC2026_JAN_ANWEB.txt`. */
export function editionFromName(name) {
  const said = /HCPC(\d{4})_([A-Z]{3})/i.exec(name);
  const month = said ? 'JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC'.indexOf(said[2].toUpperCase()) / 3 + 1 : 0;
  return Number.isInteger(month) && month > 0 ? `${said[1]}-${String(month).padStart(2, '0')}` : undefined;
}

/** Tables with the file's dates and short descriptions. A terminated code stays, with its last day. */
export function applyHcpcs(tables, file, edition) {
  const notes = [];
  const codes = Object.fromEntries(
    Object.entries(tables.hcpcs.codes).map(([code, entry]) => {
      const official = file.get(code);
      if (!official && /^[A-Z]/.test(code)) notes.push(`hcpcs: ${code} (${entry.name}) is not in the file`);
      return [code, official ? updated(code, entry, official, notes) : entry];
    }),
  );
  const since = tables.hcpcs.meta.versions.hcpcs;
  return {
    tables: { ...tables, hcpcs: { ...tables.hcpcs, codes } },
    edition: { table: 'hcpcs', is: edition },
    source: { id: `HCPCS-${edition}`, text: `CMS HCPCS Level II alpha-numeric file, ${edition}` },
    notes: [...notes, ...neighbours(file, codes, since)],
  };
}

function updated(code, entry, official, notes) {
  if (official.until !== undefined && entry.until === undefined)
    notes.push(
      `hcpcs: ${code} (${entry.name}) ended on ${official.until}; name its successor in curation.json`,
    );
  const { until, ...rest } = entry;
  const last = official.until ?? until;
  return {
    ...rest,
    ...(differs(official.short, entry.short) && { short: official.short }),
    ...(official.from !== undefined && rest.from !== undefined && { from: official.from }),
    ...(last !== undefined && { until: last }),
  };
}

/** Codes added since the last edition whose description names a molecule of the tables. */
function neighbours(file, codes, since) {
  const names = new Set(Object.values(codes).map((entry) => entry.molecule.replaceAll('-', ' ')));
  return [...file]
    .filter(([code, { from }]) => !codes[code] && /^[JQC]/.test(code) && (from ?? '').slice(0, 7) > since)
    .flatMap(([code, { long, short, from }]) => {
      const plain = ` ${long.toLowerCase().replace(/[^a-z0-9]+/g, ' ')} `;
      const named = [...names].find((name) => plain.includes(` ${name} `));
      return named === undefined ? [] : [`hcpcs: new ${code} (${short}, from ${from}) names ${named}`];
    })
    .sort();
}

/** Some copies of the file are in capitals throughout. */
const differs = (short, known = '') => short !== '' && short.toLowerCase() !== known.toLowerCase();

const date = (digits) =>
  /^\d{8}$/.test(digits) ? `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6, 8)}` : undefined;
