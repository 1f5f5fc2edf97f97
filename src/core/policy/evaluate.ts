/** Asks one order everything its policy asks: gates, facility rules, the criteria of the request type, non-qualifying reasons. */
import { keptWith } from '../kept-with.js';
import type { SiteClass } from '../site/types.js';
import type { CompiledFacilityRule, CompiledGate, CompiledPolicy } from './policy.js';
import type { NodeResult } from './result.js';
import type { Subject } from './subject.js';

export interface GateResult {
  readonly gate: CompiledGate;
  readonly result: NodeResult;
}

export interface FacilityResult {
  readonly rule: CompiledFacilityRule;
  readonly result: NodeResult;
}

export interface Evaluation {
  readonly gates: readonly GateResult[];
  readonly facility: readonly FacilityResult[];
  readonly requestType: NodeResult;
  readonly initial: NodeResult;
  readonly continued: NodeResult;
  /** The tree of the two that applies. */
  readonly kind: 'initial' | 'continued';
  /** False behind a failed gate, or one that leaves open whether the policy concerns the order. */
  readonly criteriaAsked: boolean;
  readonly nonQualifying: readonly NodeResult[];
  readonly safety: readonly NodeResult[];
}

/** Site classes the policy wants the drug moved to; nothing has to be shown for them. */
export const PREFERRED: ReadonlySet<SiteClass> = new Set<SiteClass>(['ASC_AIC', 'HOME', 'PHARMACY']);

export function evaluatePolicy(policy: CompiledPolicy, subject: Subject): Evaluation {
  const gates = askGates(policy, subject);
  const closed = gates.filter(({ result }) => result.truth !== 'met');
  const siteAlone = closed.every(({ gate }) => gate.about === 'site');
  // An unknown site leaves the criteria worth knowing: they say what a hospital or office could claim.
  const criteriaAsked = siteAlone && closed.every(({ result }) => result.truth === 'needs-documentation');
  // Rules for every site are asked also of a preferred one, whoever gives the drug there.
  const inScope = closed.every(
    ({ gate, result }) => gate.about === 'site' || (gate.about === 'route' && result.truth !== 'not-met'),
  );
  const facilityAsked = inScope && subject.site.class !== 'OUT_OF_SCOPE';
  const facility = policy.facility.map((rule) => ({
    rule,
    result:
      facilityAsked && (criteriaAsked || rule.everySite)
        ? rule.node.evaluate(subject)
        : rule.node.unevaluated(),
  }));

  const requestType = criteriaAsked ? policy.requestType.evaluate(subject) : policy.requestType.unevaluated();
  const kind = criteriaAsked && requestType.truth === 'met' ? 'continued' : 'initial';
  const ask = (tree: 'initial' | 'continued'): NodeResult =>
    criteriaAsked && kind === tree ? policy[tree].evaluate(subject) : policy[tree].unevaluated();
  return {
    gates,
    facility,
    requestType,
    initial: ask('initial'),
    continued: ask('continued'),
    kind,
    criteriaAsked,
    nonQualifying: criteriaAsked ? policy.nonQualifying.map((node) => node.evaluate(subject)) : [],
    // What is dangerous is so at a preferred site too.
    safety: facilityAsked ? policy.safety.map((node) => node.evaluate(subject)) : [],
  };
}

/** In the policy's order; nothing is asked behind a gate that failed. */
export function askGates(policy: CompiledPolicy, subject: Subject): readonly GateResult[] {
  const before = asked.get(subject);
  if (before?.policy === policy) return before.gates;
  const gates = answersAtGates(policy, subject);
  asked.set(subject, { policy, gates });
  return gates;
}

// The reading plan asks them to know what to read, and the decision after the last round: of the same subject.
const asked = keptWith<Subject, { readonly policy: CompiledPolicy; readonly gates: readonly GateResult[] }>();

function answersAtGates(policy: CompiledPolicy, subject: Subject): readonly GateResult[] {
  let failed = false;
  return policy.gates.map((gate) => {
    const result = failed ? gate.node.unevaluated() : gate.node.evaluate(subject);
    failed ||= result.standing !== 'not-evaluated' && result.truth === 'not-met';
    return { gate, result };
  });
}
