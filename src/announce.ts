/** What whoever starts the service reads on the terminal. */
import type { Config } from './config.js';

export function announce(address: string, config: Config): void {
  const lines = [
    `Site-of-care CDS, ${config.mode} mode`,
    ...(config.mode === 'sandbox' ? [`  start here   ${address}/`] : []),
    `  discovery    ${address}/cds-services, ${address}/crd/2.2/cds-services`,
    `  artifacts    ${address}/fhir/metadata`,
  ];
  if (config.sandboxFhir) lines.push(`  FHIR server  ${address}/sandbox/fhir`);
  if (config.workers > 1) lines.push(`  processes    ${config.workers}`);
  if (config.mode === 'sandbox') {
    lines.push('Sandbox mode trusts every caller without authentication: use made-up patients only.');
    if (!/^(127\.|\[?::1|localhost)/.test(config.host)) {
      lines.push(`WARNING: HOST=${config.host} lets other machines reach this unauthenticated service.`);
    }
  }
  if (config.mode === 'production' && !config.edge.tls && config.edge.trustProxy === 0) {
    lines.push(
      'This process speaks plain http: a proxy in front has to speak TLS, and TRUST_PROXY has to name it.',
    );
  }
  process.stdout.write(`${lines.join('\n')}\n`);
}
