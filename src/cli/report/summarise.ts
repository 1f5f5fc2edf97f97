/** Counts by day → the figures of a report. */
import type { Determination } from '../../core/decision.js';
import type { ReportRows } from '../../decisions/report-rows.js';
import type { Span } from '../../decisions/store.js';
import { feedbackFigures, type FeedbackFigures } from './feedback.js';
import { latencyFigures, type LatencyFigures } from './latency.js';
import { mondayOf, share, tally } from './tally.js';

export interface Report {
  readonly span: Span;
  /** ISO instant */
  readonly madeAt: string;
  readonly calls: {
    readonly total: number;
    /** Answered with an error. */
    readonly refused: number;
    /** Evaluated for clients in silent mode. */
    readonly silentMode: number;
  };
  readonly answers: AnswerFigures;
  readonly feedback: FeedbackFigures;
  readonly latency: LatencyFigures;
}

export interface AnswerFigures {
  readonly total: number;
  /** Answers that said nothing. */
  readonly silent: number;
  /** Answers the policy had something to say about: all but not-applicable. */
  readonly applicable: number;
  /** needs-documentation and insufficient-context. */
  readonly unknown: number;
  /** Unknown of applicable, 0…1; null when there is none. */
  readonly unknownRate: number | null;
  readonly byCause: readonly {
    readonly determination: string;
    readonly cause: string;
    readonly count: number;
  }[];
  readonly byWeek: readonly WeekOfAnswers[];
}

export interface WeekOfAnswers {
  /** Monday: `2026-01-05` */
  readonly week: string;
  readonly counts: Readonly<Record<Determination, number>>;
  readonly silent: number;
  readonly unknownRate: number | null;
}

export const DETERMINATIONS: readonly Determination[] = [
  'met',
  'needs-documentation',
  'not-met',
  'insufficient-context',
  'not-applicable',
];

export function summarise(rows: ReportRows, span: Span, madeAt: Date): Report {
  const calls = (wanted: (one: ReportRows['calls'][number]) => boolean): number =>
    total(rows.calls.filter(wanted));
  return {
    span,
    madeAt: madeAt.toISOString(),
    calls: {
      total: total(rows.calls),
      refused: calls(({ status }) => status >= 400),
      silentMode: calls(({ silentMode }) => silentMode),
    },
    answers: answerFigures(rows.answers),
    feedback: feedbackFigures(rows),
    latency: latencyFigures(rows.calls),
  };
}

function answerFigures(answers: ReportRows['answers']): AnswerFigures {
  const byCause = tally(answers, ({ determination, cause }) => `${determination}\n${cause}`);
  const weeks = [...new Set(answers.map(({ day }) => mondayOf(day)))].sort();
  return {
    total: total(answers),
    silent: total(answers.filter(({ silent }) => silent)),
    ...unknowns(answers),
    byCause: byCause.map(([key, count]) => {
      const [determination = '', cause = ''] = key.split('\n');
      return { determination, cause, count };
    }),
    byWeek: weeks.map((week) => {
      const ofWeek = answers.filter(({ day }) => mondayOf(day) === week);
      return {
        week,
        counts: countsOf(ofWeek),
        silent: total(ofWeek.filter(({ silent }) => silent)),
        unknownRate: unknowns(ofWeek).unknownRate,
      };
    }),
  };
}

function unknowns(
  answers: ReportRows['answers'],
): Pick<AnswerFigures, 'applicable' | 'unknown' | 'unknownRate'> {
  const counts = countsOf(answers);
  const unknown = counts['needs-documentation'] + counts['insufficient-context'];
  const applicable = unknown + counts.met + counts['not-met'];
  return { applicable, unknown, unknownRate: share(unknown, applicable) };
}

function countsOf(answers: ReportRows['answers']): Record<Determination, number> {
  const counts = {
    met: 0,
    'needs-documentation': 0,
    'not-met': 0,
    'insufficient-context': 0,
    'not-applicable': 0,
  };
  for (const { determination, count } of answers) counts[determination] += count;
  return counts;
}

function total(rows: readonly { readonly count: number }[]): number {
  return rows.reduce((sum, { count }) => sum + count, 0);
}
