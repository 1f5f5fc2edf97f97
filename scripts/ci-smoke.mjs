// Starts the built service as a user would, asks it for the README's answer and stops it.
// Usage: node scripts/ci-smoke.mjs [result.json]. Needs dist/ (npm run build); writes { passed, failed } to the file.
import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { leaksIn, secretsOf } from './lib/phi.mjs';

const ROOT = join(import.meta.dirname, '..');
const EXAMPLE = join(ROOT, 'docs/examples/order-sign-infliximab.json');
const START_MS = 60_000;
const ANSWER_MS = 30_000;

const directory = mkdtempSync(join(tmpdir(), 'site-of-care-smoke-'));
const service = spawn(process.execPath, ['dist/main.js'], {
  cwd: ROOT,
  env: {
    ...process.env,
    MODE: 'sandbox',
    HOST: '127.0.0.1',
    PORT: '0',
    DATABASE: join(directory, 'decisions.sqlite'),
  },
  stdio: ['ignore', 'pipe', 'pipe'],
});
const exited = new Promise((resolve) => service.once('exit', (code, signal) => resolve(code ?? signal)));
let output = '';
for (const stream of [service.stdout, service.stderr]) stream.on('data', (chunk) => (output += chunk));

/** The address it printed; it chose the port itself. */
async function address() {
  const deadline = Date.now() + START_MS;
  while (Date.now() < deadline && service.exitCode === null) {
    const found = /(http:\/\/\S+)\/cds-services/.exec(output)?.[1];
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`it printed no address\n${output}`);
}

async function json(url, options = {}) {
  const response = await fetch(url, { ...options, signal: AbortSignal.timeout(ANSWER_MS) });
  const body = await response.text();
  expect(response.status === 200, `${response.status} ${body.slice(0, 500)}`);
  return JSON.parse(body);
}

/** The service again, on a port that is taken; its time limit is for one that starts nevertheless. */
function secondOn(port) {
  return new Promise((resolve) => {
    const env = { ...process.env, MODE: 'sandbox', HOST: '127.0.0.1', PORT: port, DATABASE: ':memory:' };
    const options = { cwd: ROOT, env, timeout: START_MS, killSignal: 'SIGKILL' };
    const second = execFile(process.execPath, ['dist/main.js'], options, (_error, _out, error) =>
      resolve({ status: second.exitCode, error }),
    );
  });
}

function expect(holds, otherwise) {
  if (!holds) throw new Error(otherwise);
}

let base;
const request = readFileSync(EXAMPLE, 'utf8');
const checks = {
  'it starts and prints its address': async () => {
    base = await address();
  },
  'it is ready': async () => {
    const { status } = await json(`${base}/readyz`);
    expect(status === 'ready', status);
  },
  'discovery lists order-sign': async () => {
    const { services } = await json(`${base}/cds-services`);
    expect(
      services.some(({ id }) => id === 'site-of-care-order-sign'),
      JSON.stringify(services).slice(0, 500),
    );
  },
  'the hospital order gets a card with home and infusion suite': async () => {
    const headers = { 'content-type': 'application/json' };
    const answer = await json(`${base}/cds-services/site-of-care-order-sign`, {
      method: 'POST',
      headers,
      body: request,
    });
    const labels = answer.cards.flatMap(({ suggestions = [] }) => suggestions.map(({ label }) => label));
    const offers = (words) => labels.some((label) => label.startsWith(words));
    expect(offers('Home infusion') && offers('Infusion suite'), JSON.stringify(answer).slice(0, 1500));
    expect(answer.systemActions.length === 1, 'the order got no coverage information');
  },
  'the decision can be looked up': async () => {
    const [record] = await json(`${base}/decisions?hookInstance=${JSON.parse(request).hookInstance}`);
    expect(record.determination === 'not-met', `determination ${record.determination}`);
  },
  'the sandbox tells its first story, read from its own FHIR server': async () => {
    const headers = { 'content-type': 'application/json' };
    const post = (path, body) =>
      json(`${base}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    const { stories } = await json(`${base}/sandbox/api/catalog`);
    const { id, expected } = stories[0];
    const wish = { story: id, hook: 'order-sign', crd: '2.0', prefetch: false };
    const call = await post('/sandbox/api/call', wish);
    await post(call.endpoint, call.request);
    const [record] = await json(`${base}/decisions?hookInstance=${call.request.hookInstance}`);
    expect(record.determination === expected.HOPD, `${id}: ${record.determination}`);
  },
  'a second one on its port says so in one sentence and ends with 78': async () => {
    const { status, error } = await secondOn(new URL(base).port);
    expect(status === 78, `it ended with ${status}`);
    expect(/PORT: \d+ on 127\.0\.0\.1 is taken/.test(error) && !/\n\s+at /.test(error), error);
  },
  'SIGTERM ends it with 0': async () => {
    service.kill('SIGTERM');
    const late = new Promise((resolve) => setTimeout(resolve, ANSWER_MS, 'no exit').unref());
    const code = await Promise.race([exited, late]);
    expect(code === 0, `it ended with ${code}\n${output.slice(-1500)}`);
  },
  'nothing it wrote names the patient of the example': async () => {
    const leaks = leaksIn(output, secretsOf(JSON.parse(request)));
    expect(leaks.length === 0, JSON.stringify(leaks.slice(0, 3)));
  },
};

const count = { passed: 0, failed: 0 };
for (const [name, check] of Object.entries(checks)) {
  try {
    await check();
    count.passed += 1;
    console.log(`ok      ${name}`);
  } catch (error) {
    count.failed += 1;
    console.log(`FAILED  ${name}: ${error.message}`);
    if (!base) break;
  }
}
service.kill('SIGKILL');
await exited;
rmSync(directory, { recursive: true, force: true });
if (process.argv[2]) writeFileSync(process.argv[2], JSON.stringify(count));
process.exitCode = count.failed === 0 ? 0 : 1;
