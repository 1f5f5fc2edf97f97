/** A service and a FHIR server to reproduce quirks with: load a chart, spoil the server, ask for a decision. */
import { afterAll, afterEach, beforeAll, beforeEach, expect } from '@jest/globals';
import type { FhirResource } from 'fhir/r4.js';
import type { DecisionRecord } from '../../../src/decisions/record.js';
import type { DraftRequest } from '../../../src/hooks/types.js';
import { startFhirServer, type FhirServer, type FhirServerOptions } from '../../support/fhir-server.js';
import { startPolicyApp, type PolicyApp } from '../../support/policy-app.js';
import { chartOf, given } from '../../support/scenarios/chart.js';
import { drugs } from '../../support/scenarios/drugs.js';
import { hospitalService, infusionOrder } from '../../support/scenarios/orders.js';
import { asServerLoad, type Situation } from '../../support/scenarios/request.js';
import { EVALUATED_AT } from '../../support/scenarios/scenario.js';
import { TOKEN } from '../support.js';

export const ORDER = 'MedicationRequest/m1';

export interface Bench {
  readonly ehr: FhirServer;
  /** The one decision, when the chart stands on the FHIR server and nothing is prefetched. */
  decisionOn(situation: Situation, change?: (request: DraftRequest) => DraftRequest): Promise<DecisionRecord>;
}

/** One service for the tests of a file, and for each of them a server of its own: what one refused is not remembered of the next. */
export function bench(options: FhirServerOptions = {}): Bench {
  let app: PolicyApp | undefined;
  let ehr: FhirServer | undefined;
  beforeAll(async () => {
    app = await startPolicyApp({ now: EVALUATED_AT });
  });
  afterAll(() => app?.close());
  beforeEach(async () => {
    ehr = await startFhirServer({ token: TOKEN, ...options });
  });
  afterEach(() => ehr?.close());
  return {
    get ehr() {
      if (!ehr) throw new Error('the server starts before the first test');
      return ehr;
    },
    async decisionOn(situation, change = (request) => request) {
      if (!app || !ehr) throw new Error('the service starts before the first test');
      const { transaction, request: plain } = asServerLoad(situation, ehr.url, TOKEN);
      ehr.load(transaction);
      const request = change(plain);
      const { status, body } = await app.orderSign(request);
      expect({ status, body: status === 200 ? 'an answer' : body }).toEqual({
        status: 200,
        body: 'an answer',
      });
      const records = [...(await app.decisions(request.hookInstance)).values()];
      if (!records[0]) throw new Error('no decision about the order');
      return records[0];
    },
  };
}

/** A maintenance infusion in the hospital, and what else the chart holds. */
export function maintenance(...history: readonly FhirResource[]): Situation {
  return {
    draft: [infusionOrder(drugs.infliximab), hospitalService()],
    chart: chartOf(given(drugs.infliximab, '2025-08-13'), ...history),
  };
}

/** An order in the hospital for a patient whose chart holds only this. */
export function newTherapy(...history: readonly FhirResource[]): Situation {
  return { ...maintenance(), chart: chartOf(...history) };
}

/** Throws for a criterion the decision does not have, so that a misspelt id cannot pass. */
export function criterion(record: DecisionRecord, id: string): DecisionRecord['criteria'][number] {
  const found = record.criteria.find((one) => one.id === id);
  if (!found) throw new Error(`no criterion ${id}`);
  return found;
}

export function statusOf(record: DecisionRecord, id: string): string {
  return criterion(record, id).status;
}

/** Queries the server got for a type, without its metadata. */
export function queries(ehr: FhirServer, resourceType: string): string[] {
  return ehr.requests.filter(({ path }) => path === resourceType).map(({ query }) => query.toString());
}

export const HTML = {
  body: '<html><body>Apache Tomcat</body></html>',
  headers: { 'content-type': 'text/html' },
};

/** A copy that lacks these elements. */
export function without<T extends object, K extends keyof T>(
  resource: T,
  ...elements: readonly K[]
): Omit<T, K> {
  const copy = { ...resource };
  for (const element of elements) delete copy[element];
  return copy;
}
