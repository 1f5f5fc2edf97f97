/** `site-of-care-cds clients check`: is the client file right, and can the keys it names be had and used? */
import { parseArgs } from 'node:util';
import { checkClients, type CheckRequest } from './clients-check.js';
import { USAGE_ERROR, type Output } from './output.js';

const USAGE = `Usage: site-of-care-cds clients check [file] [options]

Checks the file that lists the CDS clients, fetches the keys it names, and prints one line for each client.
The file is the one CDS_CLIENTS names when none is given.

  --offline                   fetches nothing
  --mode sandbox|production   as for this mode; that of MODE, else production

Where private networks are closed (production, unless ALLOW_PRIVATE_NETWORKS=on), keys on private addresses fail as
they would in the service.

Exit status: 0 when everything is right, else 1.
`;

type Environment = Readonly<Record<string, string | undefined>>;

export async function clientsCommand(
  args: readonly string[],
  output: Output,
  environment: Environment,
): Promise<number> {
  const asked = requestOf(args, environment);
  if (asked === 'help') {
    output.out(USAGE);
    return 0;
  }
  if ('fault' in asked) {
    output.error(`${asked.fault}\n\n${USAGE}`);
    return USAGE_ERROR;
  }
  return checkClients(asked, output);
}

function requestOf(
  args: readonly string[],
  environment: Environment,
): CheckRequest | 'help' | { readonly fault: string } {
  const parsed = parse(args);
  if ('fault' in parsed) return parsed;
  const { values, positionals } = parsed;
  if (values.help) return 'help';
  const [verb, given, ...others] = positionals;
  const file = given ?? environment['CDS_CLIENTS']?.trim();
  const mode = values.mode ?? (environment['MODE']?.trim().toLowerCase() || 'production');
  if (verb !== 'check' || others.length > 0) return { fault: 'Write: clients check [file].' };
  if (!file) return { fault: 'What file? Name one, or set CDS_CLIENTS.' };
  if (mode !== 'sandbox' && mode !== 'production') return { fault: '--mode is sandbox or production.' };
  const networks = environment['ALLOW_PRIVATE_NETWORKS']?.trim().toLowerCase() || undefined;
  return {
    file,
    mode,
    offline: values.offline,
    allowPrivate: (networks ?? (mode === 'sandbox' ? 'on' : 'off')) === 'on',
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        offline: { type: 'boolean', default: false },
        mode: { type: 'string' },
        help: { type: 'boolean', default: false, short: 'h' },
      },
    });
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) };
  }
}
