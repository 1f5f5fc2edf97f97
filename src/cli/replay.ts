/** `site-of-care-cds replay case.json`: asks a case again with the policies of now, and says what has changed. */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { compose } from '../compose.js';
import { loadConfig } from '../config.js';
import { ServiceError } from '../errors.js';
import { readCase, type CaseFile } from '../sandbox/case-file.js';
import { replay, type Replayed } from '../sandbox/replay.js';
import { describeReplay } from './describe-replay.js';
import { USAGE_ERROR, type Output } from './output.js';

const USAGE = `Usage: site-of-care-cds replay case.json [--format text|json]

The file is a case that the sandbox page exported. It is evaluated as if it were the day it was made on, with the policies, drug
tables and cards of this version. Nothing is read from a FHIR server and nothing is recorded.

Exit status: 0 when the answer is the one in the file, 1 when it differs, 2 when the file cannot be used.
`;

const UNUSABLE = 2;

export async function replayCommand(args: readonly string[], output: Output): Promise<number> {
  const question = questionOf(args);
  if (question === 'help') {
    output.out(USAGE);
    return 0;
  }
  if ('fault' in question) {
    output.error(`${question.fault}\n\n${USAGE}`);
    return USAGE_ERROR;
  }
  try {
    const file = readFile(question.file);
    const replayed = await evaluate(file);
    output.out(
      question.format === 'json' ? `${JSON.stringify(replayed, null, 2)}\n` : describeReplay(file, replayed),
    );
    return replayed.same ? 0 : 1;
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    output.error(`${question.file}: ${reasonOf(error)}\n`);
    return UNUSABLE;
  }
}

/** With a composition of its own: what the environment says of servers, clients and stores plays no part. */
async function evaluate(file: CaseFile): Promise<Replayed> {
  const config = loadConfig({
    MODE: 'sandbox',
    DATABASE: ':memory:',
    SANDBOX_FHIR: 'off',
    ASSUME_COVERAGE: file.assumeCoverage ? 'on' : 'off',
  });
  const ids = () => 'unused';
  const { fresh, close } = compose({ config, ids, knownIds: () => Promise.resolve(new Set()) });
  try {
    return await replay(file, fresh, config.publicUrl);
  } finally {
    close();
  }
}

/** @throws ServiceError `case-unusable` */
function readFile(path: string): CaseFile {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    throw new ServiceError('case-unusable', [{ diagnostics: WHY[code] ?? 'The file cannot be read.' }]);
  }
  try {
    return readCase(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError)
      throw new ServiceError('case-unusable', [{ diagnostics: 'The file is not JSON.' }]);
    if (error instanceof RangeError)
      throw new ServiceError('case-unusable', [{ diagnostics: 'The file is nested too deeply.' }]);
    throw error;
  }
}

const WHY: Readonly<Record<string, string>> = {
  ENOENT: 'There is no such file.',
  EISDIR: 'This is a folder.',
  EACCES: 'The file may not be read.',
};

function reasonOf({ sentence, faults }: ServiceError): string {
  const details = faults.map(({ expression, diagnostics }) =>
    expression === undefined || diagnostics.includes(expression)
      ? diagnostics
      : `${expression}: ${diagnostics}`,
  );
  return [sentence, ...details].join('\n  ');
}

function questionOf(
  args: readonly string[],
): { readonly file: string; readonly format: 'text' | 'json' } | 'help' | { readonly fault: string } {
  const parsed = parse(args);
  if ('fault' in parsed) return parsed;
  const { values, positionals } = parsed;
  if (values.help) return 'help';
  const [file, ...others] = positionals;
  if (file === undefined) return { fault: 'Which case? Give the file.' };
  if (others.length > 0) return { fault: 'One case at a time.' };
  if (values.format !== 'text' && values.format !== 'json') return { fault: '--format is text or json.' };
  return { file, format: values.format };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        format: { type: 'string', default: 'text' },
        help: { type: 'boolean', default: false, short: 'h' },
      },
    });
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) };
  }
}
