/** The answer to an order as it is first written; asked anew whenever the wish changes. The last answer stays until then. */
import { useEffect, useState } from 'preact/hooks';
import type { CallRequest } from '../../../src/sandbox/console.js';
import { asFailure, isAbort, type Failure } from '../api/http.js';
import { buildCall, callHook, type Answer, type HookRequest } from '../api/sandbox.js';

interface Asked {
  readonly busy: boolean;
  readonly answer?: Answer;
  readonly failure?: Failure;
}

export function useAnswer(wish: CallRequest | undefined): Asked {
  const [asked, setAsked] = useState<Asked>({ busy: false });
  const key = JSON.stringify(wish);
  useEffect(() => {
    if (key === undefined) return setAsked({ busy: false });
    const control = new AbortController();
    const { signal } = control;
    setAsked(({ answer }) => ({ busy: true, ...(answer && { answer }) }));
    const run = async () => {
      const { endpoint, request } = await buildCall(JSON.parse(key) as CallRequest, signal);
      const answer = await callHook(endpoint, request as HookRequest, signal);
      if (!signal.aborted) setAsked({ busy: false, answer });
    };
    run().catch((error: unknown) => {
      if (!isAbort(error) && !signal.aborted) setAsked({ busy: false, failure: asFailure(error) });
    });
    return () => control.abort();
  }, [key]);
  return asked;
}
