/** How long each step of a hook call took, told to whoever tries the sandbox (W3C Server-Timing). Production tells nobody. */
import type { Stage } from '../stages.js';

type Lap = (stage: Stage) => void;

export interface ServerTiming {
  /** The stopwatch it was made with, which it also listens to. */
  readonly lap: Lap;
  /** `parse;dur=0.8, read;dur=12.1, …, total;dur=14.0`, in milliseconds. */
  header(): string;
}

/** @param lap counts the step for the metrics */
export function serverTiming(lap: Lap): ServerTiming {
  const begun = performance.now();
  const parts: string[] = [];
  let from = begun;
  return {
    lap: (stage) => {
      lap(stage);
      const now = performance.now();
      parts.push(part(stage, now - from));
      from = now;
    },
    header: () => [...parts, part('total', performance.now() - begun)].join(', '),
  };
}

function part(name: string, ms: number): string {
  return `${name};dur=${ms.toFixed(1)}`;
}
