/** A policy, compiled: what an order is asked, what the chart must be read for, and the constants of its answers. */
import type { ReadRequest } from '../chart/chart.js';
import type { CompiledForm } from '../documentation/form.js';
import type { CompiledValueSet } from '../terminology/value-set.js';
import type { CompiledNode } from './combine.js';
import { compileNode } from './compile.js';
import type { GateSubject, NodeDocument, ParameterValue, PolicyDocument } from './document.js';
import { numberOf, parameterised } from './parameters.js';
import { mergeReads } from './reads.js';
import type { DocumentPath, Fault, Workshop } from './workshop.js';

export interface CompiledGate {
  readonly about: GateSubject;
  readonly node: CompiledNode;
}

export interface CompiledFacilityRule {
  readonly everySite: boolean;
  readonly node: CompiledNode;
}

export interface CompiledPolicy {
  readonly id: string;
  readonly version: string;
  /** SHA-256 of the files the policy was compiled from. */
  readonly revision: string;
  readonly title: string;
  /** Where the payer publishes it. */
  readonly url?: string;
  readonly lineOfBusiness: string;
  readonly parameters: ReadonlyMap<string, ParameterValue>;
  readonly gates: readonly CompiledGate[];
  readonly facility: readonly CompiledFacilityRule[];
  readonly requestType: CompiledNode;
  readonly initial: CompiledNode;
  readonly continued: CompiledNode;
  readonly nonQualifying: readonly CompiledNode[];
  /** What another site has to satisfy to be offered. */
  readonly offers: readonly CompiledNode[];
  readonly safety: readonly CompiledNode[];
  /** Searches the criteria need, one per key. */
  readonly needs: readonly ReadRequest[];
  /** Days an approval lasts when only this criterion is met. */
  readonly shortApprovals: ReadonlyMap<string, number>;
  readonly maxApprovalMonths: number;
  readonly exceptions: PolicyDocument['exceptions'];
  /** Ids of all criteria, groups and gates. */
  readonly criteria: ReadonlySet<string>;
  /** What is asked where documents are needed. */
  readonly form?: CompiledForm;
}

export interface PolicyEnvironment {
  readonly valueSets: ReadonlyMap<string, CompiledValueSet>;
  readonly revision: string;
  /** Parameter values of this installation, over those of the file. */
  readonly overrides?: Readonly<Record<string, ParameterValue>>;
}

/** Faults make the policy unusable: the caller must not serve it when there are any. */
export function compilePolicy(
  document: PolicyDocument,
  environment: PolicyEnvironment,
): { readonly policy: CompiledPolicy; readonly faults: readonly Fault[] } {
  const shop: Workshop = {
    valueSets: environment.valueSets,
    parameters: parametersOf(document, environment.overrides ?? {}),
    faults: [],
    needs: [],
    known: new Set(),
    used: new Set(),
    seen: new Set(),
  };
  checkParameters(document, shop);
  const nodes = (documents: readonly NodeDocument[], name: string): readonly CompiledNode[] =>
    documents.map((node, index) => compileNode(node, [name, index], shop));

  const gates = nodes(document.gates, 'gates').map((node, index) => ({
    node,
    about: document.gates[index]?.about ?? 'site',
  }));
  const facility = nodes(document.facility, 'facility').map((node, index) => ({
    node,
    everySite: document.facility[index]?.everySite === true,
  }));
  const policy: CompiledPolicy = {
    id: document.id,
    version: document.version,
    revision: environment.revision,
    title: document.title,
    ...(document.url !== undefined && { url: document.url }),
    lineOfBusiness: document.lineOfBusiness,
    parameters: shop.parameters,
    gates,
    facility,
    requestType: compileNode(document.requestType, ['requestType'], shop),
    initial: compileNode(document.initial, ['initial'], shop),
    continued: compileNode(document.continued, ['continued'], shop),
    nonQualifying: nodes(document.nonQualifying, 'nonQualifying'),
    offers: nodes(document.offers, 'offers'),
    safety: nodes(document.safety, 'safety'),
    needs: mergeReads(shop.needs).filter((request) => request.key !== 'coverage'),
    shortApprovals: new Map(
      Object.entries(document.shortApprovals).map(([id, days]) => {
        const path: DocumentPath = ['shortApprovals', id];
        if (!shop.known.has(id)) shop.faults.push({ path, message: `there is no criterion "${id}"` });
        return [id, numberOf(parameterised(days, shop, path), id, shop, path)] as const;
      }),
    ),
    maxApprovalMonths: numberOf(document.maxApprovalMonths, 'maxApprovalMonths', shop, ['maxApprovalMonths']),
    exceptions: document.exceptions,
    criteria: shop.known,
  };
  checkUse(document, shop);
  return { policy, faults: shop.faults };
}

function parametersOf(
  document: PolicyDocument,
  overrides: Readonly<Record<string, ParameterValue>>,
): ReadonlyMap<string, ParameterValue> {
  return new Map(
    Object.entries(document.parameters).map(([name, { value }]) => [name, overrides[name] ?? value]),
  );
}

function checkParameters(document: PolicyDocument, shop: Workshop): void {
  for (const [name, { allowed }] of Object.entries(document.parameters)) {
    const value = shop.parameters.get(name);
    if (allowed && value !== undefined && !allowed.includes(value)) {
      shop.faults.push({
        path: ['parameters', name, 'value'],
        message: `"${String(value)}" is not one of ${allowed.join(', ')}`,
      });
    }
  }
}

/** A parameter that no question reads is only honest if it has a single allowed value: the reading that is built in. */
function checkUse(document: PolicyDocument, shop: Workshop): void {
  for (const [name, { allowed }] of Object.entries(document.parameters)) {
    if (!shop.used.has(name) && allowed?.length !== 1) {
      shop.faults.push({
        path: ['parameters', name],
        message: `nothing reads "${name}"; give it the one allowed value or remove it`,
      });
    }
  }
}
