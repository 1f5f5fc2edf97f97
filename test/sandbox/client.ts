/** Does what the sandbox page does: asks for a call, makes it, and looks the decision up. */
import type { CdsResponse } from '../../src/cards/types.js';
import type { DecisionRecord } from '../../src/decisions/record.js';
import type { BuiltCall } from '../../src/sandbox/call.js';
import type { CallRequest } from '../../src/sandbox/console.js';
import type { PolicyApp } from '../support/policy-app.js';

export interface Answered {
  readonly call: BuiltCall;
  readonly response: CdsResponse;
  readonly decisions: readonly DecisionRecord[];
}

export interface Sandbox {
  get(path: string): Promise<Reply>;
  post(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<Reply>;
  /** Sends a hook call to its endpoint. */
  send(endpoint: string, request: unknown): Promise<Omit<Answered, 'call'>>;
  /** The whole way; order-sign of CRD 2.0 unless the wish says otherwise. */
  run(wish: Partial<CallRequest>): Promise<Answered>;
}

export interface Reply {
  readonly status: number;
  readonly body: unknown;
}

export function sandboxOf(app: Pick<PolicyApp, 'url'>): Sandbox {
  const reply = async (response: Response): Promise<Reply> => ({
    status: response.status,
    body: await response.json(),
  });
  const post: Sandbox['post'] = async (path, body, headers = {}) =>
    reply(
      await fetch(`${app.url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      }),
    );
  const send: Sandbox['send'] = async (endpoint, request) => {
    const { status, body } = await post(endpoint, request);
    if (status !== 200) throw new Error(`${endpoint} answered ${status}: ${JSON.stringify(body)}`);
    const { hookInstance } = request as { hookInstance: string };
    const found = await fetch(`${app.url}/decisions?hookInstance=${hookInstance}`);
    return { response: body as CdsResponse, decisions: (await found.json()) as DecisionRecord[] };
  };
  return {
    get: async (path) => reply(await fetch(`${app.url}${path}`)),
    post,
    send,
    run: async (wish) => {
      const { status, body } = await post('/sandbox/api/call', {
        hook: 'order-sign',
        crd: '2.0',
        prefetch: true,
        ...wish,
      });
      if (status !== 200) throw new Error(`no call: ${JSON.stringify(body)}`);
      const call = body as BuiltCall;
      return { call, ...(await send(call.endpoint, call.request)) };
    },
  };
}
