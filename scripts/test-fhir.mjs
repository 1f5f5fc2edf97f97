// Runs the end-to-end cases against a FHIR server: npm run test:fhir -- --server URL [--read-only] [--token TOKEN]
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const USAGE = `npm run test:fhir -- --server URL [--read-only] [--token TOKEN]

  --server URL   base URL of a FHIR R4 server, such as http://localhost:8080/fhir
  --read-only    change nothing there: sign orders for patients the server has
  --token TOKEN  sent as bearer token (or set FHIR_TOKEN, which other users of this machine cannot see)

Without --read-only made-up patients are loaded under ids of their own, and removed at the end.`;

const root = dirname(dirname(fileURLToPath(import.meta.url)));

function options() {
  try {
    const { values } = parseArgs({
      options: {
        server: { type: 'string' },
        'read-only': { type: 'boolean', default: false },
        token: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    });
    return values;
  } catch (error) {
    return { fault: error.message };
  }
}

const { server, token, help, fault, 'read-only': readOnly } = options();
const url = server !== undefined && URL.canParse(server) ? new URL(server) : undefined;
if (help) {
  console.log(USAGE);
} else if (fault !== undefined || !/^https?:$/.test(url?.protocol ?? '')) {
  console.error(`${fault ?? '--server needs an http(s) URL.'}\n\n${USAGE}`);
  process.exitCode = 2;
} else {
  const { status } = spawnSync(
    process.execPath,
    [
      '--experimental-vm-modules',
      join(root, 'node_modules/jest/bin/jest.js'),
      '--verbose',
      `test/fhir-server/${readOnly ? 'read-only' : 'end-to-end'}.test.ts`,
    ],
    {
      cwd: root,
      stdio: 'inherit',
      env: {
        ...process.env,
        FHIR_SERVER: server,
        ...(token !== undefined && { FHIR_TOKEN: token }),
      },
    },
  );
  process.exitCode = status ?? 1;
}
