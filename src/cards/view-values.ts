/** How each single value that a template may name is made from a decision. */
import type { Decision } from '../core/decision.js';
import type { CardValue } from '../knowledge/card-vocabulary.js';
import { LINE_LIMIT } from '../knowledge/compile-card.js';
import { alternativesOf, nearestSite } from './alternatives.js';
import { clauseOf, enumerated } from './chart-text.js';
import { openGate } from './criteria.js';
import { namesOf } from './criterion-lines.js';
import { drugDoubtOf } from './drug-doubt.js';
import { plain } from './plain.js';
import { homeBarrierOf, reactionsOf } from './reactions.js';
import { isThere, NAME, SENTENCE, type ViewFacts } from './view-facts.js';

/** More names than this are no longer read. */
const UNREADABLE_NAMES = 3;

export const VALUES: Readonly<Record<CardValue, (facts: ViewFacts) => string | undefined>> = {
  drug: ({ drugName }) => drugName,
  hcpcs: ({ decision: { drug } }) => (drug.outcome === 'RESOLVED' ? plain(drug.hcpcs[0], NAME) : undefined),
  codes: (facts) => {
    const { drug } = facts.decision;
    if (drug.outcome === 'CONFLICT') return undefined;
    return facts.enumerated([...drug.hcpcs, ...drug.unlisted].slice(0, 6), ', ');
  },
  conflict: ({ decision: { drug }, words }) =>
    drug.outcome === 'CONFLICT'
      ? clauseOf(drug.question?.replace(/[.;]\s+[^.;?]*\?\s*$/, ''), SENTENCE, words.records)
      : undefined,
  drugRow: ({ decision: { drug } }) => (drug.rows.length === 1 ? String(drug.rows[0]?.row) : undefined),
  openReason: ({ decision, words }) => clauseOf(openGate(decision)?.reason, LINE_LIMIT, words.records),
  site: ({ names }) => names.site[0],
  siteReason: ({ decision, words }) => clauseOf(decision.site?.reason, LINE_LIMIT, words.records),
  planned: ({ decision }) => plain(decision.order.planned.text, NAME),
  policyId: ({ decision }) => plain(decision.policy?.id, NAME),
  policyVersion: ({ decision }) => plain(decision.policy?.version, NAME),
  payer: ({ decision }) => plain(decision.payer?.name, NAME),
  phone: ({ decision }) => plain(decision.payer?.phone, NAME),
  durationDays: ({ decision: { durationDays } }) =>
    durationDays === undefined ? undefined : String(durationDays),
  supported: (facts) => facts.enumerated(namesOf(facts.met, facts.decision, facts.words), '; '),
  lacking: (facts) => facts.enumerated(namesOf(facts.missing, facts.decision, facts.words), '; '),
  alternatives: ({ decision, words }) => alternativesOf(decision, words),
  inNetwork: (facts) => {
    const { decision, words } = facts;
    const nearest = (['HOME', 'ASC_AIC'] as const).map((kind) => nearestSite(decision, kind, words));
    return facts.enumerated(nearest.filter(isThere), '; ');
  },
  homeBarrier: ({ decision, words, drugName }) => homeBarrierOf(decision, words, drugName),
  // What the rest of the draft decides: subject.ts, home-orders.ts.
  orderCount: () => undefined,
  byHand: () => undefined,
  homeOrders: () => undefined,
  reaction: ({ decision, words }) => reactionsOf(decision, words),
  nonQualifying: (facts) => facts.enumerated(nonQualifyingOf(facts), ', '),
  assumptions: (facts) => {
    const { decision, words, drugName } = facts;
    const assumed = [
      drugDoubtOf(decision.drug, words, drugName),
      ...decision.assumptions.map((one) => clauseOf(one, SENTENCE, words.records)),
    ];
    return facts.enumerated(assumed.filter(isThere), '; ');
  },
  unreadable: ({ unavailable: { names }, words }) =>
    names.length > 0 && names.length <= UNREADABLE_NAMES ? enumerated(names, words.and) : undefined,
  unavailable: (facts) => facts.enumerated(facts.unavailable.phrases, '; '),
  coverageReason: ({ decision, words }) => clauseOf(decision.coverage?.reason, LINE_LIMIT, words.records),
  coverageCount: ({ decision }) => coverageCountOf(decision),
};

function nonQualifyingOf({ decision, words }: ViewFacts): readonly string[] {
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
