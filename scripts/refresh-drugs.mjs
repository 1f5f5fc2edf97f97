// Makes the drug tables again, from the reviewed facts and newer releases, and prints what changes for a pharmacist to review.
// Run: npm run refresh:drugs -- [--facts FOLDER] [--asp FILE] [--hcpcs FILE] [--rxnorm FOLDER] [--dry-run | --check]
// Without --facts the tables of the project are the start. docs/drugs.md says what each input is and how to review.
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { applyCrosswalk, readCrosswalk } from './lib/drugs/asp-crosswalk.mjs';
import { diffTables } from './lib/drugs/diff.mjs';
import { readFacts } from './lib/drugs/facts.mjs';
import { drugArtifactFiles } from './lib/drugs/fhir.mjs';
import { applyHcpcs, editionFromName, readHcpcsFile } from './lib/drugs/hcpcs-file.mjs';
import { readRelease } from './lib/drugs/rxnorm-release.mjs';
import { applyRelease } from './lib/drugs/rxnorm-update.mjs';
import {
  changedFiles,
  readCuration,
  readTables,
  tableFiles,
  tablesFromFacts,
  writeFiles,
} from './lib/drugs/tables.mjs';

const USAGE = `Usage: npm run refresh:drugs -- [options]
  --facts FOLDER            reviewed facts to start from (else the tables of the project)
  --asp FILE                CMS ASP NDC-HCPCS crosswalk (CSV)
  --hcpcs FILE              CMS HCPCS alpha-numeric file (fixed width, HCPCyyyy_MMM_ANWEB.txt)
  --hcpcs-edition YYYY-MM   when the file's name does not say it
  --rxnorm FOLDER           RxNorm release (RXNCONSO.RRF, RXNREL.RRF, RXNSAT.RRF)
  --rxnorm-edition DATE     when the release does not say it (RXNSAB.RRF)
  --dry-run                 print only
  --check                   print only; exit status 1 when the committed files differ
  --root FOLDER             project folder`;

const options = optionsOf(process.argv.slice(2));
const curation = readCuration(options.root);
const before = readTables(options.root);
let after = options.facts ? tablesFromFacts(readFacts(options.facts), curation) : before;
const notes = [];

if (options.hcpcs) {
  const edition = options['hcpcs-edition'] ?? editionFromName(basename(options.hcpcs));
  if (!edition) fail('--hcpcs-edition is needed: the name of the file does not say it');
  take(applyHcpcs(after, readHcpcsFile(readFileSync(options.hcpcs, 'latin1')), edition));
}
if (options.asp) {
  const crosswalk = readCrosswalk(readFileSync(options.asp, 'latin1'));
  if (!crosswalk.period) fail('the crosswalk does not say for which period it is');
  take(applyCrosswalk(after, crosswalk, curation));
}
if (options.rxnorm) {
  const release = await readRelease(options.rxnorm);
  const edition = options['rxnorm-edition'] ?? release.version;
  if (!edition) fail('--rxnorm-edition is needed: the release does not say it');
  take(applyRelease(after, release, edition));
}

const files = new Map([...tableFiles(after), ...drugArtifactFiles(after)]);
const changed = changedFiles(options.root, files);
report();
if (options.check) process.exitCode = changed.length > 0 ? 1 : 0;
else if (!options['dry-run'])
  writeFiles(options.root, new Map([...files].filter(([path]) => changed.includes(path))));

/** The tables with what a release changed, and with its edition in the meta of each. */
function take({ tables, edition, source, notes: said }) {
  const current = after.hcpcs.meta.versions[edition.table];
  if (edition.is < current)
    notes.push(`${edition.table}: ${edition.is} is older than the ${current} of the tables`);
  notes.push(...said);
  after = Object.fromEntries(
    Object.entries(tables).map(([name, { meta, ...table }]) => {
      const versions = { ...meta.versions, [edition.table]: edition.is };
      return [name, { meta: { ...meta, versions, sources: renewed(meta.sources, source) }, ...table }];
    }),
  );
}

/** The sources with the new edition in the place of the old one: `RXN-2025-10` → `RXN-2026-01`. */
function renewed(sources, { id, text }) {
  const kind = id.replace(/\d{4}-\d{2}$/, '');
  const isOld = (key) => key.startsWith(kind) && /^\d{4}-\d{2}$/.test(key.slice(kind.length));
  return Object.fromEntries(
    Object.entries(sources).map(([key, value]) => (isOld(key) ? [id, text] : [key, value])),
  );
}

function report() {
  const lines = diffTables(before, after);
  if (changed.length === 0) return console.log('Nothing changes.');
  console.log(lines.length > 0 ? lines.join('\n') : 'No code, product or membership changes.');
  if (notes.length > 0)
    console.log(`\nTo look at: ${notes.length}\n${notes.map((note) => `  ? ${note}`).join('\n')}`);
  const verb = options.check
    ? 'differ from what is committed'
    : options['dry-run']
      ? 'would change'
      : 'written';
  console.log(`\nFiles (${changed.length}) ${verb}:\n${changed.map((path) => `  ${path}`).join('\n')}`);
}

function optionsOf(args) {
  try {
    const { values } = parseArgs({
      args,
      options: {
        facts: { type: 'string' },
        asp: { type: 'string' },
        hcpcs: { type: 'string' },
        'hcpcs-edition': { type: 'string' },
        rxnorm: { type: 'string' },
        'rxnorm-edition': { type: 'string' },
        root: { type: 'string', default: join(import.meta.dirname, '..') },
        'dry-run': { type: 'boolean', default: false },
        check: { type: 'boolean', default: false },
      },
    });
    if (!values.facts && !values.asp && !values.hcpcs && !values.rxnorm) fail('nothing to refresh from');
    return values;
  } catch (error) {
    return fail(error.message);
  }
}

/** Exit status 64: EX_USAGE of sysexits.h. */
function fail(message) {
  console.error(`${message}\n\n${USAGE}`);
  process.exit(64);
}
