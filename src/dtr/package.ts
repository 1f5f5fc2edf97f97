/** $questionnaire-package: the forms that go with a decision, each with a draft that is filled in as far as the decision knew. */
import type { OperationOutcome, OperationOutcomeIssue, Parameters, ParametersParameter } from 'fhir/r4.js';
import { ServiceError } from '../errors.js';
import { beneficiaryOf, referenceOf } from './assess.js';
import { packageBundle } from './bundle.js';
import { draftResponse } from './draft.js';
import type { PackageInput } from './parameters.js';
import { DTR_2_2, type DtrWords } from './vocabulary.js';
import { fromName, fromOrders, fromRecord, restored, type Remark, type WantedDeps } from './wanted.js';

export interface PackageDeps extends WantedDeps {
  /** Of the published knowledge, without trailing slash. */
  readonly base: string;
}

/**
 * @param words of the address that was called; a decision made for CRD 2.2 is answered in the words of DTR 2.2 anywhere
 * @throws ServiceError 404 for an unknown context, 422 for a coverage, patient or order that is not the decision's
 */
export async function questionnairePackage(
  input: PackageInput,
  deps: PackageDeps,
  words: DtrWords,
  now: Date,
): Promise<Parameters> {
  const issues: OperationOutcomeIssue[] = [];
  const remark: Remark = (severity, code, text) => issues.push({ severity, code, details: { text } });
  const patientId = beneficiaryOf(input.coverage);
  if (patientId === undefined)
    throw new ServiceError('invalid-parameters', [
      { expression: 'coverage.beneficiary', diagnostics: 'The Coverage has to name its patient.' },
    ]);
  const record = await restored(input, patientId, deps);
  const found = record
    ? fromRecord(record, input, patientId, deps, remark, now)
    : fromOrders(input, patientId, deps, remark, now);
  const spoken = record?.crdVersion === '2.2' ? DTR_2_2 : words;
  const wanted = [...found, ...fromName(input, found, deps.shelf, remark)];
  const packages = wanted.map(({ questionnaire, answers, orders }): ParametersParameter => {
    const draft = draftResponse({
      questionnaire,
      answers,
      orders,
      subject: `Patient/${patientId}`,
      coverage: referenceOf(input.coverage),
      words: spoken,
      now,
    });
    const { bundle, missing } = packageBundle(questionnaire, draft, deps.shelf, deps.base, now);
    for (const canonical of new Set(missing))
      remark('warning', 'not-found', `${canonical} is not published here.`);
    return { name: spoken.packageName, resource: bundle };
  });
  if (packages.length === 0 && issues.length === 0)
    remark('information', 'informational', 'Nothing has to be documented for these orders.');
  const outcome: OperationOutcome = { resourceType: 'OperationOutcome', issue: issues };
  return {
    resourceType: 'Parameters',
    parameter: [...packages, ...(issues.length > 0 ? [{ name: spoken.outcomeName, resource: outcome }] : [])],
  };
}
