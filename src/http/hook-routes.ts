/** CDS Hooks under one base address: discovery, calls, feedback. */
import type { RequestHandler } from 'express';
import type { Logger } from 'pino';
import type { Config } from '../config.js';
import type { DecisionLog } from '../decisions/pending.js';
import { discoveryDocument } from '../hooks/discovery.js';
import { parseFeedback } from '../hooks/feedback.js';
import { serveHooks } from '../hooks/serve-hook.js';
import type { HookService } from '../hooks/service.js';
import type { Metrics } from '../metrics.js';
import { noteHookInstance } from './access-log.js';
import { readJson } from './body.js';
import { withDeadline } from './deadline.js';
import { JSON_TYPE, sendText } from './reply.js';
import type { Route } from './url-table.js';

export interface HookRouteDeps {
  readonly config: Pick<Config, 'bodyLimit' | 'deadlineMs' | 'validateResponses'>;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly decisions: DecisionLog;
  readonly clock: () => Date;
}

/** @param base empty, or such as `/crd/2.2` */
export function hookRoutes(
  base: string,
  services: readonly HookService[],
  deps: HookRouteDeps,
): readonly Route[] {
  const { config, logger, metrics, decisions, clock } = deps;
  const discovery = discoveryDocument(services.map((service) => service.definition));
  const serviceById = serveHooks(services, {
    validateResponses: config.validateResponses,
    onInvalidAnswer: (service, faults) => {
      metrics.invalidAnswers.inc();
      logger.error({ service, faults }, 'an own answer breaks CDS Hooks');
    },
  });

  const call: RequestHandler = async (request, response) => {
    const receivedAt = clock();
    const service = serviceById(String(request.params['id']));
    const { body, rawText } = await readJson(request, config.bodyLimit);
    const hookRequest = service.parse(body);
    noteHookInstance(response, hookRequest.hookInstance);
    const { text, records } = await withDeadline(response, config.deadlineMs, (signal) =>
      service.answer(hookRequest, { rawText, signal, receivedAt }),
    );
    sendText(response, 200, JSON_TYPE, text);
    decisions.add(records);
    for (const { determination, cause = 'unknown' } of records)
      metrics.decisions.inc({ determination, cause });
  };

  const feedback: RequestHandler = async (request, response) => {
    const service = serviceById(String(request.params['id']));
    const { body } = await readJson(request, config.bodyLimit);
    const entries = parseFeedback(body);
    for (const { outcome } of entries) metrics.feedback.inc({ outcome });
    logger.info({ service: service.id, entries: entries.length }, 'feedback');
    response.writeHead(200, { 'Content-Length': 0 }).end();
  };

  return [
    { method: 'post', path: `${base}/cds-services/:id`, handler: call },
    {
      method: 'get',
      path: `${base}/cds-services`,
      handler: (_request, response) => sendText(response, 200, JSON_TYPE, discovery),
    },
    { method: 'post', path: `${base}/cds-services/:id/feedback`, handler: feedback },
  ];
}
