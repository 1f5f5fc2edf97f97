/**
 * GET / in sandbox mode: the page as the bundler left it in dist/page, or, where it was not built, a plain page that says where to click.
 * The page loads from its own origin only, and nothing stands inline.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import express, { type RequestHandler } from 'express';
import { ServiceError } from '../errors.js';
import type { ServiceDefinition } from '../hooks/service.js';
import { sendText } from './reply.js';
import { pageHeaders } from './security-headers.js';
import type { Route } from './url-table.js';

const LINKS: readonly (readonly [string, string])[] = [
  ['/cds-services', 'CDS Hooks discovery, CRD 2.0'],
  ['/crd/2.2/cds-services', 'CDS Hooks discovery, CRD 2.2'],
  ['/fhir/metadata', 'Published value sets and other knowledge artifacts'],
  ['/readyz', 'Readiness'],
  ['/metrics', 'Metrics'],
];

const STYLE =
  'body { font: 1rem/1.5 system-ui, sans-serif; max-width: 42rem; margin: 2rem auto; padding: 0 1rem }\n';

/** What the bundler writes beside index.html; names under assets/ change with their content. */
const FILES = ['/assets/*path', '/favicon.svg'];
/** A name with the hash of its content in it never means anything else. */
const HASHED = /[/\\]assets[/\\][^/\\]+-[\w-]{8,}\.[a-z0-9.]+$/;

/** @param folder where index.html is, when the page was built */
export function sandboxPage(definitions: readonly ServiceDefinition[], folder: string): readonly Route[] {
  return existsSync(join(folder, 'index.html')) ? builtPage(folder) : plainPage(definitions);
}

function builtPage(folder: string): readonly Route[] {
  const headers = pageHeaders();
  const files = express.static(folder, {
    redirect: false,
    setHeaders: (response, path) => {
      response.setHeader(
        'Cache-Control',
        HASHED.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache',
      );
    },
  });
  const serve: RequestHandler = (request, response, next) => {
    headers(request, response, () => {
      files(request, response, (error?: unknown) => next(error ?? new ServiceError('not-found')));
    });
  };
  return ['/', ...FILES].map((path) => ({ method: 'get', path, handler: serve }));
}

function plainPage(definitions: readonly ServiceDefinition[]): readonly Route[] {
  const page = render(definitions);
  const headers = pageHeaders();
  return [
    {
      method: 'get',
      path: '/',
      handler: (request, response) => {
        headers(request, response, () => sendText(response, 200, 'text/html; charset=utf-8', page));
      },
    },
    {
      method: 'get',
      path: '/sandbox/page.css',
      handler: (_request, response) => sendText(response, 200, 'text/css; charset=utf-8', STYLE),
    },
  ];
}

function render(definitions: readonly ServiceDefinition[]): string {
  const links = LINKS.map(
    ([href, label]) => `<li><a href="${href}">${label}</a> <code>GET ${href}</code></li>`,
  );
  const services = definitions.map(
    ({ id, title }) => `<li>${escape(title)} <code>POST /cds-services/${escape(id)}</code></li>`,
  );
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Site-of-care CDS: sandbox</title>
<link rel="stylesheet" href="/sandbox/page.css">
<h1>Site-of-care CDS</h1>
<p><strong>Sandbox mode: every caller is trusted without authentication.</strong> Use made-up patients only, and do not
let other machines reach this address.</p>
<ul>
${[...services, ...links].join('\n')}
</ul>
<p>Why an answer said what it said: <code>GET /decisions?hookInstance={the hookInstance of the call}</code></p>
</html>
`;
}

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
