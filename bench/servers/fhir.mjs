/**
 * A FHIR server that has one patient's chart and takes its time: `node fhir.mjs <file> <milliseconds>`, the file a JSON array of resources.
 * Every answer is a text made beforehand. GET /asked tells how many reads there were.
 */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const [file, latency] = process.argv.slice(2);
const chart = JSON.parse(readFileSync(file, 'utf8'));
const texts = new Map(
  chart.map((resource) => [`${resource.resourceType}/${resource.id}`, JSON.stringify(resource)]),
);
const NOT_THERE = JSON.stringify({
  resourceType: 'OperationOutcome',
  issue: [{ severity: 'error', code: 'not-found' }],
});
let asked = 0;

const server = createServer({ keepAliveTimeout: 65_000 }, (request, response) => {
  const path = request.url.slice(1).split('?')[0];
  if (path === '' || path === 'asked') return send(response, 200, JSON.stringify({ asked }));
  if (path !== 'metadata') asked += 1;
  const text = path.includes('/') ? texts.get(path) : searchset(path);
  return setTimeout(() => send(response, text ? 200 : 404, text ?? NOT_THERE), Number(latency));
});
server.listen(Number(process.env.PORT), process.env.HOST);
process.on('SIGTERM', () => process.exit(0));

function searchset(type) {
  const known = texts.get(type);
  if (known) return known;
  const found = chart.filter(({ resourceType }) => resourceType === type);
  const entry = found.map((resource) => ({ resource, search: { mode: 'match' } }));
  const text =
    type === 'metadata'
      ? JSON.stringify({
          resourceType: 'CapabilityStatement',
          status: 'active',
          kind: 'instance',
          fhirVersion: '4.0.1',
          format: ['json'],
        })
      : JSON.stringify({
          resourceType: 'Bundle',
          type: 'searchset',
          total: found.length,
          ...(entry.length > 0 && { entry }),
        });
  texts.set(type, text);
  return text;
}

function send(response, status, text) {
  response.writeHead(status, {
    'Content-Type': 'application/fhir+json',
    'Content-Length': Buffer.byteLength(text),
  });
  response.end(text);
}
