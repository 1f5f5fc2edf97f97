/** `site-of-care-cds records erase|audit`: what operators do with the records at the terminal. */
import { auditCommand } from './records/audit.js';
import { eraseCommand } from './records/erase.js';
import type { Environment } from './open-records.js';
import { USAGE_ERROR, type Output } from './output.js';

const USAGE = `Usage:
  site-of-care-cds records erase --patient Patient/x [--fhir-server URL]
  site-of-care-cds records audit [--from 2026-01-01] [--to 2026-02-01] [--format text|json]

erase  deletes calls, decisions and feedback of a patient; the audit keeps that it was done, not for whom
  --patient      the patient's id, Patient/id, or its whole address on the FHIR server
  --fhir-server  base address of the server the id belongs to, or "none" for calls that named no server
  --all-servers  the id on every server

audit  who called, and who read or erased records, oldest first

They use the database of the service's environment (DATABASE or DATABASE_URL), also while it runs.
`;

export async function recordsCommand(
  args: readonly string[],
  output: Output,
  environment: Environment,
): Promise<number> {
  const [command, ...rest] = args;
  switch (command) {
    case 'erase':
      return eraseCommand(rest, output, environment, USAGE);
    case 'audit':
      return auditCommand(rest, output, environment, USAGE);
    case '--help':
    case '-h':
      output.out(USAGE);
      return 0;
    default:
      output.error(USAGE);
      return USAGE_ERROR;
  }
}
