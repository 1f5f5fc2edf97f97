/** The counts a report is made of, grouped by day so that any span and week can be put together from them. */
import type { Determination } from '../core/decision.js';

export interface ReportRows {
  readonly calls: readonly CallCount[];
  readonly answers: readonly AnswerCount[];
  readonly cards: readonly CardCount[];
  readonly feedback: readonly FeedbackCount[];
}

/** `day` everywhere: `2025-10-01`, UTC. */
export interface CallCount {
  readonly day: string;
  readonly hook: string;
  readonly status: number;
  /** Tenths of a millisecond. */
  readonly tenths: number;
  /** Evaluated for a client in silent mode. */
  readonly silentMode: boolean;
  readonly count: number;
}

export interface AnswerCount {
  readonly day: string;
  readonly determination: Determination;
  readonly cause: string;
  readonly drug: string;
  /** The answer said nothing about the order. */
  readonly silent: boolean;
  readonly count: number;
}

/** Cards shown. */
export interface CardCount {
  readonly day: string;
  readonly template: string;
  readonly drug: string;
  readonly count: number;
}

export interface FeedbackCount {
  readonly day: string;
  readonly outcome: 'accepted' | 'overridden';
  /** Empty when none was given. */
  readonly reason: string;
  readonly criterion: string;
  /** Empty when the card is unknown. */
  readonly template: string;
  readonly drug: string;
  readonly known: boolean;
  readonly count: number;
}
