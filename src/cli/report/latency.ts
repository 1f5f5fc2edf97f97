/** How long calls took, as percentiles (nearest rank) of all calls, not of samples. */
import type { CallCount } from '../../decisions/report-rows.js';
import { mondayOf } from './tally.js';

export interface LatencyFigures {
  readonly byHook: readonly Percentiles[];
  readonly byWeek: readonly (Percentiles & { readonly week: string })[];
}

/** Milliseconds. */
export interface Percentiles {
  readonly hook: string;
  readonly calls: number;
  readonly p50: number;
  readonly p90: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

export function latencyFigures(calls: readonly CallCount[]): LatencyFigures {
  const hooks = [...new Set(calls.map(({ hook }) => hook))].sort();
  const weeks = [...new Set(calls.map(({ day }) => mondayOf(day)))].sort();
  const ofHook = (hook: string): readonly CallCount[] => calls.filter((one) => one.hook === hook);
  return {
    byHook: hooks.map((hook) => percentilesOf(hook, ofHook(hook))),
    byWeek: hooks.flatMap((hook) =>
      weeks
        .map((week) => ({ week, calls: ofHook(hook).filter(({ day }) => mondayOf(day) === week) }))
        .filter((one) => one.calls.length > 0)
        .map((one) => ({ week: one.week, ...percentilesOf(hook, one.calls) })),
    ),
  };
}

function percentilesOf(hook: string, calls: readonly CallCount[]): Percentiles {
  const sorted = calls.toSorted((a, b) => a.tenths - b.tenths);
  const total = sorted.reduce((sum, { count }) => sum + count, 0);
  const at = (part: number): number => {
    let left = Math.max(1, Math.ceil(part * total));
    const found = sorted.find(({ count }) => (left -= count) <= 0);
    return (found?.tenths ?? 0) / 10;
  };
  return { hook, calls: total, p50: at(0.5), p90: at(0.9), p95: at(0.95), p99: at(0.99), max: at(1) };
}
