/**
 * A kind of question a policy can ask. Each kind lives in its own file under questions/; adding a policy needs none,
 * adding a new kind of question is adding one file and its line in questions/index.ts.
 */
import type { ReadRequest } from '../chart/chart.js';
import type { CompiledValueSet } from '../terminology/value-set.js';
import type { ParameterValue } from './document.js';
import type { Answer } from './result.js';
import type { Subject } from './subject.js';

export type Ask = (subject: Subject) => Answer;

/** What a question is compiled with; `fault` reports an author's mistake at this place of the file. */
export interface CompileContext {
  readonly valueSet: (id: string) => CompiledValueSet | undefined;
  readonly parameter: (name: string) => ParameterValue | undefined;
  /** Registers a read the question depends on. */
  readonly need: (request: ReadRequest) => void;
  readonly fault: (message: string) => void;
}

/** Arguments arrive with `$parameter` references already replaced. */
export type QuestionKind = (args: Readonly<Record<string, unknown>>, context: CompileContext) => Ask;
