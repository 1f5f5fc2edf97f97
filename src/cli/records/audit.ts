/** `records audit`: who called, who read decisions, who erased. Reading it is audited itself. */
import { parseArgs } from 'node:util';
import type { AuditEntry } from '../../decisions/audit-entry.js';
import type { AuditRow, Span } from '../../decisions/store.js';
import { noteInAudit, withRecords, type Environment } from '../open-records.js';
import { USAGE_ERROR, type Output } from '../output.js';
import { spanFrom, wordsOf } from '../span.js';

/** Entries read at once. */
const PAGE = 10_000;

export async function auditCommand(
  args: readonly string[],
  output: Output,
  environment: Environment,
  usage: string,
): Promise<number> {
  const wanted = wantedOf(args);
  if (typeof wanted === 'string') {
    output.error(`${wanted}\n\n${usage}`);
    return USAGE_ERROR;
  }
  const { span, json } = wanted;
  return withRecords(environment, 'write', output, async (store) => {
    await noteInAudit(store, { what: 'audit-read', target: wordsOf(span), outcome: 'read' });
    for (let last: AuditRow | undefined; ;) {
      const page = await store.audit(span, PAGE, last);
      for (const { entry } of page) output.out(lineOf(entry, json));
      last = page.at(-1);
      if (page.length < PAGE) return 0;
    }
  });
}

function lineOf(entry: AuditEntry, json: boolean): string {
  if (json) return `${JSON.stringify(entry)}\n`;
  const { at, who, what, target = '-', outcome } = entry;
  return `${at}  ${who.padEnd(24)}  ${what.padEnd(13)}  ${outcome}  ${target}\n`;
}

function wantedOf(args: readonly string[]): { readonly span: Span; readonly json: boolean } | string {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        from: { type: 'string' },
        to: { type: 'string' },
        format: { type: 'string', default: 'text' },
      },
    });
    if (values.format !== 'text' && values.format !== 'json') return '--format: text or json.';
    const span = spanFrom(values.from, values.to);
    return typeof span === 'string' ? span : { span, json: values.format === 'json' };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
