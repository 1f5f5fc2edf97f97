/** `site-of-care-cds report`: what the service answered, what became of its cards, and how fast it was. Reads the store while the service runs. */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { openStore } from '../decisions/open-store.js';
import type { Span } from '../decisions/store.js';
import { noteInAudit, withRecords, type Environment } from './open-records.js';
import { USAGE_ERROR, type Output } from './output.js';
import { htmlReport } from './report/html.js';
import { summarise, type Report } from './report/summarise.js';
import { textReport } from './report/text.js';
import { spanFrom, wordsOf } from './span.js';

const USAGE = `Usage: site-of-care-cds report [options]

  --from 2026-01-01   first day (UTC); everything when absent
  --to 2026-02-01     day after the last one
  --format text       text, json, or html: one page with plots that needs nothing from elsewhere
  --out FILE          writes a file instead of the terminal

It counts and names no patient. It uses the database of the service's environment (DATABASE or DATABASE_URL).
`;

const FORMATS: Readonly<Record<string, (report: Report) => string>> = {
  text: textReport,
  json: (report) => `${JSON.stringify(report, null, 2)}\n`,
  html: htmlReport,
};

interface Wanted {
  readonly span: Span;
  readonly render: (report: Report) => string;
  readonly file: string | undefined;
}

export async function reportCommand(
  args: readonly string[],
  output: Output,
  environment: Environment,
): Promise<number> {
  const wanted = wantedOf(args);
  if (wanted === 'help') {
    output.out(USAGE);
    return 0;
  }
  if (typeof wanted === 'string') {
    output.error(`${wanted}\n\n${USAGE}`);
    return USAGE_ERROR;
  }
  const { span, render, file } = wanted;
  return withRecords(environment, 'read', output, async (store, { database }) => {
    const text = render(summarise(await store.report(span), span, new Date()));
    if (file === undefined) output.out(text);
    else writeFileSync(file, text);
    await noteReport(database, span, output);
    return 0;
  });
}

/** A reader without the right to write gets the report all the same; counts name nobody. */
async function noteReport(database: string, span: Span, output: Output): Promise<void> {
  try {
    const store = await openStore({ database });
    await noteInAudit(store, { what: 'report', target: wordsOf(span), outcome: 'made' });
    await store.close();
  } catch {
    output.error('The report could not be noted in the audit: the database cannot be written from here.\n');
  }
}

function wantedOf(args: readonly string[]): Wanted | string {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        from: { type: 'string' },
        to: { type: 'string' },
        format: { type: 'string', default: 'text' },
        out: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) return 'help';
    const render = FORMATS[values.format];
    if (!render) return `--format: ${Object.keys(FORMATS).join(', ')}.`;
    const span = spanFrom(values.from, values.to);
    return typeof span === 'string' ? span : { span, render, file: values.out };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
