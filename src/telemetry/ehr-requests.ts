/** Measures and traces what is asked of FHIR servers: the type of resource and how it went, never an id or a parameter. */
import { CHART_TYPES } from '../ehr/chart-types.js';
import { ReadFailure } from '../ehr/failure.js';
import type { Exchange, Send } from '../ehr/network.js';
import type { Metrics } from '../metrics.js';
import type { ReadOutcome, Tracing } from './tracing.js';

/** Others count as one, because a server's references could name anything. */
const TYPES: ReadonlySet<string> = new Set([...CHART_TYPES, 'metadata']);

export function observedSend(
  send: Send,
  { metrics, tracing }: { readonly metrics: Pick<Metrics, 'ehrRequests'>; readonly tracing?: Tracing },
): Send {
  return async (url, options) => {
    const resourceType = resourceTypeOf(url);
    const begun = performance.now();
    const span = tracing?.read({ resourceType, host: url.hostname });
    let ended = false;
    const end = (outcome: ReadOutcome, status?: number): void => {
      if (ended) return;
      ended = true;
      const seconds = (performance.now() - begun) / 1000;
      metrics.ehrRequests.observe({ resource_type: resourceType, outcome }, seconds);
      span?.end({ outcome, ...(status !== undefined && { status }) });
    };
    const late = (otherwise: ReadOutcome): ReadOutcome => (options.signal?.aborted ? 'timed-out' : otherwise);
    try {
      const exchange = await send(url, options);
      const outcome = outcomeOf(exchange.status);
      return untilRead(exchange, (broken) => end(broken ? late('unreachable') : outcome, exchange.status));
    } catch (error) {
      end(late('unreachable'));
      throw error;
    }
  };
}

/** `…/Condition?patient=…` and `…/Location/l1` name a type; the address of a further page may not. */
function resourceTypeOf({ pathname }: URL): string {
  const [last = '', before = ''] = pathname.split('/').reverse();
  if (TYPES.has(last)) return last;
  return TYPES.has(before) ? before : 'other';
}

function outcomeOf(status: number): ReadOutcome {
  if (status >= 500) return 'failed';
  if (status >= 400) return 'refused';
  return status >= 300 ? 'redirected' : 'ok';
}

/** The exchange, telling when it is over, and whether it broke on the way. What the reader leaves unread is no fault of the server. */
function untilRead(exchange: Exchange, end: (broken: boolean) => void): Exchange {
  return {
    status: exchange.status,
    header: (name) => exchange.header(name),
    text: async (maxBytes) => {
      try {
        const text = await exchange.text(maxBytes);
        end(false);
        return text;
      } catch (error) {
        end(!(error instanceof ReadFailure));
        throw error;
      }
    },
    discard: () => {
      exchange.discard();
      end(false);
    },
  };
}
