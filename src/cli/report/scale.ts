/** An axis that begins at 0 and ends at a round number. */

export interface Scale {
  readonly top: number;
  readonly marks: readonly number[];
}

/** Four or five marks at steps of 1, 2 or 5 times a power of ten. */
export function scaleTo(largest: number): Scale {
  if (!(largest > 0)) return { top: 1, marks: [0, 1] };
  const rough = largest / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10);
  const count = Math.ceil(largest / step);
  return { top: step * count, marks: Array.from({ length: count + 1 }, (_, at) => at * step) };
}
