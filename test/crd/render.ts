/** Whole answers in either version, each held against the invariants, and what they put on an order. */
import { expect } from '@jest/globals';
import type { Decision } from '../../src/core/decision.js';
import type { Extension, FhirResource, MedicationRequest } from '../../src/core/fhir.js';
import { renderAnswer, type Answer, type AnswerInput } from '../../src/crd/answer.js';
import { COVERAGE_INFORMATION } from '../../src/crd/coverage-information.js';
import { CRD_2_0 } from '../../src/crd/v2-0.js';
import { CRD_2_2 } from '../../src/crd/v2-2.js';
import { checkResponse } from '../../src/hooks/check-response.js';
import { answerKnowledge, countingIds } from '../support/answers.js';
import { order } from '../support/decisions.js';
import { answerFaults } from '../support/invariants.js';

export const DIALECTS = { '2.0': CRD_2_0, '2.2': CRD_2_2 } as const;
export type Version = keyof typeof DIALECTS;

/** 2025-10-01 */
export const TODAY = 20362;

export function render(
  version: Version,
  decisions: readonly Decision[],
  changes: Partial<AnswerInput> = {},
): Answer {
  const given = renderAnswer({
    decisions,
    dialect: DIALECTS[version],
    originals: { of: (resource) => resource },
    knowledge: answerKnowledge,
    ids: countingIds(),
    today: TODAY,
    isOurs: () => false,
    ...changes,
  });
  expect(checkResponse(given.response, version)).toEqual([]);
  expect(answerFaults(given.response, version, new Set(given.assertions.values()))).toEqual([]);
  return given;
}

/** The decision about this request instead. */
export function about(decision: Decision, request: MedicationRequest): Decision {
  return { ...decision, order: order(request, decision.order.companions) };
}

/** The resource of the answer's only system action. */
export function updated({ response }: Answer): MedicationRequest {
  const [action, ...others] = response.systemActions ?? [];
  if (!action || others.length > 0) throw new Error('there is not one system action');
  return action.resource as MedicationRequest;
}

export function extensionsOf(resource: FhirResource): readonly Extension[] {
  return (resource as { extension?: Extension[] }).extension ?? [];
}

/** The coverage information on a request. */
export function assertionsOn(resource: FhirResource): readonly Extension[] {
  return extensionsOf(resource).filter(({ url }) => url === COVERAGE_INFORMATION);
}

export function only<T>(list: readonly T[]): T {
  if (list.length !== 1) throw new Error(`there are ${list.length}`);
  return list[0] as T;
}
