/** Asks `decide` directly, without the wire: one order, a chart, and what of the chart could be seen; criteria come back by id. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FhirResource, MedicationRequest, ServiceRequest } from 'fhir/r4.js';
import { parse } from 'yaml';
import type { HookCall } from '../../src/core/call.js';
import { Chart, type Availability, type Obtained, type ReadResult } from '../../src/core/chart/chart.js';
import { spanOf } from '../../src/core/dates.js';
import { decide } from '../../src/core/decide.js';
import type { CriterionResult, CriterionStatus, Decision } from '../../src/core/decision.js';
import type { Knowledge } from '../../src/core/knowledge.js';
import type { ParameterValue, PolicyDocument } from '../../src/core/policy/document.js';
import { compilePolicy } from '../../src/core/policy/policy.js';
import { loadKnowledge, projectRoot } from '../../src/knowledge/load.js';
import { loadValueSets } from '../../src/knowledge/value-sets.js';
import { coverage, patient, surroundings } from './scenarios/chart.js';
import { drugs, type Drug } from './scenarios/drugs.js';
import { hospitalService, infusionOrder } from './scenarios/orders.js';
import { SEARCHES } from './scenarios/request.js';
import { EVALUATED_AT } from './scenarios/scenario.js';

/** A read key that was not fully answered; every other key was, also with nothing. */
export type Visibility = Readonly<Record<string, 'partial' | 'unavailable'>>;
export type Parameters = Readonly<Record<string, ParameterValue>>;

/** Differences from infliximab in a hospital's outpatient department for an adult in Atlanta without any history. */
export interface Situation {
  readonly drug?: Drug;
  readonly order?: Partial<MedicationRequest>;
  /** In place of the service at the hospital. */
  readonly services?: readonly ServiceRequest[];
  /** What the chart holds besides patient, coverage and places; another Patient or Coverage replaces the usual one. */
  readonly history?: readonly FhirResource[];
  readonly unseen?: Visibility;
  readonly parameters?: Parameters;
}

export interface Answer {
  readonly decision: Decision;
  /** Throws when the policy has no such criterion, so that a misspelt id cannot pass. */
  readonly criterion: (id: string) => CriterionResult;
  readonly status: (id: string) => CriterionStatus;
  readonly reason: (id: string) => string;
}

export function ask(situation: Situation): Answer {
  const draft = [
    infusionOrder(situation.drug ?? drugs.infliximab, situation.order),
    ...(situation.services ?? [hospitalService()]),
  ];
  const { decisions, unusable } = decide(
    callOf(draft),
    chartOf(situation),
    knowledgeWith(situation.parameters),
  );
  const decision = decisions[0];
  if (!decision) throw new Error(`no decision: ${unusable.map(({ reason }) => reason).join()}`);
  const criteria = new Map(decision.criteria.map((one) => [one.id, one]));
  const criterion = (id: string): CriterionResult => {
    const found = criteria.get(id);
    if (!found) throw new Error(`no criterion ${id}; there are ${[...criteria.keys()].join(', ')}`);
    return found;
  };
  return {
    decision,
    criterion,
    status: (id) => criterion(id).status,
    reason: (id) => criterion(id).reason,
  };
}

export function statusOf(id: string, situation: Situation): CriterionStatus {
  return ask(situation).status(id);
}

/** The keys a call reads, the patient included. */
export const KEYS: readonly string[] = ['patient', ...Object.keys(SEARCHES)];

function callOf(draft: readonly FhirResource[]): HookCall {
  return {
    hook: 'order-sign',
    hookInstance: '11111111-1111-4111-8111-111111111111',
    patientId: 'p1',
    userId: 'Practitioner/dr1',
    about: {
      kind: 'draft',
      draftOrders: {
        resourceType: 'Bundle',
        type: 'collection',
        entry: draft.map((resource) => ({ resource })),
      },
    },
    today: spanOf(EVALUATED_AT)?.first ?? 0,
    evaluatedAt: EVALUATED_AT,
  };
}

function chartOf({ history = [], unseen = {} }: Situation): Chart {
  const given = new Set(history.map(({ resourceType }) => resourceType));
  const usual = [patient(), coverage()].filter(({ resourceType }) => !given.has(resourceType));
  const resources = [...usual, ...surroundings, ...history];
  const searched: Readonly<Record<string, string>> = { patient: 'Patient', ...SEARCHES };
  const types = new Set(Object.values(searched));
  const results = Object.entries(searched).map(([key, resourceType]): ReadResult => {
    const found = resources.filter((resource) => resource.resourceType === resourceType);
    const availability = availabilityOf(unseen[key]);
    return { key, availability, obtained: availability.state === 'unavailable' ? [] : found.map(obtained) };
  });
  const places = resources.filter(({ resourceType }) => !types.has(resourceType)).map(obtained);
  return Chart.empty().with(results).withResources(places);
}

function availabilityOf(state: Visibility[string] | undefined): Availability {
  return state === undefined
    ? { state: 'complete' }
    : { state, reason: state === 'partial' ? 'page 2' : '403' };
}

function obtained(resource: FhirResource): Obtained {
  return { resource, reference: `${resource.resourceType}/${resource.id}`, source: 'read' };
}

const valueSets = loadValueSets(projectRoot).compiled;
const base = loadKnowledge({ assumeCoverage: false }).core;
const source = parse(
  readFileSync(join(projectRoot, 'policies/ga-pmn-34/policy.yaml'), 'utf8'),
) as PolicyDocument;
const compiled = new Map<string, Knowledge>();

/** What the service knows, with some parameters of the policy set otherwise. Each set is compiled once. */
function knowledgeWith(overrides: Parameters = {}): Knowledge {
  const key = JSON.stringify(overrides);
  const known = compiled.get(key);
  if (known) return known;
  const { policy, faults } = compilePolicy(source, { valueSets, revision: 'test', overrides });
  if (faults.length > 0) throw new Error(faults.map(({ message }) => message).join('; '));
  const knowledge = { ...base, policies: base.policies.map(({ tables }) => ({ policy, tables })) };
  compiled.set(key, knowledge);
  return knowledge;
}

/** Value sets as the policy compiles them, to make charts of all their codes. */
export { valueSets };
