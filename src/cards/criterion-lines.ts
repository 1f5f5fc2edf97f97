/** A criterion as one line of a card: title, reason and facts, each said once. */
import type { CriterionResult, Decision } from '../core/decision.js';
import type { Evidence } from '../core/evidence.js';
import type { CommonWords, CriterionWords } from '../knowledge/card-types.js';
import type { CriterionValue } from '../knowledge/card-vocabulary.js';
import { LINE_LIMIT } from '../knowledge/compile-card.js';
import { fillFrom, type Values } from '../knowledge/template.js';
import { clauseOf, sentenceOf } from './chart-text.js';
import { groupsOf } from './criteria.js';
import { plain } from './plain.js';

type Criteria = readonly CriterionResult[];

const TITLE = 70;
/** Longer than a line: what a line quotes may stand at the end. */
const REASON = 2 * LINE_LIMIT;
const DISPLAY = 60;
/** Facts shown per criterion; the decision record has all of them. */
const FACTS_SHOWN = 2;
const FIRST_WORD = /^\p{L}+/u;

/**
 * `decides`: minimum necessary. What the chart calls a thing (a diagnosis, say) is shown only for a criterion that
 * decides; for one that is not met the kind of record and its date are enough to find it. A fact that several criteria
 * rest on is shown with the first.
 */
export function criterionLines(
  criteria: Criteria,
  words: CommonWords,
  drug: string,
  decides: boolean,
): readonly Values[] {
  const shown: string[] = [];
  return criteria.map((criterion) => {
    const reason = reasonOf(criterion, words, drug, decides);
    const fresh: Evidence[] = [];
    for (const one of criterion.evidence) if (!shown.includes(one.reference ?? '')) fresh.push(one);
    for (const { reference } of fresh) if (reference !== undefined) shown.push(reference);
    return {
      mark: words.marks[criterion.status],
      title:
        wordsFor(criterion, words)?.title ??
        sentenceOf(criterion.title, TITLE, words.records) ??
        criterion.id,
      paragraph: plain(criterion.paragraph, TITLE),
      reason,
      evidence: fresh.length === 0 ? undefined : factsBehind(reason, fresh, words, decides),
    };
  });
}

/** What a summary calls the criteria, `continued need: cardiopulmonary disorder`: groups where these have a short name, else titles. */
export function namesOf(criteria: Criteria, decision: Decision, words: CommonWords): readonly string[] {
  const byGroup = new Map<string, string[]>();
  for (const criterion of criteria) {
    const line = [...groupsOf(decision.criteria, criterion)].reverse().concat(criterion);
    const names = line.flatMap((one) => wordsFor(one, words)?.short ?? []);
    const name = names.pop();
    if (name === undefined) continue;
    const group = names.join(': ');
    byGroup.set(group, [...new Set([...(byGroup.get(group) ?? []), name])]);
  }
  const named = [...byGroup].map(([group, names]) =>
    group === '' ? names.slice(0, 2).join(', ') : `${group}: ${names[0]}`,
  );
  const titles = criteria.flatMap((one) => sentenceOf(one.title, TITLE, words.records) ?? []);
  return named.length > 0 ? named : titles.slice(0, 2);
}

/** `problem list` of `Condition/c7`. */
export function recordOf(evidence: Evidence, words: CommonWords): string {
  const { reference } = evidence;
  const type = reference ? until(reference, '/') : 'other';
  return (Object.hasOwn(words.records, type) ? words.records[type] : words.records['other']) ?? '';
}

/** The day, without a time. */
export function dateOf({ date }: Evidence): string | undefined {
  return date ? plain(until(date, 'T'), 10) : undefined;
}

function until(text: string, mark: string): string {
  const end = text.indexOf(mark);
  return end < 0 ? text : text.slice(0, end);
}

function wordsFor({ id }: CriterionResult, words: CommonWords): CriterionWords | undefined {
  return Object.hasOwn(words.criteria, id) ? words.criteria[id] : undefined;
}

function reasonOf(
  criterion: CriterionResult,
  words: CommonWords,
  drug: string,
  decides: boolean,
): string | undefined {
  const own = wordsFor(criterion, words)?.reasons[criterion.status];
  if (own) {
    const valueOf = (name: string) => valueFrom(criterion, name as CriterionValue, words, drug, decides);
    for (const template of own) {
      const text = fillFrom(template, valueOf);
      if (text !== undefined) return text;
    }
  }
  return ownReasonOf(criterion, words);
}

function ownReasonOf({ reason }: CriterionResult, { records }: CommonWords): string | undefined {
  return clauseOf(reason, REASON, records);
}

function valueFrom(
  criterion: CriterionResult,
  name: CriterionValue,
  words: CommonWords,
  drug: string,
  decides: boolean,
): string | undefined {
  const { evidence } = criterion;
  const [first] = evidence;
  switch (name) {
    case 'drug':
      return drug;
    case 'found': {
      const reason = first && ownReasonOf(criterion, words);
      return first && reason !== undefined ? partAbout(first, reason) : undefined;
    }
    case 'display':
      return decides ? sentenceOf(first?.display, DISPLAY, words.records) : undefined;
    case 'date':
      return first && dateOf(first);
    case 'form': {
      const form = evidence.find(isForm);
      return form && dateOf(form);
    }
  }
}

/** An answer of a completed form. */
function isForm({ reference }: Evidence): boolean {
  return reference?.startsWith('QuestionnaireResponse/') ?? false;
}

/** The part of a reason, between colons and semicolons, that holds the day or the name of a fact. */
function partAbout(fact: Evidence, reason: string): string | undefined {
  const parts = reason.split(/[:;] /);
  const partWith = (sign: string | undefined): string | undefined =>
    sign === undefined ? undefined : parts.find((part) => part.includes(sign));
  return partWith(dateOf(fact)) ?? partWith(plain(fact.display, DISPLAY));
}

/** Facts that the reason does not hold already; none behind a reason that says that nothing was found. */
function factsBehind(
  reason: string | undefined,
  evidence: readonly Evidence[],
  words: CommonWords,
  decides: boolean,
): string | undefined {
  if (reason !== undefined && saysNothingFound(reason, words)) return undefined;
  const facts: string[] = [];
  for (const one of evidence) {
    const fact = factOf(one, words, decides, reason ?? '');
    if (fact !== undefined && !facts.includes(fact)) facts.push(fact);
    if (facts.length === FACTS_SHOWN) break;
  }
  return facts.length > 0 ? facts.join('; ') : undefined;
}

function saysNothingFound(reason: string, { nothingFound }: CommonWords): boolean {
  const start = FIRST_WORD.exec(reason)?.[0];
  if (start === undefined) return false;
  return nothingFound.some(
    (word) => word.length === start.length && word.toLowerCase() === start.toLowerCase(),
  );
}

function factOf(
  evidence: Evidence,
  words: CommonWords,
  decides: boolean,
  reason: string,
): string | undefined {
  const date = dateOf(evidence);
  if (date !== undefined && reason.includes(date)) return undefined;
  const name = decides ? sentenceOf(evidence.display, DISPLAY, words.records) : undefined;
  const display = name !== undefined && !reason.toLowerCase().includes(name.toLowerCase()) ? name : undefined;
  // A place of the directory has no date: the reason names it, or its name explains nothing.
  if (date === undefined && (display === undefined || evidence.source === 'directory')) return undefined;
  const record = [recordOf(evidence, words), date].filter((part) => part !== undefined).join(' ');
  return display === undefined ? record : `${display}, ${record}`;
}
