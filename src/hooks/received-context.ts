/** The members of `context` that each hook defines, under their newest names and without what EHRs write around ids. */
import type { Fault } from '../errors.js';
import { dispatchContext, type ReceivedDispatch } from './dispatch-context.js';
import type { HookContext } from './types.js';

/** An id, and what an EHR may have left behind it. */
const BARE_ID = /^([^/?#|\s]+)(?:$|[?#|\s]|\/_history\/)/;

/** As the schema leaves it: optional members may be null. */
export interface ReceivedContext extends ReceivedDispatch {
  readonly userId?: string;
  readonly patientId: string;
  readonly encounterId?: string | null;
  readonly draftOrders?: HookContext['draftOrders'];
  readonly selections?: readonly unknown[];
  readonly appointments?: HookContext['appointments'];
}

/**
 * All but the patient; members that the hook does not define are nobody's business here (CH-13).
 * @param faults what is wrong with the call is added here
 */
export function contextOf(
  hook: string,
  received: ReceivedContext,
  faults: Fault[],
): Omit<HookContext, 'patientId'> {
  if (hook === 'order-dispatch') return dispatchContext(received, faults);
  const { userId, encounterId, draftOrders, appointments } = received;
  const encounter = encounterId ? logicalId(encounterId, 'Encounter') : undefined;
  return {
    ...(userId !== undefined && { userId }),
    ...(encounter !== undefined && { encounterId: encounter }),
    ...(hook === 'appointment-book' && appointments && { appointments }),
    ...(hook !== 'appointment-book' && draftOrders && { draftOrders }),
    ...(hook === 'order-select' && { selections: selectionsOf(received.selections ?? [], faults) }),
  };
}

function selectionsOf(given: readonly unknown[], faults: Fault[]): readonly string[] {
  const wrong = given.findIndex((one) => typeof one !== 'string' || one.trim() === '');
  if (wrong >= 0) {
    const expression = `context.selections[${wrong}]`;
    faults.push({
      expression,
      diagnostics: `${expression} has to be a reference such as MedicationRequest/1.`,
    });
  }
  return given.flatMap((one) => (typeof one === 'string' ? [one.trim()] : []));
}

/**
 * The bare id, whatever an EHR wrote around it (`Patient/x`, `https://ehr/fhir/Patient/x/_history/3` → `x`);
 * undefined when it names another type, or nothing that can be an id.
 */
export function logicalId(given: string, resourceType: string): string | undefined {
  const text = given.trim();
  const start = text.lastIndexOf(`${resourceType}/`);
  const named = start === 0 || text[start - 1] === '/';
  const id = BARE_ID.exec(start >= 0 && named ? text.slice(start + resourceType.length + 1) : text)?.[1];
  return id === '.' || id === '..' ? undefined : id;
}
