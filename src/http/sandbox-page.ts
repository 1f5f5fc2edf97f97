/** GET / in sandbox mode: where to click, and what the sandbox trusts. */
import type { ServiceDefinition } from '../hooks/service.js';
import { sendText } from './reply.js';
import type { Route } from './url-table.js';

const LINKS: readonly (readonly [string, string])[] = [
  ['/cds-services', 'CDS Hooks discovery'],
  ['/fhir/metadata', 'Published value sets and other knowledge artifacts'],
  ['/readyz', 'Readiness'],
  ['/metrics', 'Metrics'],
];

export function sandboxPage(definitions: readonly ServiceDefinition[]): Route {
  const page = render(definitions);
  return {
    method: 'get',
    path: '/',
    handler: (_request, response) => {
      response.setHeader('Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'");
      sendText(response, 200, 'text/html; charset=utf-8', page);
    },
  };
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
<style>body { font: 1rem/1.5 system-ui, sans-serif; max-width: 42rem; margin: 2rem auto; padding: 0 1rem }</style>
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
