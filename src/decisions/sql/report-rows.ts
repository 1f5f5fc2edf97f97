/** The counts of a report. One statement for each table, so the service is not held up between them. */
import type { Determination } from '../../core/decision.js';
import type { AnswerCount, CallCount, CardCount, FeedbackCount, ReportRows } from '../report-rows.js';
import type { Span } from '../store.js';
import type { Driver, Row } from './driver.js';
import { bounds } from './rows.js';

export async function reportRows(driver: Driver, span: Span): Promise<ReportRows> {
  const day = (column: string): string =>
    driver.dialect === 'sqlite'
      ? `substr(${column}, 1, 10)`
      : `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD')`;
  const counted = (
    columns: readonly string[],
    table: string,
    time: string,
    where = '',
  ): Promise<readonly Row[]> => {
    const places = columns.map((_, index) => index + 1).join(', ');
    return driver.all(
      `SELECT ${columns.join(', ')}, count(*) AS count FROM ${table}
       WHERE ${time} >= $1 AND ${time} < $2${where} GROUP BY ${places} ORDER BY ${places}`,
      bounds(span),
    );
  };
  const asDay = (column: string): string => `${day(column)} AS day`;
  const [calls, answers, cards, feedback] = [
    await counted(
      [asDay('received_at'), 'hook', 'status', 'tenths', 'silent_mode'],
      'hook_call',
      'received_at',
    ),
    await counted(
      [asDay('evaluated_at'), 'determination', 'cause', 'drug', 'silent'],
      'decision',
      'evaluated_at',
    ),
    await counted([asDay('served_at'), 'template', 'drug'], 'served_card', 'served_at', ' AND shown = 1'),
    await counted(
      [asDay('at'), 'outcome', 'reason', 'criterion', 'template', 'drug', 'known'],
      'feedback_on_card',
      'at',
    ),
  ];
  return {
    calls: calls.map(callCount),
    answers: answers.map(answerCount),
    cards: cards.map(cardCount),
    feedback: feedback.map(feedbackCount),
  };
}

function callCount(row: Row): CallCount {
  return {
    day: text(row.day),
    hook: text(row.hook),
    status: Number(row.status),
    tenths: Number(row.tenths),
    silentMode: Number(row.silent_mode) === 1,
    count: Number(row.count),
  };
}

function answerCount(row: Row): AnswerCount {
  return {
    day: text(row.day),
    determination: text(row.determination) as Determination,
    cause: text(row.cause),
    drug: text(row.drug),
    silent: Number(row.silent) === 1,
    count: Number(row.count),
  };
}

function cardCount(row: Row): CardCount {
  return { day: text(row.day), template: text(row.template), drug: text(row.drug), count: Number(row.count) };
}

function feedbackCount(row: Row): FeedbackCount {
  return {
    day: text(row.day),
    outcome: text(row.outcome) as FeedbackCount['outcome'],
    reason: text(row.reason),
    criterion: text(row.criterion),
    template: text(row.template),
    drug: text(row.drug),
    known: Number(row.known) === 1,
    count: Number(row.count),
  };
}

function text(value: Row[string] | undefined): string {
  return value === null || value === undefined ? '' : String(value);
}
