/**
 * Every way a call can fail: one table of stable codes, each with its HTTP status, a sentence that is safe to show to
 * anyone (no patient data, no input echoed) and a hint for whoever has to fix it. Callers switch on the code, never on words.
 */
import type { OperationOutcome, OperationOutcomeIssue } from 'fhir/r4.js';

interface ErrorKind {
  readonly status: number;
  /** FHIR issue-type */
  readonly issue: OperationOutcomeIssue['code'];
  readonly sentence: string;
  readonly hint: string;
}

/** Status codes: contract.md, "Settled details"; facts/crd-requirements.md §3.6 (CRD 2.0 column), CH-11. */
const KINDS = {
  'invalid-json': {
    status: 400,
    issue: 'structure',
    sentence: 'The body is not valid JSON.',
    hint: 'Send one JSON object, encoded in UTF-8.',
  },
  'nested-too-deep': {
    status: 400,
    issue: 'structure',
    sentence: 'The body is nested too deeply to be read.',
    hint: 'FHIR resources nest a few dozen levels at most; check how the body was generated.',
  },
  'invalid-request': {
    status: 400,
    issue: 'invalid',
    sentence: 'The body is not a valid CDS Hooks request.',
    hint: 'See CDS Hooks 2.0, "Calling a CDS Service", and the definition of the hook.',
  },
  'invalid-feedback': {
    status: 400,
    issue: 'invalid',
    sentence: 'The body is not valid CDS Hooks feedback.',
    hint: 'See CDS Hooks 2.0, "Feedback".',
  },
  'hook-mismatch': {
    status: 400,
    issue: 'invalid',
    sentence: 'The service does not answer this hook.',
    hint: 'GET /cds-services lists the hook of each service.',
  },
  'missing-parameter': {
    status: 400,
    issue: 'required',
    sentence: 'A search parameter is missing or given more than once.',
    hint: 'Give the parameter exactly once.',
  },
  'malformed-url': {
    status: 400,
    issue: 'invalid',
    sentence: 'The address contains an invalid percent-encoding.',
    hint: 'Encode each path segment once.',
  },
  'unknown-service': {
    status: 404,
    issue: 'not-found',
    sentence: 'There is no CDS service with this id.',
    hint: 'GET /cds-services lists the services.',
  },
  'unknown-decision': {
    status: 404,
    issue: 'not-found',
    sentence: 'No decision is recorded for this identifier.',
    hint: 'Use the coverage-assertion-id of an answer, or the hookInstance of a call.',
  },
  'unknown-artifact': {
    status: 404,
    issue: 'not-found',
    sentence: 'This knowledge artifact is not published here.',
    hint: 'GET /fhir/metadata lists the resource types; search them by url.',
  },
  'not-found': {
    status: 404,
    issue: 'not-found',
    sentence: 'There is nothing at this address.',
    hint: 'GET /cds-services is the entry point.',
  },
  'method-not-allowed': {
    status: 405,
    issue: 'not-supported',
    sentence: 'This address does not take this method.',
    hint: 'The Allow header lists the methods.',
  },
  'nothing-to-look-at': {
    status: 412,
    issue: 'required',
    sentence: 'The call carries neither the needed prefetch nor access to the FHIR server.',
    hint: 'Send the prefetch that discovery asks for, or fhirServer and fhirAuthorization.',
  },
  'coverage-unreachable': {
    status: 412,
    issue: 'incomplete',
    sentence: "The patient's coverage was not prefetched and could not be read.",
    hint: 'Prefetch the coverage key, or grant the scope to read Coverage.',
  },
  'body-too-large': {
    status: 413,
    issue: 'too-costly',
    sentence: 'The body is larger than this service accepts.',
    hint: 'Send less prefetch; what is missing is read from the FHIR server. Operators raise BODY_LIMIT.',
  },
  'unsupported-media-type': {
    status: 415,
    issue: 'not-supported',
    sentence: 'The body has to be JSON in UTF-8.',
    hint: 'Send "Content-Type: application/json", uncompressed.',
  },
  'draft-orders-unusable': {
    status: 422,
    issue: 'structure',
    sentence: 'context.draftOrders cannot be used as a FHIR Bundle.',
    hint: 'Send an R4 Bundle whose entries hold the draft orders.',
  },
  internal: {
    status: 500,
    issue: 'exception',
    sentence: 'The service failed while answering.',
    hint: 'Try again; tell the operator the time of the call if it fails again.',
  },
  'invalid-answer': {
    status: 500,
    issue: 'exception',
    sentence: 'The service made an answer that is not valid CDS Hooks, and held it back.',
    hint: 'Report it to the operator: the fault is in this service.',
  },
  deadline: {
    status: 503,
    issue: 'timeout',
    sentence: 'The service could not answer in time.',
    hint: 'Try again.',
  },
  'client-gone': {
    status: 400,
    issue: 'incomplete',
    sentence: 'The connection ended before the body did.',
    hint: 'Send the whole body.',
  },
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof KINDS;

/** System of the stable codes in `OperationOutcome.issue.details.coding`. */
export const ERROR_CODE_SYSTEM = 'urn:site-of-care-cds:error-code';

/** One fault inside a failure: what was expected, and of which element. Never carries the value that was sent. */
export interface Fault {
  /** FHIRPath-like path from the root of the body, such as `context.patientId`. */
  readonly expression?: string;
  readonly diagnostics: string;
}

/** A failure with a stable code. `message` stays in the log; callers see the table's sentence and the faults. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  readonly code: ErrorCode;
  readonly faults: readonly Fault[];

  constructor(code: ErrorCode, faults: readonly Fault[] = [], options?: { cause?: unknown }) {
    super(`${code}: ${faults.map((fault) => fault.diagnostics).join('; ') || KINDS[code].sentence}`, options);
    this.code = code;
    this.faults = faults;
  }

  get status(): number {
    return KINDS[this.code].status;
  }

  /** One issue for each fault, or a single one when there is nothing more precise to say. */
  toOperationOutcome(): OperationOutcome {
    const kind: ErrorKind = KINDS[this.code];
    const faults: readonly Fault[] = this.faults.length > 0 ? this.faults : [{ diagnostics: kind.hint }];
    return {
      resourceType: 'OperationOutcome',
      issue: faults.map((fault) => ({
        severity: kind.status >= 500 ? 'fatal' : 'error',
        code: kind.issue,
        details: {
          coding: [{ system: ERROR_CODE_SYSTEM, code: this.code }],
          text: kind.sentence,
        },
        diagnostics:
          fault === faults[0] && this.faults.length > 0
            ? `${fault.diagnostics} ${kind.hint}`
            : fault.diagnostics,
        ...(fault.expression !== undefined && { expression: [fault.expression] }),
      })),
    };
  }
}
