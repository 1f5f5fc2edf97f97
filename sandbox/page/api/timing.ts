/** The Server-Timing header of an answer: how long each stage took. */

export interface Stage {
  readonly name: string;
  /** Milliseconds. */
  readonly ms: number;
}

/** `parse;dur=0.4, read;dur=1.0` */
export function stagesOf(header: string): readonly Stage[] {
  return header.split(',').flatMap((part) => {
    const [name = '', ...params] = part.trim().split(';');
    const duration = params.map((param) => /^\s*dur=([\d.]+)\s*$/.exec(param)?.[1]).find(Boolean);
    return name === '' || duration === undefined ? [] : [{ name, ms: Number(duration) }];
  });
}
