/** Answers the decision itself gives: which reasons apply, a criterion as yes or no, the words of a reason. */
import type { SiteClass } from '../../site/types.js';
import { choice, referencesOf, type Found } from '../answer.js';
import { resultOf, type Fill, type Filled } from '../filled.js';

export function fromSite(options: Readonly<Partial<Record<SiteClass, string>>>): Fill {
  return ({ subject: { site } }) => {
    const code = options[site.class];
    return code === undefined ? [] : [choice(code, referencesOf(site.evidence))];
  };
}

/** Both are told apart by approvals that were looked for: an open question is not answered for the prescriber. */
export function fromRequestType(options: { readonly initial: string; readonly continued: string }): Fill {
  return ({ kind, requestType: { truth, evidence } }) =>
    truth === 'needs-documentation' ? [] : [choice(options[kind], referencesOf(evidence))];
}

export function fromCriteria(options: Readonly<Record<string, readonly string[]>>): Fill {
  return (filled) =>
    Object.entries(options).flatMap(([code, ids]) => {
      const references = ids.map((id) => claimed(filled, id));
      return references.includes(undefined) ? [] : [choice(code, [...new Set(references.at(-1) ?? [])])];
    });
}

/** Met, or open with something found: what is merely out of sight is no reason to claim it. Undefined: not claimed. */
function claimed(filled: Filled, criterion: string): readonly string[] | undefined {
  const result = resultOf(filled, criterion);
  if (!result || result.truth === 'not-met') return undefined;
  const references = referencesOf(result.evidence);
  if (result.truth === 'met') return references;
  return result.unseen || result.evidence.every(({ source }) => source === 'directory')
    ? undefined
    : references;
}

export function fromCriterion(criterion: string): Fill {
  return (filled) => {
    const result = resultOf(filled, criterion);
    if (!result || result.truth === 'needs-documentation') return [];
    return [{ value: { valueBoolean: result.truth === 'met' }, from: referencesOf(result.evidence) }];
  };
}

export function fromReason(criterion: string): Fill {
  return (filled) => {
    const result = resultOf(filled, criterion);
    const words = result?.truth === 'met' ? filled.reasonOf(criterion) : undefined;
    return words === undefined
      ? []
      : [{ value: { valueString: words }, from: referencesOf(result?.evidence ?? []) }];
  };
}

export function fromFindings(criterion: string): Fill {
  return (filled): readonly Found[] => {
    const result = resultOf(filled, criterion);
    const evidence = !result || result.truth === 'not-met' ? [] : result.evidence;
    const words = evidence.flatMap(({ display, date }) =>
      display === undefined ? [] : [`${display}${date === undefined ? '' : `, ${date.slice(0, 10)}`}`],
    );
    if (words.length === 0) return [];
    return [{ value: { valueString: [...new Set(words)].join('; ') }, from: referencesOf(evidence) }];
  };
}
