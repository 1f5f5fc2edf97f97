/** A client in silent mode: everything is evaluated and recorded, and nothing is shown. */
import type { CdsResponse } from '../cards/types.js';
import type { CrdDialect } from '../crd/dialect.js';
import type { AnswerContext, HookAnswer } from './service.js';

export function isSilent({ caller }: Pick<AnswerContext, 'caller'>): boolean {
  return caller?.client.silent === true;
}

/** What such a client is sent, in the words of its version (CH-41). */
export function nothingToSay(dialect: CrdDialect): CdsResponse {
  return { cards: [], ...(dialect.sendsEmptyActions && { systemActions: [] }) };
}

/** The answer as it is kept: with the cards and actions it would have had, and records that say nothing was shown. */
export function keptInSilence(answer: HookAnswer): HookAnswer {
  return { ...answer, records: answer.records.map((record) => ({ ...record, silent: true })) };
}
