/** The published knowledge (ValueSets, Questionnaires, …) as a small read-only FHIR server: read, and search by url, version and _id. */
import type { Request } from 'express';
import type { Bundle, FhirResource } from 'fhir/r4.js';
import { ServiceError } from '../errors.js';
import { programVersion } from '../version.js';
import { capabilityStatement, type Operations } from './capability-statement.js';
import { FHIR_TYPE, HTML_TYPE, sendText } from './reply.js';
import type { Route } from './url-table.js';

/** A FHIR resource known by a canonical address. */
export interface Artifact {
  readonly resourceType: FhirResource['resourceType'];
  readonly id: string;
  readonly url: string;
  readonly version?: string;
}

interface FhirRouteDeps {
  readonly artifacts: readonly Artifact[];
  readonly publicUrl: string;
  /** Prefetch templates of the services: what is read from EHRs. */
  readonly templates?: readonly string[];
  readonly clock: () => Date;
  /** Of DTR, where it is served. */
  readonly operations?: Operations | undefined;
}

const SEARCH_PARAMETERS = ['_id', 'url', 'version'] as const;

export function fhirRoutes({
  artifacts,
  publicUrl,
  templates = [],
  clock,
  operations,
}: FhirRouteDeps): readonly Route[] {
  const base = `${publicUrl}/fhir`;
  const byType = new Map<string, Artifact[]>();
  for (const artifact of artifacts) {
    const ofType = byType.get(artifact.resourceType);
    if (ofType) ofType.push(artifact);
    else byType.set(artifact.resourceType, [artifact]);
  }
  const byReference = new Map(
    artifacts.map((artifact) => [`${artifact.resourceType}/${artifact.id}`, artifact]),
  );
  const metadata = JSON.stringify(
    capabilityStatement({
      published: [...byType.keys()],
      templates,
      ...(operations && { operations }),
      base,
      programVersion: programVersion(),
      now: clock(),
    }),
  );

  // Of every version: DTR's addresses lie under each, and a client looks for the rest beside them.
  return ['/fhir', '/crd/2.2/fhir'].flatMap((path): readonly Route[] => [
    {
      method: 'get',
      path: `${path}/metadata`,
      handler: (_request, response) => sendText(response, 200, FHIR_TYPE, metadata),
    },
    {
      method: 'get',
      path: `${path}/:type/:id`,
      handler: (request, response) => {
        const artifact = byReference.get(`${String(request.params['type'])}/${String(request.params['id'])}`);
        if (!artifact) throw new ServiceError('unknown-artifact');
        const page = pageOf(artifact);
        if (page !== undefined) response.vary('Accept');
        if (page !== undefined && request.accepts(['application/fhir+json', 'json', 'html']) === 'html')
          sendText(response, 200, HTML_TYPE, page);
        else sendText(response, 200, FHIR_TYPE, JSON.stringify(artifact));
      },
    },
    {
      method: 'get',
      path: `${path}/:type`,
      handler: (request, response) => {
        const ofType = byType.get(String(request.params['type']));
        if (!ofType) throw new ServiceError('unknown-artifact');
        sendText(response, 200, FHIR_TYPE, JSON.stringify(search(ofType, request, base)));
      },
    },
  ]);
}

/** What a browser shows: cards link here, and a prescriber reads no JSON. The narrative is this project's own. */
function pageOf(artifact: Artifact): string | undefined {
  const { text, title } = artifact as { readonly text?: { readonly div?: string }; readonly title?: string };
  if (text?.div === undefined) return undefined;
  const name = (title ?? artifact.id).replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  const head = `<meta charset="utf-8"><title>${name}</title>`;
  return `<!doctype html><html lang="en"><head>${head}</head><body>${text.div}</body></html>`;
}

/** Parameters this server does not know are ignored, and the self link says which were used (FHIR R4, "search: errors"). */
function search(artifacts: readonly Artifact[], request: Request, base: string): Bundle {
  const used = new URLSearchParams();
  let found = artifacts;
  for (const name of SEARCH_PARAMETERS) {
    for (const value of valuesOf(request.query[name])) {
      const wanted = value.split(',');
      used.append(name, value);
      found = found.filter((artifact) => wanted.some((candidate) => matches(artifact, name, candidate)));
    }
  }
  const query = used.size > 0 ? `?${used.toString()}` : '';
  return {
    resourceType: 'Bundle',
    type: 'searchset',
    total: found.length,
    link: [{ relation: 'self', url: `${base}/${String(request.params['type'])}${query}` }],
    ...(found.length > 0 && {
      entry: found.map((artifact) => ({
        fullUrl: `${base}/${artifact.resourceType}/${artifact.id}`,
        resource: artifact as FhirResource,
        search: { mode: 'match' as const },
      })),
    }),
  };
}

/** A parameter can be given several times. */
function valuesOf(parameter: unknown): readonly string[] {
  return [parameter].flat().filter((value) => typeof value === 'string');
}

/** A canonical may carry its version: `http://…/ValueSet/x|2025-07`. */
function matches(artifact: Artifact, name: (typeof SEARCH_PARAMETERS)[number], value: string): boolean {
  if (name === '_id') return artifact.id === value;
  if (name === 'version') return artifact.version === value;
  const [url, version] = value.split('|');
  return artifact.url === url && (version === undefined || artifact.version === version);
}
