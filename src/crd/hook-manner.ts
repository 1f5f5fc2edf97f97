/** How a hook may be answered: a primary hook with everything, a secondary one (order-select) with what cannot wait. */
import type { HookName } from '../core/call.js';
import type { Decision, Determination } from '../core/decision.js';
import type { AnswerRow } from '../core/policy/answers.js';
import { onceForEachRow } from './codes.js';
import type { CoverageAssertion } from './coverage-assertion.js';

export interface HookManner {
  /** Is the decision worth a word now? Of the others neither a card nor an action is made. */
  speaksOf(decision: Decision): boolean;
  /** HK-04, CRD 2.2 hook-19: a secondary hook must not ask for documentation. */
  readonly asksForDocuments: boolean;
}

const PRIMARY: HookManner = { speaksOf: () => true, asksForDocuments: true };

/** Contract: order-select stays silent unless the prescriber should know before the order is written. */
const WORTH_A_WORD: ReadonlySet<Determination> = new Set<Determination>(['not-met', 'needs-documentation']);

const SECONDARY: HookManner = {
  speaksOf: ({ determination }) => WORTH_A_WORD.has(determination),
  asksForDocuments: false,
};

export function mannerOf(hook: HookName): HookManner {
  return hook === 'order-select' ? SECONDARY : PRIMARY;
}

const DOCUMENTS: ReadonlySet<string> = new Set(['docNeeded', 'docPurpose', 'questionnaire']);

/**
 * The same assertion without its call for documents. Coverage information is owed at every hook (CI-02), and a draft that carries it tells
 * whoever looks at it next; what to document is said when the order is signed.
 */
export function withoutDocuments(assertion: CoverageAssertion): CoverageAssertion {
  return { ...undocumented(assertion), codes: undocumentedRow(assertion.codes) };
}

const undocumentedRow = onceForEachRow<AnswerRow>(undocumented);

/** Without the members that are about documents, all of which are optional. */
function undocumented<T extends CoverageAssertion | AnswerRow>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([name]) => !DOCUMENTS.has(name))) as T;
}
