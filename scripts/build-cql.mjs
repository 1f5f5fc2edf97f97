// Builds the FHIR Library of a form from policies/: CQL that a DTR application can run itself, and its compiled form (ELM).
// Usage: node scripts/build-cql.mjs [--out .]. The output is deterministic.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { libraryOf } from './cql/generate-form.mjs';
import { toLibrary } from './cql/library.mjs';
import { translate } from './cql/translate.mjs';

const POLICY = 'ga-pmn-34';

const root = join(import.meta.dirname, '..');
const { values } = parseArgs({ options: { out: { type: 'string', default: root } } });
const folder = join(values.out, 'fhir-profiles', 'libraries');
mkdirSync(folder, { recursive: true });

const { form, policy, generated } = libraryOf(root, POLICY);
writeFileSync(join(folder, `${form.id}.cql`), generated.text);
const library = toLibrary({ form, policy, generated, elm: translate(generated.text) });
writeFileSync(join(folder, `${form.id}.json`), `${JSON.stringify(library, null, 2)}\n`);
