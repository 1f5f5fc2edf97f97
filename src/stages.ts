/** How long each step of a hook call takes. Cheap enough for every call: a step costs well under a microsecond. */
import { Histogram, type Registry } from 'prom-client';

/**
 * `parse`: the body off the wire and out of JSON, and its check. `verify`: who calls. `read`: the chart from the EHR.
 * `decide`: the policy. `answer`: cards, coverage-information and their JSON. `record`: keeping the decision.
 */
export const STAGES = ['parse', 'verify', 'read', 'decide', 'answer', 'record'] as const;
export type Stage = (typeof STAGES)[number];

export interface Stages {
  observe(stage: Stage, seconds: number): void;
  /**
   * A stopwatch for steps that follow each other:
   *
   *     const lap = stages.start();
   *     const call = parse(body);
   *     lap('parse');              // since start
   *     const chart = await read(call);
   *     lap('read');               // since the lap before
   */
  start(): (stage: Stage) => void;
}

/** For callers that measure nothing. */
export const UNTIMED: Stages = { observe: () => undefined, start: () => () => undefined };

export function createStages(registry: Registry): Stages {
  const histogram = new Histogram({
    name: 'cds_stage_duration_seconds',
    help: 'Time of one step of a hook call.',
    labelNames: ['stage'],
    buckets: [0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.05, 0.25, 1, 4.5],
    registers: [registry],
  });
  // Looked up once: finding the series of a label takes longer than counting in it.
  const series = new Map(STAGES.map((stage) => [stage, histogram.labels(stage)] as const));
  const observe = (stage: Stage, seconds: number): void => series.get(stage)?.observe(seconds);
  return {
    observe,
    start: () => {
      let from = performance.now();
      return (stage) => {
        const now = performance.now();
        observe(stage, (now - from) / 1000);
        from = now;
      };
    },
  };
}
