// Jest reporter: the run fails when anything the service wrote in any test names a patient or shows a token.
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { leaksIn } from '../../scripts/lib/phi.mjs';

const SHOWN = 10;

export default class OutputCheck {
  #console = [];
  #error;
  #print;

  /** Jest gives its configuration, and the reporter's own. */
  constructor(_jest, { print = (text) => process.stderr.write(text) } = {}) {
    this.#print = print;
  }

  /** What reached the console of a test file. */
  onTestFileResult(_test, { console }) {
    for (const { message } of console ?? []) this.#console.push(message);
  }

  onRunComplete() {
    const directory = process.env.TEST_OUTPUT;
    if (!directory) return;
    this.#error = existsSync(directory)
      ? problemIn(directory, this.#console.join('\n'))
      : new Error(`What the service wrote cannot be checked: ${directory} is gone.`);
    rmSync(directory, { recursive: true, force: true });
    // Jest itself says nothing about it but its exit status.
    if (this.#error) this.#print(`\nFAIL the check of all output\n${this.#error.message}\n`);
  }

  /** Jest fails a run for which a reporter has an error. */
  getLastError() {
    return this.#error;
  }
}

function problemIn(directory, consoleText) {
  const files = readdirSync(directory);
  const contentOf = (ending) =>
    files.filter((name) => name.endsWith(ending)).map((name) => readFileSync(join(directory, name), 'utf8'));
  const secrets = new Set(
    contentOf('.secrets').flatMap((text) =>
      text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ),
  );
  const output = contentOf('.out').join('\n');
  // Without a line of output the check would pass whatever the service does.
  if (output === '' && files.some((name) => name.endsWith('.called')))
    return new Error(
      'The service was called and wrote nothing: is its log still collected (test/support/app.ts)?',
    );
  const leaks = leaksIn(`${output}\n${consoleText}`, secrets);
  if (leaks.length === 0) return undefined;
  const shown = leaks.slice(0, SHOWN).map(({ secret, line }) => `  ${secret}\n    in ${line}`);
  return new Error(
    `${leaks.length} names, ids or tokens of the tests stand in what the service wrote:\n${shown.join('\n')}`,
  );
}
