/** Completed forms kept with decisions: written as a later record of the same decision, so that erasure and retention find them. */
import type { DecisionLog } from './decision-log.js';
import type { CompletedForm, DecisionRecord } from './record.js';
import { withTimeLimit } from './time-limit.js';

export interface Received {
  /** A new id: the form came in a call of its own. */
  readonly hookInstance: string;
  /** ISO instant */
  readonly at: string;
  readonly patient: string;
  readonly clientId?: string;
}

/** What a form is kept under, beside the hooks. */
const FORM_RECEIVED = 'questionnaire-response';
/** Milliseconds a call waits for a form. */
const PATIENCE = 300;

export function keepForm(
  log: DecisionLog,
  record: DecisionRecord,
  form: CompletedForm,
  received: Received,
): void {
  if (!record.documentation) return;
  const { hookInstance, at, patient, clientId } = received;
  const { fhirServer } = record.documentation;
  log.add(
    {
      hookInstance,
      hook: FORM_RECEIVED,
      serviceId: FORM_RECEIVED,
      crdVersion: record.crdVersion,
      ...(clientId !== undefined && { clientId }),
      patient,
      ...(fhirServer !== undefined && { fhirServer }),
      receivedAt: at,
      ms: 0,
      status: 200,
      cards: 0,
      actions: 0,
      served: [],
    },
    [
      {
        ...record,
        hookInstance,
        silent: true,
        documentation: { ...record.documentation, completed: form },
      },
    ],
  );
}

/**
 * The form kept with a decision about this patient. Never rejects: while the store cannot be asked there is none, and the answer asks for it
 * once more.
 */
export async function completedFormOf(
  log: DecisionLog,
  assertionId: string,
  patientId: string,
): Promise<CompletedForm | undefined> {
  try {
    const record = await withTimeLimit(log.byId(assertionId), PATIENCE);
    const { patient, completed } = record?.documentation ?? {};
    return patient === log.patientHash(patientId) ? completed : undefined;
  } catch {
    return undefined;
  }
}
