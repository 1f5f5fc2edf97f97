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
  'draft-orders-invalid': {
    status: 400,
    issue: 'structure',
    sentence: 'The draft orders, or the appointments, cannot be used as a FHIR Bundle.',
    hint: 'Send an R4 Bundle whose entries hold the draft orders or the appointments.',
  },
  'other-payer': {
    status: 400,
    issue: 'business-rule',
    sentence: 'The coverage of this call belongs to a payer that this service does not answer for.',
    hint: "Call the service of the payer that Coverage.payor names; the payer's well-known address leads to it.",
  },
  'invalid-parameters': {
    status: 400,
    issue: 'invalid',
    sentence: 'The parameters are not what this operation takes.',
    hint: 'See its OperationDefinition in Da Vinci DTR.',
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
  'malformed-request': {
    status: 400,
    issue: 'structure',
    sentence: 'This is no HTTP request.',
    hint: 'Check the request line, the headers and the framing of the body; https needs an https address.',
  },
  'token-missing': {
    status: 401,
    issue: 'login',
    sentence: 'The call has no bearer token.',
    hint: 'Sign a JWT for each call and send it as "Authorization: Bearer <JWT>"; see CDS Hooks 2.0, "Trusting CDS Clients".',
  },
  'token-malformed': {
    status: 401,
    issue: 'security',
    sentence: 'The bearer token is not a JWT as CDS Hooks wants it.',
    hint: 'It needs the headers alg, kid and typ, and the claims iss, aud, exp, iat and jti.',
  },
  'token-untrusted': {
    status: 401,
    issue: 'security',
    sentence: 'The bearer token does not come from a registered client.',
    hint: 'The iss, the tenant, the jku and the key of a client have to be registered as its tokens name them. The operator can see in the log what does not fit.',
  },
  'token-claims': {
    status: 401,
    issue: 'security',
    sentence: 'A claim of the bearer token is missing or wrong.',
    hint: 'See CDS Hooks 2.0, "Trusting CDS Clients".',
  },
  'token-expired': {
    status: 401,
    issue: 'expired',
    sentence: 'The bearer token has expired.',
    hint: 'Sign a new one for each call, and check the clock.',
  },
  'token-replayed': {
    status: 401,
    issue: 'security',
    sentence: 'The bearer token has been used before.',
    hint: 'Sign a new one, with a jti of its own, for each call. Operators can allow a client to reuse a token for a minute.',
  },
  'access-token-missing': {
    status: 401,
    issue: 'login',
    sentence: 'The request has no access token.',
    hint: 'Get one at the token endpoint that /.well-known/smart-configuration names, and send it as "Authorization: Bearer <token>".',
  },
  'access-token-refused': {
    status: 401,
    issue: 'security',
    sentence: 'The access token is not one of this service, or has expired.',
    hint: 'Get a new one at the token endpoint; a signed JWT of the client itself is for hook calls only.',
  },
  'operator-only': {
    status: 401,
    issue: 'login',
    sentence: 'This address is for operators.',
    hint: 'Send the operator token as "Authorization: Bearer <token>".',
  },
  'operator-closed': {
    status: 403,
    issue: 'forbidden',
    sentence: 'This address is closed, because no operator token is configured.',
    hint: 'Operators set OPERATOR_TOKEN or OPERATOR_TOKEN_FILE (docs/records.md).',
  },
  'fhir-server-refused': {
    status: 403,
    issue: 'forbidden',
    sentence: 'The fhirServer of the call is not registered for this client.',
    hint: 'Ask the operator to add its base address to the registration.',
  },
  'crd-version-refused': {
    status: 403,
    issue: 'forbidden',
    sentence: 'This client is not registered for this version of CRD.',
    hint: 'Call the address of the registered version, or ask the operator to register this one.',
  },
  'scope-missing': {
    status: 403,
    issue: 'forbidden',
    sentence: 'The access token does not have the scope for this.',
    hint: 'Ask the token endpoint for the scope.',
  },
  'client-certificate': {
    status: 403,
    issue: 'forbidden',
    sentence: 'This service wants a client certificate, and none of an accepted authority was shown.',
    hint: 'Connect with the certificate that was agreed on (mutual TLS).',
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
  'unknown-context': {
    status: 404,
    issue: 'not-found',
    sentence: 'No decision is recorded for this context.',
    hint: 'The context is the coverage-assertion-id of the coverage information on the order. Sign the order again for a new one.',
  },
  'unknown-artifact': {
    status: 404,
    issue: 'not-found',
    sentence: 'This knowledge artifact is not published here.',
    hint: 'GET /fhir/metadata lists the resource types; search them by url.',
  },
  'no-adaptive-form': {
    status: 404,
    issue: 'not-supported',
    sentence: 'No form here is an adaptive one, so there is no next question to ask for.',
    hint: 'Questionnaire/$questionnaire-package brings the whole form, with conditions on its questions.',
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
  'request-timeout': {
    status: 408,
    issue: 'timeout',
    sentence: 'The request took too long to arrive.',
    hint: 'Send the whole request at once. Operators raise HEADERS_TIMEOUT_MS or REQUEST_TIMEOUT_MS.',
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
  'orders-unreachable': {
    status: 412,
    issue: 'incomplete',
    sentence: 'The orders that the call refers to were not prefetched and could not be read.',
    hint: 'Prefetch them under any key, or grant the scope to read MedicationRequest and ServiceRequest.',
  },
  'body-too-large': {
    status: 413,
    issue: 'too-costly',
    sentence: 'The body is larger than this service accepts.',
    hint: 'Send less prefetch; what is missing is read from the FHIR server. A form names its documents by their address. Operators raise BODY_LIMIT.',
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
    sentence: 'The draft orders, or the appointments, cannot be used as a FHIR Bundle.',
    hint: 'Send an R4 Bundle whose entries hold the draft orders or the appointments.',
  },
  'other-patient': {
    status: 422,
    issue: 'business-rule',
    sentence: 'This is about another patient than the decision.',
    hint: 'Use the coverage-assertion-id of the order of this patient.',
  },
  'coverage-not-assessed': {
    status: 422,
    issue: 'business-rule',
    sentence: 'The decision was made for another Coverage.',
    hint: 'Send the Coverage that the coverage information on the order names.',
  },
  'coverage-not-ours': {
    status: 422,
    issue: 'business-rule',
    sentence: 'The Coverage is not one that this service decides for, or not active on the planned date.',
    hint: 'Ask the payer that Coverage.payor names.',
  },
  'value-set-unlisted': {
    status: 422,
    issue: 'not-supported',
    sentence: 'This value set is described by prefixes or filters, and has no list of codes here.',
    hint: 'Read the ValueSet; its compose says which codes belong to it.',
  },
  'no-form-asked': {
    status: 422,
    issue: 'business-rule',
    sentence: 'The decision of this context asks for no form.',
    hint: 'Use the coverage-assertion-id of coverage information that names a questionnaire.',
  },
  'response-outdated': {
    status: 422,
    issue: 'business-rule',
    sentence: 'The response answers another version of the form.',
    hint: 'Ask for the package again ($questionnaire-package), and complete the form it brings.',
  },
  'response-invalid': {
    status: 422,
    issue: 'invalid',
    sentence: 'This is no completed response to the form of the decision.',
    hint: 'See the Questionnaire: its items, their types, options and bounds, and which of them have to be answered.',
  },
  'order-not-assessed': {
    status: 422,
    issue: 'business-rule',
    sentence: 'The order is not the one that the context speaks of.',
    hint: 'Send the order that carries this coverage-assertion-id, or leave the context out.',
  },
  'unsupported-version': {
    status: 422,
    issue: 'not-supported',
    sentence: 'The call asks for a version of CRD that this service does not speak.',
    hint: 'Leave davinci-crd.requestedVersion out, or name a version that is served: 2.0 at /cds-services, 2.2 at /crd/2.2/cds-services.',
  },
  'too-many-requests': {
    status: 429,
    issue: 'throttled',
    sentence: 'There were more calls in the last minute than were agreed on.',
    hint: 'Wait as many seconds as the Retry-After header says. Operators raise RATE_LIMIT, RATE_LIMIT_ADDRESS or the limit of the client.',
  },
  'headers-too-large': {
    status: 431,
    issue: 'too-long',
    sentence: 'The headers of the request are too large.',
    hint: 'The head of a request may have 32 kB; a token should have a few.',
  },
  'sandbox-request': {
    status: 400,
    issue: 'invalid',
    sentence: 'The sandbox cannot make anything of this request.',
    hint: 'Correct what is named; on the page, choose it again.',
  },
  'sandbox-other-page': {
    status: 403,
    issue: 'forbidden',
    sentence: "Only the sandbox's own page may ask this.",
    hint: 'Open the address of this service itself.',
  },
  'sandbox-story': {
    status: 404,
    issue: 'not-found',
    sentence: 'The sandbox has no such story.',
    hint: 'Choose one of the list; programs find them at /sandbox/api/catalog.',
  },
  'sandbox-server-refused': {
    status: 400,
    issue: 'invalid',
    sentence: 'This address cannot be asked as a FHIR server.',
    hint: 'Give the base address, such as https://ehr.example.org/fhir, without query or credentials.',
  },
  'sandbox-server-unreachable': {
    status: 424,
    issue: 'transient',
    sentence: 'The FHIR server could not be reached.',
    hint: 'Check the address, and whether this machine can reach it.',
  },
  'sandbox-server-slow': {
    status: 424,
    issue: 'timeout',
    sentence: 'The FHIR server did not answer in time.',
    hint: 'Try again, or choose another server.',
  },
  'sandbox-server-failed': {
    status: 424,
    issue: 'exception',
    sentence: 'The FHIR server did not do what it was asked.',
    hint: 'Check its base address; its own log may say why.',
  },
  'sandbox-no-fhir-server': {
    status: 424,
    issue: 'not-supported',
    sentence: 'What answers at this address is no FHIR server.',
    hint: 'Give the base address of its FHIR R4 API; {base}/metadata has to answer in JSON.',
  },
  'sandbox-token-refused': {
    status: 424,
    issue: 'login',
    sentence: 'The FHIR server did not accept the token, or wants one.',
    hint: 'Tokens expire after minutes; get a new one and paste it.',
  },
  'sandbox-access-refused': {
    status: 424,
    issue: 'forbidden',
    sentence: 'The FHIR server does not allow this to be read.',
    hint: 'The token needs the scope for it, such as patient/*.rs.',
  },
  'sandbox-not-on-server': {
    status: 424,
    issue: 'not-found',
    sentence: 'The FHIR server has no such patient, or nothing at this address.',
    hint: 'Search for the patient again; check the base address of the server.',
  },
  'case-unusable': {
    status: 422,
    issue: 'structure',
    sentence: 'This is no case file that can be replayed.',
    hint: 'Use a file that the sandbox exported.',
  },
  'case-not-released': {
    status: 422,
    issue: 'security',
    sentence: 'A case of another FHIR server is exported only when it holds no data of a real person.',
    hint: 'Confirm that the patient is made up (synthetic: true) or de-identified (deidentified: true).',
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
  busy: {
    status: 503,
    issue: 'throttled',
    sentence: 'The service is busy with other large requests.',
    hint: 'Try again in a few seconds. Operators raise BODY_MEMORY.',
  },
  'caller-unchecked': {
    status: 503,
    issue: 'transient',
    sentence: 'Whether the bearer token has been used before could not be checked.',
    hint: 'Try again with a new token.',
  },
  'store-unreachable': {
    status: 503,
    issue: 'transient',
    sentence: 'The records cannot be reached at the moment.',
    hint: 'Try again; what was accepted is not lost.',
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

  /** What happened, in words that are safe to show to anyone. */
  get sentence(): string {
    return KINDS[this.code].sentence;
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
