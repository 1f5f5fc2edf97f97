/**
 * Collects what the service writes in all tests, and the names, ids and tokens it was given meanwhile; when the run
 * is over, output-check.mjs looks for the latter in the former.
 */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { secretOfHeader, secretsOf } from '../../scripts/lib/phi.mjs';

const directory = process.env['TEST_OUTPUT'];
const known = new Set<string>();
let called = false;

/** A line of the log, or whatever else the service wrote. */
export function keepOutput(text: string): void {
  keep('out', text);
}

/** A request to the service, which has to write something of it. */
export function keepCall(request: unknown, authorization?: string): void {
  keepSecrets(request, authorization);
  if (!called) keep('called', '');
  called = true;
}

/** What an EHR holds, or a token. */
export function keepSecrets(given: unknown, authorization?: string): void {
  if (directory === undefined) return;
  const fresh = [...secretsOf(given), ...secretOfHeader(authorization)].filter(
    (secret) => !known.has(secret),
  );
  if (fresh.length === 0) return;
  for (const secret of fresh) known.add(secret);
  keep('secrets', fresh.map((secret) => `${JSON.stringify(secret)}\n`).join(''));
}

function keep(what: 'out' | 'secrets' | 'called', text: string): void {
  if (directory === undefined) return;
  try {
    appendFileSync(join(directory, `${process.pid}.${what}`), text);
  } catch {
    // The folder is gone, and the check at the end says so; no test has to fail for it.
  }
}
