/** What an OperationOutcome means for the answer it came in, in a few words that carry no PHI. */
import { list, text } from '../core/chart/read.js';
import type { CodeableConcept, OperationOutcome } from '../core/fhir.js';

/** Issue types that say: there may be more than this client is shown (FHIR issue-type, `security` and its children). */
const HIDING = new Set(['security', 'login', 'unknown', 'expired', 'forbidden', 'suppressed']);

/** Epic's message for an empty search result; it comes as a warning, but nothing is hidden. */
const NOTHING_FOUND = '4101';

const MAX_LENGTH = 90;

/**
 * The first issue that makes the answer incomplete, such as `not visible: Client not authorized for Condition`.
 * Undefined when all the issues only inform. An outcome without any issue is no answer either.
 */
export function shortfall(outcome: OperationOutcome): string | undefined {
  const issues = list(outcome.issue).filter((issue) => typeof issue === 'object');
  if (issues.length === 0) return 'error without a reason';
  const telling = issues.find((issue) => issue.severity !== 'information' && !isNothingFound(issue.details));
  if (telling === undefined) return undefined;
  const code = text(telling.code);
  const heading = code !== undefined && HIDING.has(code) ? 'not visible' : (code ?? 'error');
  const words = wordsOf(telling.details);
  return words === undefined ? plain(heading) : `${plain(heading)}: ${words}`;
}

function isNothingFound(details: CodeableConcept | undefined): boolean {
  return list(details?.coding).some((coding) => coding.code === NOTHING_FOUND);
}

/** A coded message is the server's fixed wording, so it goes first; `diagnostics` may quote the request and is never used. */
function wordsOf(details: CodeableConcept | undefined): string | undefined {
  const display = list(details?.coding)
    .map((coding) => text(coding.display))
    .find((words) => words !== undefined);
  const words = display ?? text(details?.text);
  return words === undefined ? undefined : plain(words);
}

/** One short line; whatever looks like an identifier, a quotation, a link or a reference is blanked out. */
function plain(words: string): string {
  const line = words
    .slice(0, 500)
    .replace(/https?:\/\/\S+/gi, '…')
    .replace(/\b[A-Z][A-Za-z]+\/\S+/g, '…')
    .replace(/"[^"]*"|'[^']*'|\S*\d{3}\S*|\S+@\S+|\S{30,}/g, '…')
    .replace(/\s+/g, ' ')
    .trim();
  return line.length <= MAX_LENGTH ? line : `${line.slice(0, MAX_LENGTH - 1)}…`;
}
