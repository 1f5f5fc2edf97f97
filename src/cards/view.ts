/** A decision as the words and lists that templates may name (src/knowledge/card-vocabulary.ts). All of it is plain text. */
import type { CriterionResult, Decision } from '../core/decision.js';
import type { Evidence } from '../core/evidence.js';
import type { CommonWords, SuggestedSite } from '../knowledge/card-types.js';
import type { CardList, CardValue } from '../knowledge/card-vocabulary.js';
import type { Values } from '../knowledge/template.js';
import { groupsOf, metCriteria, missingCriteria, openGate, unmetCriteria } from './criteria.js';
import { plain } from './plain.js';

export interface CardView {
  readonly values: Readonly<Record<CardValue, string | undefined>>;
  readonly lists: Readonly<Record<CardList, readonly Values[]>>;
}

/** Longest values, in characters: a line of a card stays short. */
const NAME = 70;
const SENTENCE = 180;
/** Evidence shown per criterion; the decision record has all of it. */
const EVIDENCE_SHOWN = 2;

export function viewOf(decision: Decision, words: CommonWords): CardView {
  const met = metCriteria(decision);
  const missing = missingCriteria(decision);
  const { drug, site, policy, payer } = decision;
  const listed = [...drug.hcpcs, ...drug.unlisted];
  return {
    values: {
      drug: plain(drug.name, NAME) ?? 'the drug',
      hcpcs: drug.outcome === 'RESOLVED' ? plain(drug.hcpcs[0], NAME) : undefined,
      codes: sentence(listed.slice(0, 6), ', '),
      drugRow: drug.rows.length === 1 ? String(drug.rows[0]?.row) : undefined,
      question: plain(drug.question, SENTENCE),
      openReason: clause(openGate(decision)?.reason),
      site: plain(site?.name, NAME) ?? words.sites[site?.class ?? 'UNRESOLVED'],
      siteReason: clause(site?.reason),
      planned: plain(decision.order.planned.text, NAME),
      policyId: plain(policy?.id, NAME),
      policyVersion: plain(policy?.version, NAME),
      payer: plain(payer?.name, NAME),
      phone: plain(payer?.phone, NAME),
      durationDays: decision.durationDays === undefined ? undefined : String(decision.durationDays),
      supported: sentence(met.map((one) => one.title).slice(0, 2), ', '),
      lacking: sentence(missing.map((one) => one.title).slice(0, 2), ', '),
      alternatives: alternativesOf(decision, words),
      homeSite: nearestSite(decision, 'HOME'),
      suiteSite: nearestSite(decision, 'ASC_AIC'),
      nonQualifying: sentence(nonQualifyingOf(decision, words), ', '),
      assumptions: sentence(decision.assumptions, '; '),
      unavailable: sentence(decision.unavailable, '; '),
      coverageReason: clause(decision.coverage?.reason),
    },
    lists: {
      met: met.map((one) => criterionOf(one, words, true)),
      missing: missing.map((one) => criterionOf(one, words, true)),
      unmet: unmetCriteria(decision).map((one) => criterionOf(one, words, false)),
      documents: documentsOf(decision, [...missing, ...met]),
      safety: decision.safety.map((one) => ({
        display: plain(one.display, NAME) ?? recordOf(one, words),
        source: plain(recordOf(one, words), NAME),
        date: dateOf(one),
      })),
    },
  };
}

/**
 * Minimum necessary: what the chart calls a thing (a diagnosis, say) is shown only for a criterion that decides;
 * for one that is not met the kind of record and its date are enough to find it.
 */
function criterionOf(criterion: CriterionResult, words: CommonWords, decides: boolean): Values {
  const evidence = criterion.evidence
    .map((one) => evidenceOf(one, words, decides))
    .filter((one) => one !== undefined)
    .slice(0, EVIDENCE_SHOWN);
  return {
    mark: words.marks[criterion.status],
    title: plain(criterion.title, NAME) ?? criterion.id,
    paragraph: plain(criterion.paragraph, NAME),
    reason: clause(criterion.reason),
    evidence: evidence.length > 0 ? [...new Set(evidence)].join('; ') : undefined,
  };
}

function evidenceOf(evidence: Evidence, words: CommonWords, decides: boolean): string | undefined {
  const date = dateOf(evidence);
  const display = decides ? plain(evidence.display, NAME) : undefined;
  if (date === undefined && display === undefined) return undefined;
  const record = [plain(recordOf(evidence, words), NAME), date]
    .filter((part) => part !== undefined)
    .join(' ');
  return display === undefined ? record : `${display}, ${record}`;
}

/** `problem list` of `Condition/c7`. */
function recordOf(evidence: Evidence, words: CommonWords): string {
  const type = evidence.reference?.split('/')[0] ?? 'other';
  return (Object.hasOwn(words.records, type) ? words.records[type] : words.records['other']) ?? type;
}

/** The day, without a time. */
function dateOf(evidence: Evidence): string | undefined {
  return plain(evidence.date?.split('T')[0], 10);
}

function documentsOf(decision: Decision, criteria: readonly CriterionResult[]): readonly Values[] {
  const claimed = criteria.flatMap((one) => [one, ...groupsOf(decision.criteria, one)]);
  const documents = new Set(claimed.flatMap((one) => one.documents));
  return [...documents].map((document) => ({ document: plain(document, SENTENCE) }));
}

function alternativesOf(decision: Decision, words: CommonWords): string | undefined {
  const kinds = (['HOME', 'ASC_AIC'] as const).filter((kind) =>
    decision.alternatives.some((alternative) => alternative.siteClass === kind),
  );
  return kinds.length === 0 ? undefined : kinds.map((kind) => words.alternatives[kind]).join(` ${words.or} `);
}

/** Name of the nearest in-network site of a kind, with its distance. */
function nearestSite(decision: Decision, kind: SuggestedSite): string | undefined {
  const site = decision.alternatives.find((alternative) => alternative.siteClass === kind)?.sites[0];
  const name = plain(site?.name, NAME);
  if (name === undefined || site?.distanceMiles === undefined) return name;
  return `${name} (${site.distanceMiles.toFixed(1)} mi)`;
}

function nonQualifyingOf(decision: Decision, words: CommonWords): readonly string[] {
  return decision.nonQualifying.map((id) => {
    const known = Object.hasOwn(words.nonQualifying, id) ? words.nonQualifying[id] : undefined;
    return known ?? decision.criteria.find((one) => one.id === id)?.title ?? id;
  });
}

/** A reason without its full stop: templates go on after it. */
function clause(text: string | undefined): string | undefined {
  return plain(text?.replace(/[.\s]+$/, ''), SENTENCE);
}

function sentence(parts: readonly string[], separator: string): string | undefined {
  return parts.length === 0 ? undefined : plain(parts.join(separator), SENTENCE);
}
