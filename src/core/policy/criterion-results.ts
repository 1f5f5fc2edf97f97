/** The results of the criteria evaluated for one order so far, by id. */
import type { NodeResult } from './result.js';

export class CriterionResults {
  readonly #own = new Map<string, NodeResult>();
  readonly #earlier: CriterionResults | undefined;

  /** @param earlier results that hold until a criterion is evaluated anew; they stay as they are */
  constructor(earlier?: CriterionResults) {
    this.#earlier = earlier;
  }

  get(id: string): NodeResult | undefined {
    return this.#own.get(id) ?? this.#earlier?.get(id);
  }

  set(id: string, result: NodeResult): void {
    this.#own.set(id, result);
  }
}
