/** Body → HookRequest: checks what CDS Hooks demands and levels out what EHRs write differently. */
import { ServiceError, type Fault } from '../errors.js';
import { compileCheck } from './schema/compile.js';
import { requestSchema } from './schema/request.js';
import type { FhirAuthorization, HookRequest } from './types.js';

/** @throws ServiceError 400 for a fault against CDS Hooks, 422 for draft orders that are no FHIR Bundle */
export type CallParser = (body: unknown) => HookRequest;

const FHIR_SERVER = /^https?:\/\/[^/?#\s]/i;
/** An id, and what an EHR may have left behind it. */
const BARE_ID = /^([^/?#|\s]+)(?:$|[?#|\s]|\/_history\/)/;

/** Nobody signs more at once, and each drug order costs a decision. */
const MOST_ENTRIES = 500;

/** A parser for the calls of one hook, compiled once. */
export function callParser(hook: string): CallParser {
  const check = compileCheck(requestSchema(hook), 'all');
  return (body) => {
    const faults = check(body);
    // The hook is told first: calling the wrong service explains every other fault.
    if (isRecord(body) && typeof body['hook'] === 'string' && body['hook'] !== '' && body['hook'] !== hook) {
      throw new ServiceError('hook-mismatch', [
        { expression: 'hook', diagnostics: `This service answers the hook ${hook} only.` },
      ]);
    }
    if (faults.length > 0) throw new ServiceError('invalid-request', faults);
    return level(body as ReceivedRequest);
  };
}

/** The request as the schema leaves it: optional members may be null. */
interface ReceivedRequest {
  readonly hook: string;
  readonly hookInstance: string;
  readonly fhirServer?: string | null;
  readonly fhirAuthorization?: FhirAuthorization | null;
  readonly context: Omit<HookRequest['context'], 'encounterId'> & { readonly encounterId?: string | null };
  readonly prefetch?: HookRequest['prefetch'] | null;
  readonly extension?: HookRequest['extension'] | null;
}

function level(received: ReceivedRequest): HookRequest {
  const { fhirServer, fhirAuthorization, prefetch, extension, context: receivedContext, ...rest } = received;
  const { patientId, encounterId, ...restOfContext } = receivedContext;
  const server = fhirServer?.trim() || undefined;
  const faults: Fault[] = [];

  if (server !== undefined && !FHIR_SERVER.test(server)) {
    faults.push({
      expression: 'fhirServer',
      diagnostics: 'fhirServer has to be an absolute http(s) address.',
    });
  }
  if (server === undefined && fhirAuthorization) {
    faults.push({ expression: 'fhirServer', diagnostics: 'fhirServer is missing beside fhirAuthorization.' });
  }
  const patient = logicalId(patientId, 'Patient');
  if (patient === undefined) {
    faults.push({
      expression: 'context.patientId',
      diagnostics: 'context.patientId has to be the id of a Patient.',
    });
  }
  if (faults.length > 0 || patient === undefined) throw new ServiceError('invalid-request', faults);
  checkDraftOrders(receivedContext.draftOrders);

  const encounter = encounterId ? logicalId(encounterId, 'Encounter') : undefined;
  return {
    ...rest,
    ...(server !== undefined && { fhirServer: server }),
    // An empty token means an open server: there is nothing to send.
    ...(fhirAuthorization?.access_token && { fhirAuthorization }),
    context: {
      ...restOfContext,
      patientId: patient,
      ...(encounter !== undefined && { encounterId: encounter }),
    },
    ...(prefetch && { prefetch }),
    ...(extension && { extension }),
  };
}

/**
 * The bare id, whatever an EHR wrote around it (`Patient/x`, `https://ehr/fhir/Patient/x/_history/3` → `x`);
 * undefined when it names another type, or nothing that can be an id.
 */
function logicalId(given: string, resourceType: string): string | undefined {
  const text = given.trim();
  const start = text.lastIndexOf(`${resourceType}/`);
  const named = start === 0 || text[start - 1] === '/';
  const id = BARE_ID.exec(start >= 0 && named ? text.slice(start + resourceType.length + 1) : text)?.[1];
  return id === '.' || id === '..' ? undefined : id;
}

/** Only what makes the whole draft unusable; a broken entry spoils nothing but itself. Null entries are left to the orders. */
function checkDraftOrders(draftOrders: unknown): void {
  const { resourceType, entry } = draftOrders as { resourceType?: unknown; entry?: unknown };
  if (resourceType !== 'Bundle') {
    throw new ServiceError('draft-orders-unusable', [
      {
        expression: 'context.draftOrders.resourceType',
        diagnostics: 'context.draftOrders.resourceType has to be Bundle.',
      },
    ]);
  }
  const fault = entryFault(entry);
  if (fault === undefined) return;
  throw new ServiceError('draft-orders-unusable', [
    { expression: 'context.draftOrders.entry', diagnostics: `context.draftOrders.entry ${fault}` },
  ]);
}

function entryFault(entry: unknown): string | undefined {
  if (entry === undefined) return undefined;
  if (!Array.isArray(entry)) return 'has to be an array.';
  return entry.length > MOST_ENTRIES ? `holds more than ${MOST_ENTRIES} entries.` : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
