/** The embedded FHIR server asked without a detour over the network, wherever the service is reached from. */
import { ReadFailure } from '../ehr/failure.js';
import type { Exchange, Send } from '../ehr/network.js';
import type { EmbeddedFhir } from './embedded.js';

/** Below `base` the embedded server answers; everything else goes out as before. */
export function embeddedSend(send: Send, base: string, fhir: EmbeddedFhir): Send {
  const prefix = `${base}/`;
  return async (url, options) => {
    const isOurs = url.href.startsWith(prefix) || url.href.startsWith(`${base}?`);
    if (!isOurs) return send(url, options);
    if (options.signal?.aborted) throw new ReadFailure('call ended');
    const { status, answer } = fhir.answer({
      method: 'GET',
      path: url.pathname.slice(new URL(base).pathname.length).replace(/^\/+|\/+$/g, ''),
      query: url.searchParams,
      body: '',
      base,
    });
    return exchangeOf(status, answer === undefined ? '' : JSON.stringify(answer));
  };
}

function exchangeOf(status: number, body: string): Exchange {
  const headers: Readonly<Record<string, string>> = { 'content-type': 'application/fhir+json' };
  return {
    status,
    header: (name) => headers[name],
    text: () => Promise.resolve(body),
    discard: () => undefined,
  };
}
