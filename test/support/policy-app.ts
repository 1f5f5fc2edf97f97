/** The service with its real policies, cards and tables, as `main.ts` puts it together, with the time standing still. */
import { randomUUID } from 'node:crypto';
import type { CdsResponse } from '../../src/cards/types.js';
import { compose } from '../../src/compose.js';
import { loadConfig } from '../../src/config.js';
import { completedFormOf } from '../../src/decisions/completed-form.js';
import type { DecisionRecord } from '../../src/decisions/record.js';
import type { HookRequest } from '../../src/hooks/types.js';
import { startApp, type TestApp } from './app.js';
import { NO_HURRY, UNHURRIED_MS } from './no-hurry.js';

export interface PolicyAppOptions {
  /** ISO instant the clock stands at. */
  readonly now: string;
  /** Off unless said otherwise, so that no test rests on the stand-in payer by accident. */
  readonly assumeCoverage?: boolean;
  /** Milliseconds for a look-up at a terminology server; more than the configuration allows unless said. */
  readonly crossCheckMs?: number;
  /** Further environment variables. */
  readonly environment?: Readonly<Record<string, string>>;
}

export interface PolicyApp extends Pick<TestApp, 'url' | 'log' | 'close' | 'stored'> {
  /** Calls order-sign of CDS Hooks 2.0 (base empty) or of CRD 2.2 (`/crd/2.2`). */
  orderSign(
    request: HookRequest,
    base?: '' | '/crd/2.2',
  ): Promise<{ readonly status: number; readonly body: CdsResponse }>;
  /** Calls the service of the request's hook. A string is sent as it is. */
  call(
    request: HookRequest | { readonly hook: string; readonly text: string },
    base?: '' | '/crd/2.2',
  ): Promise<{ readonly status: number; readonly body: CdsResponse; readonly text: string }>;
  /** What the service recorded for one call, by order reference; empty when it recorded nothing. */
  decisions(hookInstance: string): Promise<ReadonlyMap<string, DecisionRecord>>;
}

export async function startPolicyApp(options: PolicyAppOptions): Promise<PolicyApp> {
  const given = loadConfig({
    DATABASE: ':memory:',
    VALIDATE_RESPONSES: 'refuse',
    PUBLIC_URL: 'https://cds.example.org',
    ASSUME_COVERAGE: options.assumeCoverage ? 'on' : 'off',
    ...NO_HURRY,
    ...options.environment,
  });
  const config = given.drugCrossCheck
    ? {
        ...given,
        drugCrossCheck: { ...given.drugCrossCheck, timeoutMs: options.crossCheckMs ?? UNHURRIED_MS },
      }
    : given;
  const knownIds = (ids: readonly string[]) => app.decisions.knownIds(ids);
  const clock = () => new Date(options.now);
  const completedForm = (id: string, patientId: string) => completedFormOf(app.decisions, id, patientId);
  const { services, close, ...composed } = compose({
    config,
    ids: randomUUID,
    knownIds,
    completedForm,
    clock,
  });
  const app: TestApp = await startApp(services, { config, deps: { ...composed, clock } });
  return {
    url: app.url,
    log: () => app.log(),
    stored: () => app.stored(),
    close: async () => {
      await app.close();
      close();
    },
    async call(request, base = '') {
      const response = await fetch(`${app.url}${base}/cds-services/site-of-care-${request.hook}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: 'text' in request ? request.text : JSON.stringify(request),
      });
      const text = await response.text();
      return { status: response.status, body: JSON.parse(text) as CdsResponse, text };
    },
    async orderSign(request, base = '') {
      const response = await fetch(`${app.url}${base}/cds-services/site-of-care-order-sign`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(request),
      });
      return { status: response.status, body: (await response.json()) as CdsResponse };
    },
    async decisions(hookInstance) {
      const response = await fetch(`${app.url}/decisions?hookInstance=${hookInstance}`);
      const records = response.ok ? ((await response.json()) as DecisionRecord[]) : [];
      return new Map(records.map((record) => [record.order, record]));
    },
  };
}
