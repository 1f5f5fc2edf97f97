/** Which forms an operation is to bring, and what is known for each: by an earlier decision, by orders alone, or by name. */
import type { OperationOutcomeIssue, Questionnaire } from 'fhir/r4.js';
import { typeAndId } from '../core/chart/references.js';
import type { CoverageStatus } from '../core/coverage/types.js';
import type { PrefilledAnswer } from '../core/documentation/answer.js';
import type { Knowledge } from '../core/knowledge.js';
import type { DecisionRecord } from '../decisions/record.js';
import { ServiceError } from '../errors.js';
import { assess, referenceOf } from './assess.js';
import type { Shelf } from './bundle.js';
import { canonicalOf } from './draft.js';
import type { PackageInput } from './parameters.js';

export interface WantedDeps {
  readonly knowledge: Knowledge;
  readonly shelf: Shelf;
  /** A decision by its coverage-assertion-id. */
  readonly decisionOf: (id: string) => Promise<DecisionRecord | undefined>;
  /** What stands for a patient in the records. */
  readonly patientHash: (patientId: string) => string;
}

/** A form, and what is known for one order. */
export interface Wanted {
  readonly questionnaire: Questionnaire;
  readonly answers: readonly PrefilledAnswer[];
  readonly orders: readonly string[];
}

type Severity = OperationOutcomeIssue['severity'];
export type Remark = (severity: Severity, code: OperationOutcomeIssue['code'], words: string) => void;

/** The decision of the context; the patient and the coverage have to be those it was made for. */
export async function restored(
  { context, coverage }: PackageInput,
  patientId: string,
  { decisionOf, patientHash }: WantedDeps,
): Promise<DecisionRecord | undefined> {
  if (context === undefined) return undefined;
  const record = await decisionOf(context);
  if (!record) throw new ServiceError('unknown-context');
  const { patient } = record.documentation ?? {};
  if (patient !== undefined && patient !== patientHash(patientId)) throw new ServiceError('other-patient');
  const assessed = typeAndId(record.coverage?.reference);
  if (assessed !== undefined && assessed !== referenceOf(coverage))
    throw new ServiceError('coverage-not-assessed');
  return record;
}

/** Without the chart: what the decision found is in its record. */
export function fromRecord(
  record: DecisionRecord,
  input: PackageInput,
  patientId: string,
  deps: WantedDeps,
  remark: Remark,
  now: Date,
): readonly Wanted[] {
  const { documentation, order, carrier = order } = record;
  const strangers = input.orders.map(referenceOf).filter((one) => one !== order && one !== carrier);
  if (strangers.length > 0 && input.orders.length === strangers.length)
    throw new ServiceError('order-not-assessed');
  if (strangers.length > 0)
    remark('warning', 'business-rule', 'Orders that the context does not speak of were left out.');
  if (isChanged(record, input, patientId, deps, now))
    remark(
      'warning',
      'business-rule',
      'The order is for another drug than the one that was decided on. Sign it again for a decision on what it says now.',
    );
  const questionnaire = documentation && deps.shelf.form(documentation.form);
  if (!documentation || !questionnaire) {
    remark(
      'information',
      'informational',
      'The decision of this context asks for no form. Ask again by signing the order when its site or coverage is known.',
    );
    return [];
  }
  if (record.policy && record.policy.version !== questionnaire.version)
    remark(
      'warning',
      'business-rule',
      'The policy has changed since this decision; the form is that of today.',
    );
  return [{ questionnaire, answers: documentation.answers, orders: [order] }];
}

/** DT-08: small changes between CRD and DTR are tolerated; another drug is said. */
function isChanged(
  record: DecisionRecord,
  { orders, coverage, referenced }: PackageInput,
  patientId: string,
  { knowledge }: WantedDeps,
  now: Date,
): boolean {
  const same = orders.filter((one) => referenceOf(one) === record.order);
  if (same.length === 0) return false;
  const [decision] = assess({ coverage, orders: same, referenced, patientId, now }, knowledge);
  return decision !== undefined && decision.drug.hcpcs.join() !== record.drug.hcpcs.join();
}

const OURS: ReadonlySet<CoverageStatus | undefined> = new Set<CoverageStatus>(['applies', 'assumed']);

export function fromOrders(
  { orders, coverage, referenced }: PackageInput,
  patientId: string,
  { knowledge, shelf }: WantedDeps,
  remark: Remark,
  now: Date,
): readonly Wanted[] {
  if (orders.length === 0) return [];
  const decisions = assess({ orders, coverage, referenced, patientId, now }, knowledge);
  return decisions.flatMap((decision) => {
    const status = decision.coverage?.status;
    if (status !== undefined && !OURS.has(status)) throw new ServiceError('coverage-not-ours');
    const { documentation, order } = decision;
    const questionnaire = documentation && shelf.form(documentation.form);
    if (!documentation || !questionnaire) {
      remark('information', 'informational', `Nothing has to be documented for ${order.reference}.`);
      return [];
    }
    return [{ questionnaire, answers: documentation.answers, orders: [order.reference] }];
  });
}

/** Forms that were asked for by name, and that no order brought already. */
export function fromName(
  { questionnaires, orders }: PackageInput,
  found: readonly Wanted[],
  shelf: Shelf,
  remark: Remark,
): readonly Wanted[] {
  const present = new Set(found.map(({ questionnaire }) => canonicalOf(questionnaire)));
  return questionnaires.flatMap((canonical) => {
    const questionnaire = shelf.questionnaire(canonical);
    if (!questionnaire) {
      // DTR oper-9. The canonical is the caller's own text, and is not given back.
      remark(
        'warning',
        'not-found',
        'A questionnaire that was asked for is not published here in this version.',
      );
      return [];
    }
    if (present.has(canonicalOf(questionnaire))) return [];
    present.add(canonicalOf(questionnaire));
    return [{ questionnaire, answers: [], orders: orders.map(referenceOf) }];
  });
}
