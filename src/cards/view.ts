/** A decision as the words and lists that templates may name (src/knowledge/card-vocabulary.ts). All of it is plain text. */
import type { CriterionResult, Decision } from '../core/decision.js';
import type { SiteClass } from '../core/site/types.js';
import type { CommonWords } from '../knowledge/card-types.js';
import type { CardList, CardValue } from '../knowledge/card-vocabulary.js';
import { LINE_LIMIT } from '../knowledge/compile-card.js';
import { fill, type Values } from '../knowledge/template.js';
import { alternativesOf, nearestSite } from './alternatives.js';
import { clauseOf, enumerated, joined, nameOf, sentenceOf } from './chart-text.js';
import { groupsOf, metCriteria, missingCriteria, openGate, unmetCriteria } from './criteria.js';
import { criterionLines, namesOf } from './criterion-lines.js';
import { drugDoubtOf } from './drug-doubt.js';
import { plain } from './plain.js';
import { homeBarrierOf, reactionsOf, safetyOf } from './reactions.js';
import { unavailableOf } from './unavailable.js';

export interface CardView {
  readonly values: Readonly<Record<CardValue, string | undefined>>;
  readonly lists: Readonly<Record<CardList, readonly Values[]>>;
  /** The names of a summary, from the fullest to the shortest; the last is short enough for every template. */
  readonly names: { readonly drug: readonly string[]; readonly site: readonly string[] };
}

/** Longest values, in characters: a line of a card stays short. */
const NAME = 70;
const SENTENCE = LINE_LIMIT - 12;
/** More names than this are no longer read. */
const UNREADABLE_NAMES = 3;

// A decision never changes, and card and coverage information are both made from its view.
const views = new WeakMap<Decision, { readonly words: CommonWords; readonly view: CardView }>();

export function viewOf(decision: Decision, words: CommonWords): CardView {
  const before = views.get(decision);
  if (before?.words === words) return before.view;
  const view = newView(decision, words);
  views.set(decision, { words, view });
  return view;
}

function newView(decision: Decision, words: CommonWords): CardView {
  const { drug, site, policy, payer } = decision;
  const { records } = words;
  const met = metCriteria(decision, words);
  const missing = missingCriteria(decision);
  const names = {
    drug: [
      nameOf(drug.name, NAME, records) ?? [],
      nameOf(drug.molecule, NAME, records) ?? [],
      words.drug,
    ].flat(),
    site: [
      nameOf(site?.name, NAME, records) ?? [],
      words.sites[site?.class ?? ('UNRESOLVED' satisfies SiteClass)],
    ].flat(),
  };
  const [drugName = words.drug] = names.drug;
  const metLines = criterionLines(met, words, drugName, true);
  const missingLines = criterionLines(missing, words, drugName, true);
  const unavailable = unavailableOf(decision.unavailable, words);
  const list = (parts: readonly string[], separator: string): string | undefined =>
    parts.length === 0 ? undefined : joined(parts, separator, SENTENCE, (count) => moreOf(count, words));
  const disagree = drug.outcome === 'CONFLICT';
  return {
    names,
    values: {
      drug: drugName,
      orderCount: undefined,
      hcpcs: drug.outcome === 'RESOLVED' ? plain(drug.hcpcs[0], NAME) : undefined,
      codes: disagree ? undefined : list([...drug.hcpcs, ...drug.unlisted].slice(0, 6), ', '),
      conflict: disagree
        ? clauseOf(drug.question?.replace(/[.;]\s+[^.;?]*\?\s*$/, ''), SENTENCE, records)
        : undefined,
      drugRow: drug.rows.length === 1 ? String(drug.rows[0]?.row) : undefined,
      openReason: clauseOf(openGate(decision)?.reason, LINE_LIMIT, records),
      site: names.site[0],
      siteReason: clauseOf(site?.reason, LINE_LIMIT, records),
      planned: plain(decision.order.planned.text, NAME),
      policyId: plain(policy?.id, NAME),
      policyVersion: plain(policy?.version, NAME),
      payer: plain(payer?.name, NAME),
      phone: plain(payer?.phone, NAME),
      durationDays: decision.durationDays === undefined ? undefined : String(decision.durationDays),
      supported: list(namesOf(met, decision, words), '; '),
      lacking: list(namesOf(missing, decision, words), '; '),
      alternatives: alternativesOf(decision, words),
      inNetwork: list(
        ['HOME' as const, 'ASC_AIC' as const].flatMap((kind) => nearestSite(decision, kind, words) ?? []),
        '; ',
      ),
      homeBarrier: homeBarrierOf(decision, words, drugName),
      // What the rest of the draft decides: subject.ts, home-orders.ts.
      byHand: undefined,
      homeOrders: undefined,
      reaction: reactionsOf(decision, words),
      nonQualifying: list(nonQualifyingOf(decision, words), ', '),
      assumptions: list(
        [
          drugDoubtOf(drug, words, drugName) ?? [],
          ...decision.assumptions.map((one) => clauseOf(one, SENTENCE, records) ?? []),
        ].flat(),
        '; ',
      ),
      unreadable:
        unavailable.names.length > 0 && unavailable.names.length <= UNREADABLE_NAMES
          ? enumerated(unavailable.names, words.and)
          : undefined,
      unavailable: list(unavailable.phrases, '; '),
      coverageReason: clauseOf(decision.coverage?.reason, LINE_LIMIT, records),
      coverageCount: coverageCountOf(decision),
    },
    lists: {
      met: metLines,
      missing: missingLines,
      claimable: [...metLines, ...missingLines],
      unmet: criterionLines(unmetCriteria(decision), words, drugName, false),
      documents: documentsOf(decision, [...missing, ...met], words),
      question: questionOf(drug.question, words),
      safety: decision.safety.map((one) => safetyOf(one, words)),
    },
  };
}

function documentsOf(
  decision: Decision,
  criteria: readonly CriterionResult[],
  words: CommonWords,
): readonly Values[] {
  const claimed = criteria.flatMap((one) => [one, ...groupsOf(decision.criteria, one)]);
  const documents = new Set(claimed.flatMap((one) => one.documents));
  return [...documents].map((document) => ({ document: sentenceOf(document, SENTENCE, words.records) }));
}

function nonQualifyingOf(decision: Decision, words: CommonWords): readonly string[] {
  return decision.nonQualifying.map((id) => {
    const known = Object.hasOwn(words.nonQualifying, id) ? words.nonQualifying[id] : undefined;
    return known ?? decision.criteria.find((one) => one.id === id)?.title ?? id;
  });
}

/** Only when there are several: then the order has to name one. */
function coverageCountOf({ coverage }: Decision): string | undefined {
  const references = new Set(coverage?.evidence.flatMap(({ reference }) => reference ?? []));
  return references.size > 1 ? String(references.size) : undefined;
}

/** Sentence by sentence; an enumeration is cut between its members. */
function questionOf(question: string | undefined, words: CommonWords): readonly Values[] {
  const sentences = question?.split(/(?<=[.?])\s+(?=[A-Z])/) ?? [];
  return sentences.flatMap((sentence) => {
    const text = clauseOf(sentence, sentence.length + 1, words.records);
    if (text === undefined) return [];
    return [{ sentence: joined(text.split(', '), ', ', LINE_LIMIT, (count) => moreOf(count, words)) }];
  });
}

function moreOf(count: number, words: CommonWords): string {
  return fill(words.more, { count: String(count) }) ?? '';
}
