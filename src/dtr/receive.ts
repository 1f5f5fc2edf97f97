/** A completed form for a decision: checked, reduced to what decides, and kept with the decision until the order is signed again. */
import type { OperationOutcome, QuestionnaireResponse } from 'fhir/r4.js';
import { typeAndId } from '../core/chart/references.js';
import type { CompletedForm, DecisionRecord } from '../decisions/record.js';
import { ServiceError } from '../errors.js';
import type { Shelf } from './bundle.js';
import { asResponse, checkCompleted } from './completed.js';
import { contextsOf, keptForm } from './kept-form.js';

export interface ReceiveDeps {
  readonly shelf: Shelf;
  readonly decisionOf: (id: string) => Promise<DecisionRecord | undefined>;
  readonly patientHash: (patientId: string) => string;
  /** Keeps the form with the decision it was completed for. */
  readonly keep: (record: DecisionRecord, form: CompletedForm, patient: string) => void;
}

/** FHIR R4 "id" */
const ID = /^[A-Za-z0-9.-]{1,64}$/;
const ORDER = /^(MedicationRequest|ServiceRequest|Appointment)\//;

/** @throws ServiceError 404 for an unknown context; 422 for another patient or order, an old version, or answers the form cannot have */
export async function receiveForm(
  body: unknown,
  context: string,
  deps: ReceiveDeps,
): Promise<OperationOutcome> {
  const response = asResponse(body);
  const record = await deps.decisionOf(context);
  if (!record) throw new ServiceError('unknown-context');
  const { documentation } = record;
  const questionnaire = documentation && deps.shelf.form(documentation.form);
  if (!documentation || !questionnaire) throw new ServiceError('no-form-asked');
  const patient = typeAndId(response.subject?.reference);
  if (!patient?.startsWith('Patient/'))
    throw new ServiceError('response-invalid', [
      { expression: 'QuestionnaireResponse.subject', diagnostics: 'It has to name its patient.' },
    ]);
  const hash = deps.patientHash(patient.slice('Patient/'.length));
  if (documentation.patient !== undefined && documentation.patient !== hash)
    throw new ServiceError('other-patient');
  if (isForOtherOrders(response, record)) throw new ServiceError('order-not-assessed');
  checkCompleted(response, questionnaire);
  const { drug, id } = record;
  const own: unknown = response.id;
  const kept = typeof own === 'string' && ID.test(own) ? own : id;
  deps.keep(record, keptForm(response, kept, drug.name), hash);
  return {
    resourceType: 'OperationOutcome',
    issue: [
      {
        severity: 'information',
        code: 'informational',
        details: { text: 'The form is kept with the decision. It counts when the order is signed again.' },
      },
    ],
  };
}

/** It names orders, and the assessed one is not among them. */
function isForOtherOrders(
  response: QuestionnaireResponse,
  { order, carrier = order }: DecisionRecord,
): boolean {
  const orders = contextsOf(response).filter((reference) => ORDER.test(reference));
  return orders.length > 0 && !orders.some((reference) => reference === order || reference === carrier);
}
