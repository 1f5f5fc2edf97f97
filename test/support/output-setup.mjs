// Jest's global set-up: the folder that collects what the service writes (output.ts).
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export default function setUp() {
  process.env.TEST_OUTPUT = mkdtempSync(join(tmpdir(), 'site-of-care-output-'));
}
