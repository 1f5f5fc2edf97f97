/** The published knowledge (ValueSets, Questionnaires, …) as a small read-only FHIR server: read, and search by url, version and _id. */
import type { Request } from 'express';
import type { Bundle, CapabilityStatement, FhirResource } from 'fhir/r4.js';
import { ServiceError } from '../errors.js';
import { FHIR_TYPE, sendText } from './reply.js';
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
  readonly clock: () => Date;
}

const SEARCH_PARAMETERS = ['_id', 'url', 'version'] as const;

export function fhirRoutes({ artifacts, publicUrl, clock }: FhirRouteDeps): readonly Route[] {
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
  const metadata = JSON.stringify(capabilityStatement([...byType.keys()], base, clock()));

  return [
    {
      method: 'get',
      path: '/fhir/metadata',
      handler: (_request, response) => sendText(response, 200, FHIR_TYPE, metadata),
    },
    {
      method: 'get',
      path: '/fhir/:type/:id',
      handler: (request, response) => {
        const artifact = byReference.get(`${String(request.params['type'])}/${String(request.params['id'])}`);
        if (!artifact) throw new ServiceError('unknown-artifact');
        sendText(response, 200, FHIR_TYPE, JSON.stringify(artifact));
      },
    },
    {
      method: 'get',
      path: '/fhir/:type',
      handler: (request, response) => {
        const ofType = byType.get(String(request.params['type']));
        if (!ofType) throw new ServiceError('unknown-artifact');
        sendText(response, 200, FHIR_TYPE, JSON.stringify(search(ofType, request, base)));
      },
    },
  ];
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

function capabilityStatement(types: readonly string[], base: string, now: Date): CapabilityStatement {
  return {
    resourceType: 'CapabilityStatement',
    status: 'active',
    date: now.toISOString(),
    kind: 'instance',
    implementation: { description: 'Knowledge artifacts of the site-of-care service', url: base },
    fhirVersion: '4.0.1',
    format: ['json'],
    rest: [
      {
        mode: 'server',
        ...(types.length > 0 && {
          resource: types.toSorted().map((type) => ({
            type: type as FhirResource['resourceType'],
            interaction: [{ code: 'read' as const }, { code: 'search-type' as const }],
            searchParam: [
              { name: '_id', type: 'token' as const },
              { name: 'url', type: 'uri' as const },
              { name: 'version', type: 'token' as const },
            ],
          })),
        }),
      },
    ],
  };
}
