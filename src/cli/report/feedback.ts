/** What became of the cards: accepted, overridden and why, by card, drug and week. Ignored cards send no feedback (CH-73). */
import type { FeedbackCount, ReportRows } from '../../decisions/report-rows.js';
import { mondayOf, share, tally } from './tally.js';

export interface FeedbackFigures {
  readonly cardsShown: number;
  readonly accepted: number;
  readonly overridden: number;
  /** Entries about cards this service does not know. */
  readonly unknownCards: number;
  /** Accepted of accepted and overridden, 0…1; null without feedback. */
  readonly acceptance: number | null;
  /** Overrides by reason. */
  readonly byReason: readonly {
    /** Code of the reason; empty when none was given. */
    readonly reason: string;
    /** The criterion the reason stands for; empty when it is none of the policy's exceptions. */
    readonly criterion: string;
    readonly count: number;
  }[];
  readonly byCard: readonly Outcomes[];
  readonly byDrug: readonly Outcomes[];
  readonly byWeek: readonly Outcomes[];
}

export interface Outcomes {
  /** Card template, drug, or Monday of the week. */
  readonly of: string;
  readonly shown: number;
  readonly accepted: number;
  readonly overridden: number;
  readonly acceptance: number | null;
}

export function feedbackFigures({ cards, feedback }: ReportRows): FeedbackFigures {
  const accepted = sum(feedback, 'accepted');
  const overridden = sum(feedback, 'overridden');
  const overrides = feedback.filter(({ outcome }) => outcome === 'overridden');
  const known = feedback.filter((one) => one.known);
  const grouped = (
    keyOf: (row: { day: string; template: string; drug: string }) => string,
  ): readonly Outcomes[] => {
    const shown = new Map(tally(cards, keyOf));
    return [...new Set([...shown.keys(), ...known.map(keyOf)])]
      .map((of) =>
        outcomesOf(
          of,
          shown.get(of) ?? 0,
          known.filter((one) => keyOf(one) === of),
        ),
      )
      .sort((a, b) => b.shown - a.shown || (a.of < b.of ? -1 : 1));
  };
  return {
    cardsShown: cards.reduce((total, { count }) => total + count, 0),
    accepted,
    overridden,
    unknownCards: feedback.reduce((total, one) => total + (one.known ? 0 : one.count), 0),
    acceptance: share(accepted, accepted + overridden),
    byReason: tally(overrides, ({ reason, criterion }) => `${reason}\n${criterion}`).map(([key, count]) => {
      const [reason = '', criterion = ''] = key.split('\n');
      return { reason, criterion, count };
    }),
    byCard: grouped(({ template }) => template),
    byDrug: grouped(({ drug }) => drug),
    byWeek: grouped(({ day }) => mondayOf(day)).toSorted((a, b) => (a.of < b.of ? -1 : 1)),
  };
}

function outcomesOf(of: string, shown: number, feedback: readonly FeedbackCount[]): Outcomes {
  const accepted = sum(feedback, 'accepted');
  const overridden = sum(feedback, 'overridden');
  return { of, shown, accepted, overridden, acceptance: share(accepted, accepted + overridden) };
}

function sum(feedback: readonly FeedbackCount[], wanted: FeedbackCount['outcome']): number {
  return feedback.reduce((total, { outcome, count }) => total + (outcome === wanted ? count : 0), 0);
}
