// Draws the first card of an answer as an SVG picture for the README: docs/card.svg.
// Usage: node scripts/draw-card.mjs < answer.json > docs/card.svg. The same card gives the same bytes.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const WIDTH = 820;
const MARGIN = 24;
const COLOURS = { info: '#2f6f9f', warning: '#b26a00', critical: '#b3261e' };

/** @param {{summary: string, detail?: string, indicator: string, source: {label: string}, suggestions?: {label: string}[], overrideReasons?: {display: string}[]}} card */
export function drawCard({
  summary,
  detail = '',
  indicator,
  source,
  suggestions = [],
  overrideReasons = [],
}) {
  const parts = [];
  let y = 22;
  const write = (words, { size, weight = 400, colour = '#222', indent = 0 }) => {
    for (const line of wrap(words, Math.floor((WIDTH - 2 * MARGIN - indent) / (size * 0.52)))) {
      y += size + 7;
      parts.push(
        `<text x="${MARGIN + indent}" y="${y}" font-size="${size}" font-weight="${weight}" fill="${colour}">${escape(line)}</text>`,
      );
    }
  };

  write(summary, { size: 17, weight: 600 });
  y += 8;
  for (const line of detail.split('\n')) {
    const top = y;
    write(line.replace(/^- /, ''), { size: 13, indent: 14 });
    parts.push(`<circle cx="${MARGIN + 4}" cy="${top + 15}" r="2" fill="#555"/>`);
  }
  y += 14;
  for (const { label } of suggestions) {
    parts.push(
      `<rect x="${MARGIN}" y="${y}" width="${WIDTH - 2 * MARGIN}" height="32" rx="6" fill="#eef4f8" stroke="#2f6f9f"/>`,
      `<text x="${MARGIN + 14}" y="${y + 21}" font-size="14" font-weight="600" fill="#1d4e74">${escape(label)}</text>`,
    );
    y += 40;
  }
  if (overrideReasons.length > 0) {
    write(`Override reasons: ${overrideReasons.map(({ display }) => display).join(' · ')}`, {
      size: 12,
      colour: '#555',
    });
  }
  write(source.label, { size: 12, colour: '#777' });

  const height = y + MARGIN;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" role="img" font-family="system-ui, 'Segoe UI', Helvetica, Arial, sans-serif">
<title>${escape(summary)}</title>
<rect x="0.5" y="0.5" width="${WIDTH - 1}" height="${height - 1}" rx="10" fill="#fff" stroke="#c8ccd0"/>
<rect x="1" y="1" width="${WIDTH - 2}" height="12" rx="6" fill="${COLOURS[indicator]}"/>
${parts.join('\n')}
</svg>
`;
}

function wrap(words, most) {
  const lines = [];
  for (const word of words.split(' ')) {
    const longer = lines.length > 0 ? `${lines.at(-1)} ${word}` : undefined;
    if (longer !== undefined && longer.length <= most) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

function escape(text) {
  return text.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [card] = JSON.parse(readFileSync(0, 'utf8')).cards;
  process.stdout.write(drawCard(card));
}
