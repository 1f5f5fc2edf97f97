/** Loads and compiles a policy's answer table: reasons become templates, and rows no CRD version could say are faults. */
import type { AnswerRow, AnswerTable } from '../core/policy/answers.js';
import type { Determination, DeterminationCause } from '../core/decision.js';
import { validateAnswers } from './answer-schema.js';
import { CARD_VALUES } from './card-vocabulary.js';
import { compileText, type Fault } from './compile-card.js';
import { KnowledgeError, type KnowledgeFault } from './faults.js';
import type { Template } from './template.js';
import { readYaml } from './yaml-file.js';

export interface CompiledAnswer {
  readonly row: AnswerRow;
  readonly reason: Template;
}

export interface CompiledAnswers {
  readonly limitation: string;
  readonly period?: string;
  /** The answer for an outcome; undefined when the policy asserts nothing. */
  of(determination: Determination, cause: DeterminationCause): CompiledAnswer | undefined;
}

/**
 * @param file path of an answers.yaml
 * @param name how faults call it
 * @throws KnowledgeError with every fault of the file
 */
export function loadAnswers(file: string, name: string): CompiledAnswers {
  const yaml = readYaml(file, name, validateAnswers);
  const faults: KnowledgeFault[] = [...yaml.faults];
  const answers =
    yaml.value && compileAnswers(yaml.value, (path, message) => faults.push(yaml.fault(path, message)));
  if (!answers || faults.length > 0) throw new KnowledgeError(faults);
  return answers;
}

/** `fault` is told the path inside the table, whose shape has been checked. */
export function compileAnswers(table: AnswerTable, fault: Fault): CompiledAnswers {
  const compiled = new Map<AnswerRow, CompiledAnswer>();
  for (const [determination, causes] of Object.entries(table.rows)) {
    for (const [cause, row] of Object.entries(causes)) {
      const path = ['rows', determination, cause];
      checkRow(row, (message) => fault(path, message));
      compiled.set(row, { row, reason: compileText(row.reason, CARD_VALUES, [...path, 'reason'], fault) });
    }
  }
  return {
    limitation: table.limitation,
    ...(table.period !== undefined && { period: table.period }),
    of: (determination, cause) => {
      const causes = table.rows[determination];
      const row = causes?.[cause] ?? causes?.any;
      return row && compiled.get(row);
    },
  };
}

/** Invariants of the coverage-information extension that hold in every CRD version (facts: q1–q4). */
function checkRow(row: AnswerRow, fault: (message: string) => void): void {
  const { covered, paNeeded, docNeeded = [], docPurpose = [], infoNeeded = [] } = row;
  if (covered !== 'not-covered' && paNeeded === undefined)
    fault('paNeeded has to be given unless not-covered (q2)');
  if (covered === 'not-covered' && paNeeded !== undefined)
    fault('paNeeded cannot be given with not-covered (q2)');
  if (row.questionnaire && docNeeded.length === 0) fault('a questionnaire needs docNeeded (q1)');
  if (docPurpose.includes('withpa') && (paNeeded === undefined || paNeeded === 'no-auth')) {
    fault('docPurpose withpa needs an authorization to go with (q4)');
  }
  const conditional = [covered, paNeeded, ...docNeeded].some((code) => code === 'conditional');
  if (conditional !== infoNeeded.length > 0)
    fault('infoNeeded goes with a conditional code, and only then (q3)');
}
