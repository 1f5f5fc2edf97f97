/** Mistakes in data files, collected so that a start reports all of them at once, each with file and line. */

export interface KnowledgeFault {
  readonly file: string;
  /** From 1; 0 when the fault has no place in the file. */
  readonly line: number;
  readonly message: string;
}

/** Stops the start. `message` has one line per fault: `cards/met.yaml:12: …`. */
export class KnowledgeError extends Error {
  readonly faults: readonly KnowledgeFault[];

  constructor(faults: readonly KnowledgeFault[]) {
    super(faults.map((fault) => `${fault.file}:${fault.line}: ${fault.message}`).join('\n'));
    this.name = 'KnowledgeError';
    this.faults = faults;
  }
}
