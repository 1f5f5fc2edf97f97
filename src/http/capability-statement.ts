/** GET /fhir/metadata: what this server publishes, and what it reads on the client's FHIR server as a CRD server (CR-01). */
import type { CapabilityStatement, CapabilityStatementRest, FhirResource } from 'fhir/r4.js';

const CRD_GUIDE = 'http://hl7.org/fhir/us/davinci-crd';
/** CRD 2.2 conf-2: in mode client, every access optional. */
const CRD_SERVER = `${CRD_GUIDE}/CapabilityStatement/crd-server`;
/** The guide's versions behind `2.0` and `2.2`. */
const GUIDES = [`${CRD_GUIDE}|2.0.1`, `${CRD_GUIDE}|2.2.1`];

/** DT-01 */
const DTR_GUIDE = 'http://hl7.org/fhir/us/davinci-dtr';
const DTR_SERVER = `${DTR_GUIDE}/CapabilityStatement/dtr-payer-service`;
const DTR_GUIDES = [`${DTR_GUIDE}|2.0.1`, `${DTR_GUIDE}|2.2.0`];

export type Operations = Readonly<Record<string, Readonly<Record<string, string>>>>;

export const DTR_OPERATIONS: Operations = {
  Questionnaire: {
    'questionnaire-package': `${DTR_GUIDE}/OperationDefinition/questionnaire-package`,
    'log-questionnaire-errors': `${DTR_GUIDE}/OperationDefinition/log-questionnaire-errors`,
  },
  ValueSet: { expand: 'http://hl7.org/fhir/OperationDefinition/ValueSet-expand' },
};

export interface Capabilities {
  /** Resource types published here. */
  readonly published: readonly string[];
  /** What is read from EHRs: the prefetch templates of every service. */
  readonly templates: readonly string[];
  /** Of the FHIR endpoint, without trailing slash. */
  readonly base: string;
  /** Operations by resource type: name → OperationDefinition. Absent where DTR is not served. */
  readonly operations?: Operations;
  readonly programVersion: string;
  readonly now: Date;
}

export function capabilityStatement(given: Capabilities): CapabilityStatement {
  const { base, now, programVersion, operations } = given;
  return {
    resourceType: 'CapabilityStatement',
    status: 'active',
    date: now.toISOString(),
    kind: 'instance',
    instantiates: [CRD_SERVER, ...(operations ? [DTR_SERVER] : [])],
    software: { name: 'site-of-care-cds', version: programVersion },
    implementation: { description: 'Knowledge artifacts of the site-of-care service', url: base },
    fhirVersion: '4.0.1',
    format: ['json'],
    implementationGuide: [...GUIDES, ...(operations ? DTR_GUIDES : [])],
    rest: [asServer(given.published, operations), asClient(given.templates)],
  };
}

function asServer(types: readonly string[], operations: Operations = {}): CapabilityStatementRest {
  return {
    mode: 'server',
    documentation: 'Knowledge artifacts, read-only: no patient data.',
    security: {
      description:
        'Open to read: what is published here holds no patient data. CDS Hooks calls are made at the addresses of /.well-known/davinci-configuration and are authenticated by a signed JWT for each call (CDS Hooks 2.0, "Trusting CDS Clients"); the connection is TLS.',
    },
    ...(types.length > 0 && {
      resource: types.toSorted().map((type) => ({
        type: type as FhirResource['resourceType'],
        interaction: [{ code: 'read' as const }, { code: 'search-type' as const }],
        searchParam: [
          { name: '_id', type: 'token' as const },
          { name: 'url', type: 'uri' as const },
          { name: 'version', type: 'token' as const },
        ],
        ...(operations[type] && {
          operation: Object.entries(operations[type]).map(([name, definition]) => ({ name, definition })),
        }),
      })),
    }),
  };
}

/** CRD's server is a client of the EHR: it reads what was not prefetched, with the token of the call. */
function asClient(templates: readonly string[]): CapabilityStatementRest {
  const reads = new Set<string>();
  const searches = new Set<string>();
  for (const template of templates) {
    const [, type, next] = /^([A-Z][A-Za-z]+)([/?])/.exec(template) ?? [];
    if (type !== undefined) (next === '?' ? searches : reads).add(type);
  }
  const types = [...new Set([...reads, ...searches])].sort();
  return {
    mode: 'client',
    documentation:
      'What a hook call did not prefetch is read from its fhirServer, in so far as its token allows; every access is optional.',
    security: { description: 'The access token of the hook call, for this call only.' },
    ...(types.length > 0 && {
      resource: types.map((type) => ({
        type: type as FhirResource['resourceType'],
        interaction: [
          ...(reads.has(type) ? [{ code: 'read' as const }] : []),
          ...(searches.has(type) ? [{ code: 'search-type' as const }] : []),
        ],
      })),
    }),
  };
}
