/** `site-of-care-cds drug "<code or text>"`: the path from an input to its codes, rows, notes and doubts. */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { spanOf, formatDay } from '../core/dates.js';
import { resolveDrug } from '../core/drug/resolve.js';
import type { Coding } from '../core/fhir.js';
import type { DrugTables } from '../core/drug/tables.js';
import type { DrugResolution } from '../core/drug/types.js';
import { loadDrugTables } from '../knowledge/drug-tables.js';
import { projectRoot } from '../knowledge/load.js';
import { describeDrug } from './describe-drug.js';
import { chartOf, orderOf, type DrugQuestion } from './drug-question.js';
import { readInput, type InputReading } from './read-input.js';
import { USAGE_ERROR, type Output } from './output.js';

const USAGE = `Usage: site-of-care-cds drug "<code or text>" [options]

The input is an RxCUI, an NDC in any shape, a HCPCS code, or text. Name the system when a number could be several:
rxnorm:310994, ndc:57894-030-01, hcpcs:J1745, cpt:90371, text:infliximab.

  --date 2026-01-31     day of service; today when absent
  --route IV            route: IV, SC, IM, or words
  --manufacturer NAME   who labels the product
  --dialysis yes|no     is the patient on dialysis for end-stage renal disease?
  --policy FOLDER       whose list, a folder of policies/ (ga-pmn-34)
  --json                the resolution as JSON

Exit status: 0, or 1 when the input could not be resolved to anything.
`;

/** What was tried with the input, and what came of it. */
export interface Answered {
  readonly input: string;
  readonly reading: InputReading;
  readonly drug: DrugResolution;
}

export function drugCommand(args: readonly string[], output: Output): number {
  const question = questionOf(args);
  if (question === 'help') {
    output.out(USAGE);
    return 0;
  }
  if ('fault' in question) {
    output.error(`${question.fault}\n\n${USAGE}`);
    return USAGE_ERROR;
  }
  const tables = loadDrugTables(join(projectRoot, 'policies'), question.policy);
  const answered = answer(question, tables);
  output.out(
    question.json ? `${JSON.stringify(answered, null, 2)}\n` : describeDrug(answered, tables, question),
  );
  return answered.drug.outcome === 'UNRESOLVED' ? 1 : 0;
}

function answer(question: DrugQuestion, tables: DrugTables): Answered {
  const reading = readInput(question.input, question.service, tables);
  const codings: readonly Coding[] = reading.coding ? [reading.coding] : [];
  const order = orderOf(question, codings, reading.coding ? undefined : reading.text);
  return { input: question.input, reading, drug: resolveDrug(order, chartOf(question), tables) };
}

type Asked = DrugQuestion & { readonly policy: string; readonly json: boolean };

function questionOf(args: readonly string[]): Asked | 'help' | { readonly fault: string } {
  const parsed = parse(args);
  if ('fault' in parsed) return parsed;
  const { values, positionals } = parsed;
  if (values.help) return 'help';
  const input = positionals.join(' ').trim();
  const date = values.date ?? formatDay(Math.floor(Date.now() / 86_400_000));
  const service = spanOf(date);
  if (input === '') return { fault: 'What drug? Give a code or a text.' };
  if (!service) return { fault: `--date: "${date}" is no date; write 2026-01-31.` };
  if (values.dialysis !== undefined && values.dialysis !== 'yes' && values.dialysis !== 'no')
    return { fault: '--dialysis is yes or no.' };
  if (!/^[a-z0-9-]+$/.test(values.policy)) return { fault: '--policy names a folder of policies/.' };
  return {
    input,
    service,
    date,
    policy: values.policy,
    json: values.json,
    ...(values.route !== undefined && { route: values.route }),
    ...(values.manufacturer !== undefined && { manufacturer: values.manufacturer }),
    ...(values.dialysis !== undefined && { onDialysis: values.dialysis === 'yes' }),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        date: { type: 'string' },
        route: { type: 'string' },
        manufacturer: { type: 'string' },
        dialysis: { type: 'string' },
        policy: { type: 'string', default: 'ga-pmn-34' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false, short: 'h' },
      },
    });
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) };
  }
}
