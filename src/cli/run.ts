/** The command line beside the service: `site-of-care-cds <command> …`. Returns the exit status of the process. */
import { drugCommand } from './drug.js';
import { USAGE_ERROR, type Output } from './output.js';

const USAGE = `Usage:
  site-of-care-cds                        starts the service
  site-of-care-cds drug "<code or text>"  says what a drug code or text is, and whether it is on the list
  site-of-care-cds drug --help            its options
`;

export function run(args: readonly string[], output: Output): number {
  const [command, ...rest] = args;
  switch (command) {
    case 'drug':
      return drugCommand(rest, output);
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
