/** The report as one page: no script, nothing from elsewhere, and each plot beside the table it shows. Prints as it stands. */
import { wordsOf } from '../span.js';
import { bars, columns, lines, type Series } from './plots.js';
import { DETERMINATIONS, type Report } from './summarise.js';
import { NOTHING, tablesOf, type Table } from './tables.js';
import { escape } from './escape.js';

const STYLE = `
  body { font: 15px/1.5 system-ui, sans-serif; color: #1b1b1b; background: #fff; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
  h1 { font-size: 1.5rem; margin: 0 } h2 { font-size: 1.1rem; margin: 2.5rem 0 .25rem }
  p { margin: .25rem 0; color: #555 } svg { display: block; width: 100%; height: auto; margin: .5rem 0 }
  table { border-collapse: collapse; margin: .5rem 0; font-variant-numeric: tabular-nums }
  th, td { padding: .15rem .75rem .15rem 0; border-bottom: 1px solid #ddd; text-align: right; white-space: nowrap }
  th:first-child, td:first-child { text-align: left; white-space: pre-wrap } th { font-weight: 600 }
  section { break-inside: avoid } @media print { body { margin: 0; max-width: none; font-size: 12px } }
`;

export function htmlReport(report: Report): string {
  const tables = tablesOf(report);
  const { answers, feedback, latency } = report;
  const weeks = answers.byWeek.map(({ week }) => week);
  const sections = [
    section(tables.overview),
    section(
      tables.weeks,
      columns(
        tables.weeks.title,
        weeks,
        DETERMINATIONS.map((name) => ({ name, values: answers.byWeek.map(({ counts }) => counts[name]) })),
      ),
      lines('Share of unknown answers, in percent', weeks, [
        { name: 'unknown', values: answers.byWeek.map(({ unknownRate }) => percentOf(unknownRate)) },
      ]),
    ),
    section(tables.causes),
    section(
      tables.reasons,
      bars(
        tables.reasons.title,
        feedback.byReason.map(({ reason }) => reason || 'none given'),
        [{ name: 'overrides', values: feedback.byReason.map(({ count }) => count) }],
      ),
    ),
    section(tables.cards, outcomeBars(tables.cards.title, feedback.byCard)),
    section(tables.drugs, outcomeBars(tables.drugs.title, feedback.byDrug)),
    section(
      tables.feedbackWeeks,
      lines(
        'Acceptance, in percent of the cards with feedback',
        feedback.byWeek.map(({ of }) => of),
        [{ name: 'acceptance', values: feedback.byWeek.map(({ acceptance }) => percentOf(acceptance)) }],
      ),
    ),
    section(tables.latency),
    section(
      tables.latencyWeeks,
      ...latency.byHook.map(({ hook }) => {
        const own = latency.byWeek.filter((one) => one.hook === hook);
        const series = (['p50', 'p95', 'p99'] as const).map((name) => ({
          name,
          values: own.map((one) => one[name]),
        }));
        return lines(
          `${hook}: milliseconds`,
          own.map(({ week }) => week),
          series,
        );
      }),
    ),
  ];
  const made = `${report.madeAt.slice(0, 16).replace('T', ' ')} UTC`;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Site-of-care CDS: report, ${escape(wordsOf(report.span))}</title>
<style>${STYLE}</style>
<h1>Site-of-care CDS: report</h1>
<p>${escape(wordsOf(report.span))}; made ${escape(made)}. Counts only; no patient is named.</p>
${sections.join('\n')}
</html>
`;
}

/** The plots, then the table they show. */
function section(table: Table, ...plots: readonly string[]): string {
  const { title, note, rows } = table;
  const body = rows.length === 0 ? '<p>None.</p>' : `${plots.join('\n')}\n${htmlTable(table)}`;
  return `<section>\n<h2>${escape(title)}</h2>\n${note === undefined ? '' : `<p>${escape(note)}</p>\n`}${body}\n</section>`;
}

function htmlTable({ columns: names, rows }: Table): string {
  const head = names.map((name) => `<th scope="col">${escape(name)}</th>`).join('');
  const body = rows.map((row) => `<tr>${row.map((cell) => `<td>${escape(cell)}</td>`).join('')}</tr>`);
  return `<table>\n<thead><tr>${head}</tr></thead>\n<tbody>\n${body.join('\n')}\n</tbody>\n</table>`;
}

function outcomeBars(title: string, rows: Report['feedback']['byCard']): string {
  const series: readonly Series[] = [
    { name: 'accepted', values: rows.map(({ accepted }) => accepted) },
    { name: 'overridden', values: rows.map(({ overridden }) => overridden) },
    {
      name: 'no feedback',
      color: '#cccccc',
      values: rows.map(({ shown, accepted, overridden }) => Math.max(0, shown - accepted - overridden)),
    },
  ];
  return bars(
    title,
    rows.map(({ of }) => of || NOTHING),
    series,
  );
}

function percentOf(part: number | null): number | null {
  return part === null ? null : part * 100;
}
