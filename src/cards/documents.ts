/** What to attach, for the criteria that carry the request or are open: each document once, in as few lines as hold them whole. */
import type { CriterionResult, Decision } from '../core/decision.js';
import type { CommonWords } from '../knowledge/card-types.js';
import { LINE_LIMIT } from '../knowledge/compile-card.js';
import type { Values } from '../knowledge/template.js';
import { clauseOf } from './chart-text.js';
import { groupsOf, metFacilityRules } from './criteria.js';

const SEPARATOR = '; ';
/** Beside the template's own word. */
const LINE = LINE_LIMIT - 'Attach: '.length;

export function documentLines(
  decision: Decision,
  criteria: readonly CriterionResult[],
  words: CommonWords,
): readonly Values[] {
  if (criteria.length === 0) return [];
  const claimed = criteria.flatMap((one) => [one, ...groupsOf(decision.criteria, one)]);
  const documents = [...claimed, ...metFacilityRules(decision)].flatMap((one) =>
    one.documents.flatMap((document) => clauseOf(document, LINE, words.records) ?? []),
  );
  return packed([...new Set(documents)]).map((line) => ({
    documents: line.join(SEPARATOR),
    count: String(line.length),
  }));
}

/** In their order: a document goes to the first line that has room for it. */
function packed(documents: readonly string[]): readonly (readonly string[])[] {
  const lines: string[][] = [];
  for (const document of documents) {
    const line = lines.find((one) => [...one, document].join(SEPARATOR).length <= LINE);
    if (line) line.push(document);
    else lines.push([document]);
  }
  return lines;
}
