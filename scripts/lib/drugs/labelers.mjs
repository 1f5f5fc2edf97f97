// Names of manufacturers, made comparable: "Dr. Reddy's Laboratories Inc." is "dr reddy s".

/** Words that say what kind of company it is, or where. */
const KIND = new Set(
  (
    'inc llc ltd lp corp corporation co company usa us america american north international global ' +
    'pharma pharmaceutical pharmaceuticals biopharma biologics biotech laboratories laboratory healthcare health ' +
    'therapeutics medicines parenteral institutional division bioscience biosciences the and of'
  ).split(' '),
);

/** The words by which the manufacturer is found in running text. */
export function labelerKey(name) {
  const all = name
    .toLowerCase()
    .replace(/rxllc\b/, '')
    .match(/[a-z0-9]+/g);
  const own = (all ?? []).filter((word) => !KIND.has(word));
  return own.join(' ');
}

/**
 * HCPCS code → labelers, for the molecules where the manufacturer decides.
 * @param pairs [code, labeler as printed]
 */
export function labelersOf(pairs, codes, { molecules, unlisted }) {
  const found = new Map();
  for (const [code, labeler] of pairs) {
    if (labeler === '' || !molecules.includes(codes[code]?.molecule)) continue;
    if (!found.has(code)) found.set(code, new Set());
    found.get(code).add(labelerKey(labeler));
  }
  for (const [code, names] of Object.entries(unlisted)) {
    if (!found.has(code)) found.set(code, new Set());
    for (const name of names) found.get(code).add(name);
  }
  return new Map([...found].map(([code, names]) => [code, [...names].sort()]));
}
