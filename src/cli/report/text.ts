/** The report for a terminal. */
import { wordsOf } from '../span.js';
import type { Report } from './summarise.js';
import { tablesOf, type Table } from './tables.js';

export function textReport(report: Report): string {
  const heading = `Site-of-care CDS, ${wordsOf(report.span)} (made ${report.madeAt.slice(0, 16).replace('T', ' ')} UTC)`;
  return `${[heading, ...Object.values(tablesOf(report)).map(textTable)].join('\n\n')}\n`;
}

function textTable({ title, note, columns, rows }: Table): string {
  if (rows.length === 0) return `${title}\n  none`;
  const all = [columns, ...rows];
  const widths = columns.map((_, at) => Math.max(...all.map((row) => row[at]?.length ?? 0)));
  const lines = all.map((row) =>
    row
      .map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
  return [title, ...(note === undefined ? [] : [note]), ...lines.map((line) => `  ${line}`)].join('\n');
}
