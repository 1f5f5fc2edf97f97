/** The command line beside the service: `site-of-care-cds <command> …`. Returns the exit status of the process. */
import { clientsCommand } from './clients.js';
import { drugCommand } from './drug.js';
import { USAGE_ERROR, type Output } from './output.js';
import { recordsCommand } from './records.js';
import { reportCommand } from './report.js';
import { replayCommand } from './replay.js';

const USAGE = `Usage:
  site-of-care-cds                        starts the service
  site-of-care-cds drug "<code or text>"  says what a drug code or text is, and whether it is on the list
  site-of-care-cds drug --help            its options
  site-of-care-cds clients check [file]   checks the file of CDS clients, and their keys
  site-of-care-cds report                 what was answered, what became of the cards, how fast
  site-of-care-cds records erase|audit    erases a patient's records; shows who called and who read
  site-of-care-cds replay case.json       asks a case of the sandbox again, and says what has changed
`;

export function run(
  args: readonly string[],
  output: Output,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): number | Promise<number> {
  const [command, ...rest] = args;
  switch (command) {
    case 'drug':
      return drugCommand(rest, output);
    case 'clients':
      return clientsCommand(rest, output, environment);
    case 'replay':
      return replayCommand(rest, output);
    case 'report':
      return reportCommand(rest, output, environment);
    case 'records':
      return recordsCommand(rest, output, environment);
    case '--help':
    case '-h':
    case 'help':
      output.out(USAGE);
      return 0;
    default:
      output.error(`There is no command "${command}".\n${USAGE}`);
      return USAGE_ERROR;
  }
}
