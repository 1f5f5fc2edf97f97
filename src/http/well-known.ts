/** GET /.well-known/davinci-configuration: where this payer's Da Vinci services are (HRex 1.2 endpoint discovery, HX-01). */
import type { CrdDialect } from '../crd/dialect.js';
import { CRD_2_0 } from '../crd/v2-0.js';
import { CRD_2_2 } from '../crd/v2-2.js';
import { JSON_TYPE, sendText } from './reply.js';
import type { Route } from './url-table.js';

/** HRex: open to anybody, with simple TLS (ep-2). */
export const WELL_KNOWN = '/.well-known/davinci-configuration';

/** A business identifier of the payer, as HRex wants it. */
export interface PayerIdentifier {
  readonly system: string;
  readonly value: string;
}

interface WellKnownDeps {
  readonly publicUrl: string;
  /** Absent when no payer is configured: then there is nobody to tell the endpoints of. */
  readonly payer?: PayerIdentifier | undefined;
  /** Is DTR served? */
  readonly dtr?: boolean;
}

/**
 * The addresses are absolute under the configured public URL; each CRD address is the discovery address of its version, to which a
 * service's id is added. Keys without a version are deprecated and not given.
 */
export function wellKnownRoutes({ publicUrl, payer, dtr }: WellKnownDeps): readonly Route[] {
  if (!payer) return [];
  const dialects = [CRD_2_0, CRD_2_2];
  const endpoints = Object.fromEntries([
    ...dialects.map((dialect) => crdEndpoint(dialect, publicUrl)),
    ...(dtr ? dialects.map((dialect) => dtrEndpoint(dialect, publicUrl)) : []),
  ]);
  const document = JSON.stringify({
    identifier: { system: payer.system, value: payer.value },
    endpoints,
  });
  return [
    {
      method: 'get',
      path: WELL_KNOWN,
      handler: (_request, response) => sendText(response, 200, JSON_TYPE, document),
    },
  ];
}

function crdEndpoint({ version, base }: CrdDialect, publicUrl: string): readonly [key: string, url: string] {
  return [`davinci_crd_hook_endpoint#${version}`, `${publicUrl}${base}/cds-services`];
}

function dtrEndpoint({ version, base }: CrdDialect, publicUrl: string): readonly [key: string, url: string] {
  return [
    `davinci_dtr_qpackage_endpoint#${version}`,
    `${publicUrl}${base}/fhir/Questionnaire/$questionnaire-package`,
  ];
}
