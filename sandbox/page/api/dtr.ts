/** Calls of DTR as an app makes them, each kept as it went over the wire. */
import type { Coverage } from 'fhir/r4.js';
import { exchange, failureOf, post, type Failure } from './http.js';

export interface WireCall {
  /** `POST /fhir/…` */
  readonly line: string;
  readonly status: number;
  /** Milliseconds until the whole answer was there, seen from the browser. */
  readonly ms: number;
  readonly request: unknown;
  readonly answer: unknown;
}

export interface Exchanged {
  readonly call: WireCall;
  /** Undefined when it went well. */
  readonly failure: Failure | undefined;
}

/** Where DTR is for a hook service: beside its cds-services. */
export function fhirBaseOf(endpoint: string): string {
  return `${endpoint.replace(/\/cds-services\/.*$/, '')}/fhir`;
}

/** @throws Failure only when there was no answer at all */
export async function postFhir(path: string, body: unknown): Promise<Exchanged> {
  const begun = performance.now();
  const { response, body: answer } = await exchange(path, {
    method: 'POST',
    headers: { 'content-type': 'application/fhir+json', accept: 'application/fhir+json' },
    body: JSON.stringify(body),
  });
  const { status, ok } = response;
  const ms = performance.now() - begun;
  return {
    call: { line: `POST ${path}`, status, ms, request: body, answer },
    failure: ok ? undefined : failureOf(status, answer),
  };
}

export interface CoverageWish {
  readonly server: string;
  readonly token?: string;
  /** `Coverage/c1` */
  readonly reference: string;
}

/** Through the service, because another server need not let this page in. */
export async function readCoverage(wish: CoverageWish): Promise<Coverage> {
  return (await post<Coverage>('/sandbox/api/coverage', wish)).body;
}
