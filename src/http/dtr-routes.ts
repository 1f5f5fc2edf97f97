/** The addresses of DTR, under the FHIR base of each version of CRD (DT-01, DT-02). */
import type { OperationOutcome } from 'fhir/r4.js';
import type { Logger } from 'pino';
import type { Request, RequestHandler, Response } from 'express';
import type { Config } from '../config.js';
import { CRD_2_0 } from '../crd/v2-0.js';
import { CRD_2_2 } from '../crd/v2-2.js';
import type { Received } from '../decisions/completed-form.js';
import type { CompletedForm, DecisionRecord } from '../decisions/record.js';
import { questionnairePackage, type PackageDeps } from '../dtr/package.js';
import { expand, expandInput } from '../dtr/expand.js';
import { reportedErrors } from '../dtr/log-errors.js';
import { receiveForm, type ReceiveDeps } from '../dtr/receive.js';
import { packageInput, parametersOf } from '../dtr/parameters.js';
import { DTR_2_0, DTR_2_2, type DtrWords } from '../dtr/vocabulary.js';
import { ServiceError } from '../errors.js';
import type { BodyMemory } from './body-memory.js';
import { readJson } from './body.js';
import type { NeededScope, ScopeGate } from './scope-gate.js';
import { FHIR_TYPE, sendText } from './reply.js';
import type { Route } from './url-table.js';

export interface DtrRouteDeps extends Omit<PackageDeps, 'base'> {
  readonly config: Pick<Config, 'publicUrl' | 'bodyLimit'>;
  readonly gate: ScopeGate;
  readonly bodies: BodyMemory;
  readonly clock: () => Date;
  /** Unguessable. */
  readonly ids: () => string;
  readonly logger: Logger;
  readonly keep: (record: DecisionRecord, form: CompletedForm, received: Received) => void;
}

const FORMS: NeededScope = { type: 'Questionnaire', permission: 'r' };
const ANSWERS: NeededScope = { type: 'QuestionnaireResponse', permission: 'c' };

export function dtrRoutes(deps: DtrRouteDeps): readonly Route[] {
  return [
    ...routesAt(`${CRD_2_0.base}/fhir`, DTR_2_0, deps),
    ...routesAt(`${CRD_2_2.base}/fhir`, DTR_2_2, deps),
  ];
}

function routesAt(path: string, words: DtrWords, deps: DtrRouteDeps): readonly Route[] {
  const { config, gate, bodies, clock } = deps;
  const decisionOf: PackageDeps['decisionOf'] = async (id) => {
    try {
      return await deps.decisionOf(id);
    } catch (cause) {
      throw new ServiceError('store-unreachable', [], { cause });
    }
  };
  const packageDeps = { ...deps, decisionOf, base: `${config.publicUrl}/fhir` };

  const admit = (request: Request, response: Response, needed: NeededScope = FORMS) =>
    gate(request, response, needed, words.version);

  const askPackage: RequestHandler = async (request, response) => {
    await admit(request, response);
    const { body } = await readJson(request, config.bodyLimit, bodies.roomFor(response));
    const answer = await questionnairePackage(packageInput(body), packageDeps, words, clock());
    sendText(response, 200, FHIR_TYPE, JSON.stringify(answer));
  };

  const receive: RequestHandler = async (request, response) => {
    const bearer = await admit(request, response, ANSWERS);
    const { context } = request.query;
    if (typeof context !== 'string' || context === '')
      throw new ServiceError('missing-parameter', [
        { expression: 'context', diagnostics: 'The parameter context is needed: the coverage-assertion-id.' },
      ]);
    const { body } = await readJson(request, config.bodyLimit, bodies.roomFor(response));
    const clientId = bearer?.clientId;
    const keep: ReceiveDeps['keep'] = (record, form, patient) =>
      deps.keep(record, form, {
        hookInstance: deps.ids(),
        at: clock().toISOString(),
        patient,
        ...(clientId !== undefined && { clientId }),
      });
    const outcome = await receiveForm(body, context, { ...packageDeps, keep });
    sendText(response, 200, FHIR_TYPE, JSON.stringify(outcome));
  };

  const logErrors: RequestHandler = async (request, response) => {
    await admit(request, response);
    const { body } = await readJson(request, config.bodyLimit, bodies.roomFor(response));
    const reported = reportedErrors(body, deps.shelf);
    deps.logger.warn(reported, 'an application had trouble with a form');
    const outcome: OperationOutcome = {
      resourceType: 'OperationOutcome',
      issue: [
        { severity: 'information', code: 'informational', details: { text: 'The errors were logged.' } },
      ],
    };
    sendText(response, 200, FHIR_TYPE, JSON.stringify(outcome));
  };

  /** What is published is open to read, and so are its codes. */
  const expandSet: RequestHandler = async (request, response) => {
    const body =
      request.method === 'POST'
        ? await readJson(request, config.bodyLimit, bodies.roomFor(response))
        : undefined;
    const input = expandInput(request.query, body && parametersOf(body.body));
    const id = request.params['id'];
    const set = typeof id === 'string' ? deps.shelf.valueSetById(id) : deps.shelf.valueSet(input.url ?? '');
    if (!set) throw new ServiceError('unknown-artifact');
    sendText(response, 200, FHIR_TYPE, JSON.stringify(expand(set, input, clock())));
  };

  /** A SHOULD of the guide (DT-01) for payers with adaptive forms. */
  const noNextQuestion: RequestHandler = () => {
    throw new ServiceError('no-adaptive-form');
  };

  return [
    { method: 'post', path: `${path}/QuestionnaireResponse`, handler: receive },
    { method: 'post', path: `${path}/Questionnaire/$next-question`, handler: noNextQuestion },
    { method: 'post', path: `${path}/Questionnaire/$log-questionnaire-errors`, handler: logErrors },
    ...(['get', 'post'] as const).flatMap((method) => [
      { method, path: `${path}/ValueSet/$expand`, handler: expandSet },
      { method, path: `${path}/ValueSet/:id/$expand`, handler: expandSet },
    ]),
    { method: 'post', path: `${path}/Questionnaire/$questionnaire-package`, handler: askPackage },
    // One example of the guide shows it at the root (DT-02).
    { method: 'post', path: `${path}/$questionnaire-package`, handler: askPackage },
  ];
}
