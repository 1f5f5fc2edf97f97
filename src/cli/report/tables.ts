/** The tables of a report, the same for the terminal and for the page. */
import type { Outcomes } from './feedback.js';
import { DETERMINATIONS, type Report } from './summarise.js';

export interface Table {
  readonly title: string;
  /** Says what the figures mean where that is not obvious. */
  readonly note?: string;
  /** The first column is text, the others are figures. */
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export const NOTHING = '–';

export interface ReportTables {
  readonly overview: Table;
  readonly causes: Table;
  readonly weeks: Table;
  readonly reasons: Table;
  readonly cards: Table;
  readonly drugs: Table;
  readonly feedbackWeeks: Table;
  readonly latency: Table;
  readonly latencyWeeks: Table;
}

export function tablesOf({ calls, answers, feedback, latency }: Report): ReportTables {
  return {
    overview: {
      title: 'Overview',
      columns: ['', 'count'],
      rows: [
        ['calls', count(calls.total)],
        ['  answered with an error', count(calls.refused)],
        ['  of clients in silent mode', count(calls.silentMode)],
        ['answers, one for each order', count(answers.total)],
        ['  that said nothing', count(answers.silent)],
        ['  the policy applied to', count(answers.applicable)],
        ['  of these, unknown', `${count(answers.unknown)} (${percent(answers.unknownRate)})`],
        ['cards shown', count(feedback.cardsShown)],
        ['feedback: accepted', count(feedback.accepted)],
        ['feedback: overridden', count(feedback.overridden)],
        ['feedback on unknown cards', count(feedback.unknownCards)],
        ['acceptance', percent(feedback.acceptance)],
      ],
    },
    causes: {
      title: 'Answers by determination and cause',
      columns: ['determination: cause', 'answers', 'share'],
      rows: answers.byCause.map((one) => [
        `${one.determination}: ${one.cause || NOTHING}`,
        count(one.count),
        percent(one.count / answers.total),
      ]),
    },
    weeks: {
      title: 'Answers by week',
      note: 'Unknown: needs-documentation and insufficient-context, of the answers that are not not-applicable.',
      columns: ['week of', ...DETERMINATIONS, 'silent', 'unknown'],
      rows: answers.byWeek.map(({ week, counts, silent, unknownRate }) => [
        week,
        ...DETERMINATIONS.map((one) => count(counts[one])),
        count(silent),
        percent(unknownRate),
      ]),
    },
    reasons: {
      title: 'Overrides by reason',
      note: 'The criterion is the exception of the policy that the reason stands for.',
      columns: ['reason', 'criterion', 'overrides'],
      rows: feedback.byReason.map((one) => [
        one.reason || 'none given',
        one.criterion || NOTHING,
        count(one.count),
      ]),
    },
    cards: outcomes('Cards', 'card', feedback.byCard),
    drugs: outcomes('Cards by drug', 'drug', feedback.byDrug),
    feedbackWeeks: outcomes('Cards by week', 'week of', feedback.byWeek),
    latency: {
      title: 'Milliseconds to answer, by hook',
      columns: ['hook', 'calls', 'p50', 'p90', 'p95', 'p99', 'longest'],
      rows: latency.byHook.map(({ hook, ...of }) => [hook, count(of.calls), ...times(of)]),
    },
    latencyWeeks: {
      title: 'Milliseconds to answer, by week',
      columns: ['hook, week of', 'calls', 'p50', 'p90', 'p95', 'p99', 'longest'],
      rows: latency.byWeek.map(({ hook, week, ...of }) => [
        `${hook}, ${week}`,
        count(of.calls),
        ...times(of),
      ]),
    },
  };
}

function outcomes(title: string, of: string, rows: readonly Outcomes[]): Table {
  return {
    title,
    note: 'Acceptance: accepted, of the cards with feedback. A card that is ignored sends none.',
    columns: [of, 'shown', 'accepted', 'overridden', 'acceptance'],
    rows: rows.map((one) => [
      one.of || NOTHING,
      count(one.shown),
      count(one.accepted),
      count(one.overridden),
      percent(one.acceptance),
    ]),
  };
}

function times(of: {
  readonly p50: number;
  readonly p90: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}): readonly string[] {
  return [of.p50, of.p90, of.p95, of.p99, of.max].map((ms) => ms.toFixed(1));
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}

function percent(part: number | null): string {
  return part === null || Number.isNaN(part) ? NOTHING : `${(part * 100).toFixed(1)} %`;
}
