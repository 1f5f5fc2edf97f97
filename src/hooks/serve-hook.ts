/** A call to one of the services, from the parsed body to the text of the answer. Knows CDS Hooks, not HTTP. */
import { ServiceError, type Fault } from '../errors.js';
import type { CrdDialect, CrdVersion } from '../crd/dialect.js';
import { CRD_2_0 } from '../crd/v2-0.js';
import { checkResponse } from './check-response.js';
import { callParser, type CallParser } from './parse-call.js';
import { isSilent, keptInSilence, nothingToSay } from './silent-mode.js';
import type { HookAnswer, HookService } from './service.js';
import type { HookRequest } from './types.js';

export interface ServeOptions {
  readonly validateResponses: 'off' | 'log' | 'refuse';
  /** Told of every own answer that breaks CDS Hooks. */
  readonly onInvalidAnswer: (serviceId: string, faults: readonly Fault[]) => void;
  /** Told of settings in a call that could not be followed. */
  readonly onIgnored?: (serviceId: string, reasons: readonly string[]) => void;
}

/** One service, ready to be called. */
export interface ServedHook {
  readonly id: string;
  /** @throws ServiceError when the body is no valid call */
  parse(body: unknown): HookRequest;
  /** The answer, and its JSON text. */
  answer(
    request: HookRequest,
    context: Parameters<HookService['answer']>[1],
  ): Promise<{ readonly text: string; readonly answer: HookAnswer }>;
}

/** By id and version; throws 404 for an id nobody has. */
export type FindHook = (id: string, version: CrdVersion) => ServedHook;

/** Compiles what the services need. */
export function serveHooks(services: readonly HookService[], options: ServeOptions): FindHook {
  const parsers = new Map<string, CallParser>();
  const served = new Map(
    services.map((service) => {
      const { id, hook } = service.definition;
      const parse = parsers.get(hook) ?? callParser(hook);
      parsers.set(hook, parse);
      return [`${dialectOf(service).version} ${id}`, serveHook(service, parse, options)] as const;
    }),
  );
  return (id, version) => {
    const hook = served.get(`${version} ${id}`);
    if (!hook) throw new ServiceError('unknown-service');
    return hook;
  };
}

export function dialectOf({ dialect }: HookService): CrdDialect {
  return dialect ?? CRD_2_0;
}

function serveHook(service: HookService, parse: CallParser, options: ServeOptions): ServedHook {
  const { id } = service.definition;
  const dialect = dialectOf(service);
  return {
    id,
    parse: (body) => inDialect(dialect, () => parse(body)),
    async answer(request, context) {
      const answer = await service.answer(request, context);
      if (options.validateResponses !== 'off') examine(service, answer, options);
      if (answer.ignored && answer.ignored.length > 0) options.onIgnored?.(id, answer.ignored);
      if (isSilent(context))
        return { text: JSON.stringify(nothingToSay(dialect)), answer: keptInSilence(answer) };
      return { text: answer.serialized ?? JSON.stringify(answer.response), answer };
    },
  };
}

/** The versions refuse the same faults of a draft with different statuses. */
function inDialect<T>({ unusableDraft }: CrdDialect, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof ServiceError) || error.code !== 'draft-orders-unusable') throw error;
    throw new ServiceError(unusableDraft, error.faults);
  }
}

/** A prescriber is better served by an answer with a flaw than by none, so outside tests a flaw is logged, not refused. */
function examine(service: HookService, answer: HookAnswer, options: ServeOptions): void {
  const faults = checkResponse(answer.response, dialectOf(service).version);
  if (faults.length === 0) return;
  options.onInvalidAnswer(service.definition.id, faults);
  if (options.validateResponses === 'refuse') throw new ServiceError('invalid-answer', faults);
}
