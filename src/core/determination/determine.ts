/**
 * From the evaluated policy to one determination and its cause (facts: criteria §1.6): a failed gate puts the order outside the policy, an
 * open gate leaves it undetermined, a failed facility rule cannot be cured, and only then do the criteria decide.
 */
import type { CoverageStatus } from '../coverage/types.js';
import type { Determination, DeterminationCause } from '../decision.js';
import { PREFERRED, type Evaluation, type GateResult } from '../policy/evaluate.js';
import type { GateSubject } from '../policy/document.js';
import type { Subject } from '../policy/subject.js';
import { allOf } from '../truth.js';

export interface Determined {
  readonly determination: Determination;
  readonly cause: DeterminationCause;
}

export function determine(evaluation: Evaluation, subject: Subject): Determined {
  const asked = evaluation.gates.filter(({ result }) => result.standing !== 'not-evaluated');
  const failed = asked.find(({ result }) => result.truth === 'not-met');
  if (failed) return outside(failed, evaluation, subject);
  const unknown = asked.filter(({ result }) => result.truth === 'needs-documentation');
  // Without a known coverage no other question is worth the prescriber's time (contract, "What each determination says").
  const open = unknown.find(({ gate }) => gate.about === 'coverage') ?? unknown[0];
  if (open) return { determination: 'insufficient-context', cause: openCause(open.gate.about, subject) };

  const facility = allOf(evaluation.facility.map(({ result }) => result.truth));
  if (facility === 'not-met') return { determination: 'not-met', cause: 'facility' };
  const criteria = evaluation[evaluation.kind].truth;
  const determination = allOf([facility, criteria]);
  if (determination === 'needs-documentation' && facility === 'met' && evaluation[evaluation.kind].unseen)
    return { determination, cause: 'technical-failure' };
  return {
    determination,
    cause: facility === 'needs-documentation' && criteria === 'met' ? 'facility' : 'criteria',
  };
}

/** A facility rule that holds everywhere is checked before a preferred site lets the order go (policy reading A17). */
function outside({ gate }: GateResult, evaluation: Evaluation, subject: Subject): Determined {
  if (gate.about !== 'site')
    return { determination: 'not-applicable', cause: failedCause(gate.about, subject) };
  if (!PREFERRED.has(subject.site.class))
    return { determination: 'not-applicable', cause: 'out-of-scope-setting' };
  const asked = evaluation.facility.filter(
    ({ rule, result }) => rule.everySite && result.standing !== 'not-evaluated',
  );
  const facility = allOf(asked.map(({ result }) => result.truth));
  if (facility === 'met') return { determination: 'not-applicable', cause: 'preferred-site' };
  return { determination: facility, cause: 'facility' };
}

const COVERAGE_CAUSES: Record<CoverageStatus, DeterminationCause> = {
  applies: 'criteria',
  assumed: 'criteria',
  'other-line-of-business': 'other-line-of-business',
  'other-payer': 'other-payer',
  ended: 'coverage-inactive',
  'not-started': 'coverage-inactive',
  none: 'coverage-missing',
  unavailable: 'technical-failure',
  unknown: 'coverage-unknown',
};

function failedCause(about: GateSubject, { coverage, drug }: Subject): DeterminationCause {
  switch (about) {
    case 'drug':
      return drug.outcome === 'SELF_ADMIN_FORM' ? 'not-provider-administered' : 'drug-not-listed';
    case 'route':
      return 'not-provider-administered';
    case 'coverage':
      return COVERAGE_CAUSES[coverage.status];
    case 'date':
      return 'before-effective-date';
    case 'site':
      return 'preferred-site';
  }
}

function openCause(about: GateSubject, { coverage }: Subject): DeterminationCause {
  switch (about) {
    case 'drug':
      return 'drug-ambiguous';
    case 'route':
      return 'administration-unknown';
    case 'coverage':
      return COVERAGE_CAUSES[coverage.status];
    case 'date':
      return 'date-unknown';
    case 'site':
      return 'site-unknown';
  }
}
