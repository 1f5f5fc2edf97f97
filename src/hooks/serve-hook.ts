/** A call to one of the services, from the parsed body to the text of the answer. Knows CDS Hooks, not HTTP. */
import { ServiceError, type Fault } from '../errors.js';
import type { DecisionRecord } from '../decisions/record.js';
import { checkResponse } from './check-response.js';
import { callParser, type CallParser } from './parse-call.js';
import type { HookAnswer, HookService } from './service.js';
import type { HookRequest } from './types.js';

export interface ServeOptions {
  readonly validateResponses: 'off' | 'log' | 'refuse';
  /** Told of every own answer that breaks CDS Hooks. */
  readonly onInvalidAnswer: (serviceId: string, faults: readonly Fault[]) => void;
}

/** One service, ready to be called. */
export interface ServedHook {
  readonly id: string;
  /** @throws ServiceError when the body is no valid call */
  parse(body: unknown): HookRequest;
  /** The answer as JSON text, and the records to keep once it has been sent. */
  answer(
    request: HookRequest,
    context: Parameters<HookService['answer']>[1],
  ): Promise<{ text: string; records: readonly DecisionRecord[] }>;
}

/** Compiles what the services need and returns a look-up by id, which throws 404 for an id nobody has. */
export function serveHooks(
  services: readonly HookService[],
  options: ServeOptions,
): (id: string) => ServedHook {
  const parsers = new Map<string, CallParser>();
  const served = new Map(
    services.map((service) => {
      const { hook } = service.definition;
      const parse = parsers.get(hook) ?? callParser(hook);
      parsers.set(hook, parse);
      return [service.definition.id, serveHook(service, parse, options)] as const;
    }),
  );
  return (id) => {
    const hook = served.get(id);
    if (!hook) throw new ServiceError('unknown-service');
    return hook;
  };
}

function serveHook(service: HookService, parse: CallParser, options: ServeOptions): ServedHook {
  const { id } = service.definition;
  return {
    id,
    parse,
    async answer(request, context) {
      const answer = await service.answer(request, context);
      if (options.validateResponses !== 'off') examine(id, answer, options);
      return { text: answer.serialized ?? JSON.stringify(answer.response), records: answer.records };
    },
  };
}

/** A prescriber is better served by an answer with a flaw than by none, so outside tests a flaw is logged, not refused. */
function examine(id: string, answer: HookAnswer, options: ServeOptions): void {
  const faults = checkResponse(answer.response);
  if (faults.length === 0) return;
  options.onInvalidAnswer(id, faults);
  if (options.validateResponses === 'refuse') throw new ServiceError('invalid-answer', faults);
}
