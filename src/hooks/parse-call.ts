/** Body → HookRequest: checks what CDS Hooks demands and levels out what EHRs write differently. */
import { ServiceError, type Fault } from '../errors.js';
import { contextOf, logicalId, type ReceivedContext } from './received-context.js';
import { compileCheck } from './schema/compile.js';
import { requestSchema } from './schema/request.js';
import type { FhirAuthorization, HookRequest } from './types.js';

/** @throws ServiceError 400 for a fault against CDS Hooks, 422 for draft orders or appointments that are no FHIR Bundle */
export type CallParser = (body: unknown) => HookRequest;

const FHIR_SERVER = /^https?:\/\/[^/?#\s]/i;
const BUNDLES = ['draftOrders', 'appointments'] as const;

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
    return level(hook, body as ReceivedRequest);
  };
}

/** The request as the schema leaves it: optional members may be null. */
interface ReceivedRequest {
  readonly hook: string;
  readonly hookInstance: string;
  readonly fhirServer?: string | null;
  readonly fhirAuthorization?: FhirAuthorization | null;
  readonly context: ReceivedContext;
  readonly prefetch?: HookRequest['prefetch'] | null;
  readonly extension?: HookRequest['extension'] | null;
}

function level(hook: string, received: ReceivedRequest): HookRequest {
  const { fhirServer, fhirAuthorization, prefetch, extension, context: receivedContext, ...rest } = received;
  const { patientId } = receivedContext;
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
  const own = contextOf(hook, receivedContext, faults);
  if (faults.length > 0 || patient === undefined) throw new ServiceError('invalid-request', faults);
  for (const name of BUNDLES) if (own[name] !== undefined) checkBundle(name, own[name]);

  return {
    ...rest,
    ...(server !== undefined && { fhirServer: server }),
    // An empty token means an open server: there is nothing to send.
    ...(fhirAuthorization?.access_token && { fhirAuthorization }),
    context: { ...own, patientId: patient },
    ...(prefetch && { prefetch }),
    ...(extension && { extension }),
  };
}

/** Only what makes the whole Bundle unusable; a broken entry spoils nothing but itself. Null entries are left to the orders. */
function checkBundle(name: (typeof BUNDLES)[number], bundle: object): void {
  const { resourceType, entry } = bundle as { resourceType?: unknown; entry?: unknown };
  const refuse = (element: string, what: string): never => {
    const expression = `context.${name}.${element}`;
    throw new ServiceError('draft-orders-unusable', [{ expression, diagnostics: `${expression} ${what}` }]);
  };
  if (resourceType !== 'Bundle') refuse('resourceType', 'has to be Bundle.');
  const fault = entryFault(entry);
  if (fault !== undefined) refuse('entry', fault);
}

function entryFault(entry: unknown): string | undefined {
  if (entry === undefined) return undefined;
  if (!Array.isArray(entry)) return 'has to be an array.';
  return entry.length > MOST_ENTRIES ? `holds more than ${MOST_ENTRIES} entries.` : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
