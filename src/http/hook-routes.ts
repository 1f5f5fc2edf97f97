/** CDS Hooks: discovery, calls and feedback, under one base address for each version of CRD (VR-1). */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Request, RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import type { Config } from '../config.js';
import type { DecisionLog } from '../decisions/decision-log.js';
import type { Caller } from '../auth/client.js';
import type { CrdDialect, CrdVersion } from '../crd/dialect.js';
import { requestedVersion } from '../crd/requested-version.js';
import { CRD_2_0 } from '../crd/v2-0.js';
import { CRD_2_2 } from '../crd/v2-2.js';
import { discoveryDocument } from '../hooks/discovery.js';
import { keepFeedback, parseFeedback, type OverrideCriterion } from '../hooks/feedback.js';
import { callKeeper } from '../hooks/kept-call.js';
import { dialectOf, serveHooks, type FindHook, type ServedHook } from '../hooks/serve-hook.js';
import type { HookService, ServiceDefinition } from '../hooks/service.js';
import type { Metrics } from '../metrics.js';
import type { Stage } from '../stages.js';
import { noteDecisions, noteHookInstance } from './call-notes.js';
import { beginReading, readJson } from './body.js';
import type { BodyMemory } from './body-memory.js';
import type { CallerGate } from './caller-gate.js';
import { withDeadline } from './deadline.js';
import { JSON_TYPE, sendText } from './reply.js';
import { serverTiming } from './server-timing.js';
import type { Route } from './url-table.js';

export interface HookRouteDeps {
  readonly config: Pick<
    Config,
    'mode' | 'publicUrl' | 'openDiscovery' | 'bodyLimit' | 'deadlineMs' | 'validateResponses'
  >;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly decisions: DecisionLog;
  readonly clock: () => Date;
  readonly gate: CallerGate;
  readonly bodies: BodyMemory;
  readonly criterionOf: OverrideCriterion;
}

/** The routes of every version, also of one without services: discovery is always there (CH-01). */
export function hookRoutes(services: readonly HookService[], deps: HookRouteDeps): readonly Route[] {
  const { config, logger, metrics } = deps;
  const find = serveHooks(services, {
    validateResponses: config.validateResponses,
    onInvalidAnswer: (service, faults) => {
      metrics.invalidAnswers.inc();
      logger.error({ service, faults }, 'an own answer breaks CDS Hooks');
    },
    onIgnored: (service, reasons) =>
      logger.debug({ service, reasons }, 'settings of a call were not followed'),
  });
  return [CRD_2_0, CRD_2_2].flatMap((dialect) => {
    const own = services.filter((service) => dialectOf(service).version === dialect.version);
    const definitions = own.map(({ definition }) => definition);
    return routesOf(dialect, definitions, find, deps);
  });
}

function routesOf(
  { base, version }: CrdDialect,
  definitions: readonly ServiceDefinition[],
  find: FindHook,
  deps: HookRouteDeps,
): readonly Route[] {
  const { config, logger, metrics, decisions, clock, gate, bodies, criterionOf } = deps;
  // CH-84: the configured address, never the Host header.
  const discoveryUrl = `${config.publicUrl}${base}/cds-services`;
  const discovery = discoveryDocument(definitions, version);
  const serviceById = (id: string): ServedHook => find(id, version);

  /** A call may ask for another version than that of the address (CR-21): then that one answers, and the caller needs the right to it. */
  const inVersion = (asked: CrdVersion | undefined, service: ServedHook, caller?: Caller): ServedHook => {
    if (asked === undefined || asked === version) return service;
    gate.checkVersion(caller, asked);
    return find(service.id, asked);
  };

  const call: RequestHandler = async (request, response) => {
    const service = serviceById(String(request.params['id']));
    const stopwatch = metrics.stages.start();
    const timing = config.mode === 'sandbox' ? serverTiming(stopwatch) : undefined;
    const lap = timing?.lap ?? stopwatch;
    const { text, kept } = await answerTo(request, response, service, lap);
    // Before it is sent: no answer that was sent may get lost (CR-83).
    await kept;
    lap('record');
    if (timing) response.setHeader('Server-Timing', timing.header());
    sendText(response, 200, JSON_TYPE, text);
  };

  /** A function of its own, so that nothing of the call but the text is held in memory until it is sent. */
  const answerTo = async (
    request: Request,
    response: Response,
    service: ServedHook,
    lap: (stage: Stage) => void,
  ): Promise<{ readonly text: string; readonly kept: Promise<void> }> => {
    const receivedAt = clock();
    const begun = performance.now();
    const received = beginReading(request, config.bodyLimit, bodies.roomFor(response));
    const caller = await gate.admit(request, response, [`${discoveryUrl}/${service.id}`], version);
    if (caller) {
      lap('verify');
      // Tokens are used up together, and all their calls would go on step by step beside each other, each with its chart in memory.
      await nextTurn();
    }
    // Fetching the caller's keys takes from the time there is for the call.
    const timeLeft = config.deadlineMs - (performance.now() - begun);
    const { body, rawText } = await received();
    const asked = requestedVersion(body);
    const answering = inVersion(asked, service, caller);
    const hookRequest = answering.parse(body);
    noteHookInstance(response, hookRequest.hookInstance);
    const keep = callKeeper(decisions, {
      request: hookRequest,
      serviceId: service.id,
      crdVersion: asked ?? version,
      ...(caller && { clientId: caller.client.id, isSilent: caller.client.silent }),
      receivedAt,
      begun,
    });
    const answered = await keep.failures(async () => {
      gate.checkServer(caller, hookRequest.fhirServer);
      lap('parse');
      return withDeadline(response, timeLeft, (signal) =>
        answering.answer(hookRequest, { rawText, signal, receivedAt, lap, ...(caller && { caller }) }),
      );
    });
    const { records } = answered.answer;
    noteDecisions(response, records);
    for (const { determination, cause = 'unknown' } of records)
      metrics.decisions.inc({ determination, cause });
    return { text: answered.text, kept: keep.answer(answered.answer) };
  };

  const feedback: RequestHandler = async (request, response) => {
    const service = serviceById(String(request.params['id']));
    // CDS Hooks names no aud for feedback: the service's address and the feedback's own are both taken (CH-84).
    const serviceUrl = `${discoveryUrl}/${service.id}`;
    const caller = await gate.admit(request, response, [`${serviceUrl}/feedback`, serviceUrl], version);
    const { body } = await readJson(request, config.bodyLimit, bodies.roomFor(response));
    const entries = parseFeedback(body);
    const clientId = caller?.client.id;
    await keepFeedback(decisions, entries, {
      serviceId: service.id,
      receivedAt: clock(),
      criterionOf,
      ...(clientId !== undefined && { clientId }),
    });
    for (const { outcome } of entries) metrics.feedback.inc({ outcome });
    logger.info({ service: service.id, entries: entries.length }, 'feedback');
    response.writeHead(200, { 'Content-Length': 0 }).end();
  };

  const discover: RequestHandler = async (request, response) => {
    if (!config.openDiscovery) await gate.admit(request, response, [discoveryUrl], version);
    sendText(response, 200, JSON_TYPE, discovery);
  };

  return [
    { method: 'post', path: `${base}/cds-services/:id`, handler: call },
    { method: 'get', path: `${base}/cds-services`, handler: discover },
    { method: 'post', path: `${base}/cds-services/:id/feedback`, handler: feedback },
  ];
}
