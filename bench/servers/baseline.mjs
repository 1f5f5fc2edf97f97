/**
 * What a call costs without us: `node baseline.mjs <kind> <file>` answers every call with the JSON of the file.
 * node-http: reads, JSON.parse, JSON.stringify; nothing else. express-json: the same behind Express 5 with its own body reader and
 * response.json(). express-own-reader: Express for routing only.
 */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import express from 'express';

const [kind, file] = process.argv.slice(2);
const answer = JSON.parse(readFileSync(file, 'utf8'));
const PATH = '/cds-services/:id';

const HANDLERS = {
  'node-http': () => readAndAnswer,
  'express-json': () => {
    const app = bareExpress();
    app.post(PATH, express.json({ limit: '10mb' }), (request, response) => {
      use(request.body);
      response.json(answer);
    });
    return app;
  },
  'express-own-reader': () => {
    const app = bareExpress();
    app.post(PATH, readAndAnswer);
    return app;
  },
};

function bareExpress() {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  return app;
}

function readAndAnswer(request, response) {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    use(JSON.parse(Buffer.concat(chunks).toString()));
    const text = JSON.stringify(answer);
    response.writeHead(200, {
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Length': Buffer.byteLength(text),
    });
    response.end(text);
  });
}

/** Something has to look at what was parsed. */
function use(body) {
  if (typeof body.hookInstance !== 'string') throw new Error('no hook call');
}

const handle = HANDLERS[kind]();
const server = createServer({ keepAliveTimeout: 65_000 }, (request, response) => {
  if (request.method === 'POST') handle(request, response);
  else response.end();
});
server.listen(Number(process.env.PORT), process.env.HOST);
process.on('SIGTERM', () => process.exit(0));
