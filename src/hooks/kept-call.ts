/** What is kept of a call beside its decisions (CR-83), made when it is answered or refused. */
import { extended } from '../core/extended.js';
import type { CallRecord } from '../decisions/call-record.js';
import type { DecisionLog } from '../decisions/decision-log.js';
import type { DecisionRecord } from '../decisions/record.js';
import { serverOf, type PatientHash } from '../decisions/patient-key.js';
import { completeMetric, type MetricData } from '../crd/metric-data.js';
import { ServiceError } from '../errors.js';
import type { HookAnswer } from './service.js';
import type { HookRequest } from './types.js';

export interface CallContext {
  readonly request: HookRequest;
  readonly serviceId: string;
  readonly crdVersion: CallRecord['crdVersion'];
  readonly clientId?: string;
  /** The client is in silent mode. */
  readonly isSilent?: boolean;
  readonly receivedAt: Date;
  /** `performance.now()` when the call came. */
  readonly begun: number;
}

export interface CallKeeper {
  /** To be awaited before the answer is sent. Never rejects. */
  answer(answer: HookAnswer): Promise<void>;
  /** Does the work, and keeps the call when it fails. */
  failures<T>(work: () => Promise<T>): Promise<T>;
}

/** A call is kept from the moment it could be read, also when it is refused then. */
export function callKeeper(decisions: DecisionLog, context: CallContext): CallKeeper {
  const keep = (status: number, answer?: HookAnswer, failure?: ServiceError): Promise<void> =>
    decisions.addSoon(
      callRecordOf(context, decisions.patientHash, status, answer, failure),
      (answer?.records ?? []).map((record) => withPatient(record, context, decisions.patientHash)),
    );
  return {
    answer: (answer) => keep(200, answer),
    failures: async (work) => {
      try {
        return await work();
      } catch (error) {
        const failure = error instanceof ServiceError ? error : new ServiceError('internal');
        await keep(failure.status, undefined, failure);
        throw error;
      }
    },
  };
}

/** A form belongs to its patient: whoever asks for it later has to be asking about the same one. */
function withPatient(
  record: DecisionRecord,
  { request }: CallContext,
  patientHash: PatientHash,
): DecisionRecord {
  if (!record.documentation) return record;
  const { fhirServer } = request;
  const whose = {
    patient: patientHash(request.context.patientId),
    ...(fhirServer !== undefined && { fhirServer: serverOf(fhirServer) }),
  };
  return extended(record, { documentation: extended(record.documentation, whose) });
}

function callRecordOf(
  context: CallContext,
  patientHash: PatientHash,
  status: number,
  answer: HookAnswer | undefined,
  failure: ServiceError | undefined,
): CallRecord {
  const { request, serviceId, crdVersion, clientId, isSilent, receivedAt, begun } = context;
  const cards = answer?.response.cards ?? [];
  const ms = performance.now() - begun;
  return {
    hookInstance: request.hookInstance,
    hook: request.hook,
    serviceId,
    crdVersion,
    clientId,
    patient: patientHash(request.context.patientId),
    fhirServer: request.fhirServer === undefined ? undefined : serverOf(request.fhirServer),
    receivedAt: receivedAt.toISOString(),
    ms,
    status,
    cards: cards.length,
    silentMode: isSilent ? true : undefined,
    actions: answer?.response.systemActions?.length ?? 0,
    metric: metricOf(context, ms, status, answer, failure),
    served: answer?.served ?? [],
  };
}

/** Of a call that failed little is known: neither what was read for it nor whether its token was good. */
function metricOf(
  { request, receivedAt }: CallContext,
  ms: number,
  status: number,
  answer: HookAnswer | undefined,
  failure: ServiceError | undefined,
): MetricData {
  const draft = answer?.metric ?? {
    source: 'payer-src' as const,
    hookInstance: request.hookInstance,
    hookType: request.hook,
    requestTime: receivedAt.toISOString(),
  };
  const at = new Date(receivedAt.getTime() + ms);
  return completeMetric(draft, { status, at, issues: failure?.toOperationOutcome().issue ?? [] });
}
