/** One case on the screen: build the order, sign it, accept or override what comes back, sign again. */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { Suggestion } from '../../../src/cards/types.js';
import type { BuiltCall } from '../../../src/sandbox/call.js';
import type { CallRequest } from '../../../src/sandbox/console.js';
import { asFailure, isAbort, type Failure } from '../api/http.js';
import { buildCall, callHook, type Answer, type HookRequest } from '../api/sandbox.js';
import { newUuid } from '../api/uuid.js';
import { applyActions } from '../ehr/apply-actions.js';

export interface CaseState {
  readonly busy: 'building' | 'asking' | undefined;
  readonly built?: BuiltCall;
  /** The order as it stands now: with what was accepted, and with the coverage information of the last answer. */
  readonly draft?: HookRequest;
  readonly answer?: Answer;
  readonly failure?: Failure;
  /** What changed the order since it was last signed. */
  readonly accepted: readonly string[];
}

export interface CaseControl extends CaseState {
  readonly sign: () => void;
  readonly accept: (suggestion: Suggestion) => void;
  /** Builds the order anew. */
  readonly restart: () => void;
}

const NOTHING: CaseState = { busy: undefined, accepted: [] };

/** @param signed is the order to be a signed one? It is signed as soon as it is built, and built anew when it is not to be any more. */
export function useCase(wish: CallRequest | undefined, signed: boolean, onSigned: () => void): CaseControl {
  const [state, setState] = useState<CaseState>(NOTHING);
  const [round, setRound] = useState(0);
  const running = useRef<AbortController | undefined>(undefined);
  const key = JSON.stringify(wish);
  const told = useRef({ key, signed });

  const ask = useCallback(async (endpoint: string, draft: HookRequest, signal: AbortSignal) => {
    setState((last) => withoutFailure({ ...last, busy: 'asking' }));
    const request = { ...draft, hookInstance: newUuid() };
    const answer = await callHook(endpoint, request, signal);
    const annotated = applyActions(draft, answer.response.systemActions ?? [], newUuid);
    setState((last) => ({ ...last, busy: undefined, answer, draft: annotated, accepted: [] }));
  }, []);

  const run = useCallback((work: (signal: AbortSignal) => Promise<void>) => {
    running.current?.abort();
    const control = new AbortController();
    running.current = control;
    work(control.signal).catch((error: unknown) => {
      if (isAbort(error) || control.signal.aborted) return;
      setState((last) => ({ ...last, busy: undefined, failure: asFailure(error) }));
    });
    return () => control.abort();
  }, []);

  useEffect(() => {
    if (key === undefined) return setState(NOTHING);
    setState({ ...NOTHING, busy: 'building' });
    return run(async (signal) => {
      const built = await buildCall(JSON.parse(key) as CallRequest, signal);
      const draft = built.request as HookRequest;
      setState({ ...NOTHING, built, draft });
      if (told.current.signed) await ask(built.endpoint, draft, signal);
    });
    // Signing by hand must not build the order anew, so `signed` alone does not lead here.
  }, [key, round]);

  const { built, draft, answer, busy } = state;
  useEffect(() => {
    const before = told.current;
    told.current = { key, signed };
    if (before.key !== key || before.signed === signed) return;
    // Back and forward change nothing else. Whoever signs by hand is being answered already.
    if (!signed && (answer || busy === 'asking')) setRound((last) => last + 1);
    else if (signed && built && draft && !answer && !busy)
      run((signal) => ask(built.endpoint, draft, signal));
  }, [key, signed]);

  return {
    ...state,
    sign: () => {
      if (!built || !draft) return;
      run((signal) => ask(built.endpoint, draft, signal));
      onSigned();
    },
    accept: ({ label, actions = [] }) =>
      setState((last) =>
        last.draft && !last.busy
          ? {
              ...last,
              draft: applyActions(last.draft, actions, newUuid),
              accepted: [...last.accepted, label],
            }
          : last,
      ),
    restart: () => setRound((last) => last + 1),
  };
}

function withoutFailure({ failure: _, ...state }: CaseState): CaseState {
  return state;
}
