/** What a form is compiled with: the policy's own workshop, so that `$parameter`, value sets and questions mean the same in both. */
import { compileNode } from '../policy/compile.js';
import type { NodeDocument } from '../policy/document.js';
import { numberOf, parameterised } from '../policy/parameters.js';
import type { NodeResult } from '../policy/result.js';
import type { Subject } from '../policy/subject.js';
import type { DocumentPath, Workshop } from '../policy/workshop.js';
import type { CompiledValueSet } from '../terminology/value-set.js';
import type { FormItem } from './form.js';

/** A question of the policy, asked for the form. */
export type AskNode = (subject: Subject) => NodeResult;

export interface FormWorkshop {
  readonly shop: Workshop;
  /** Criteria of the policy. */
  readonly criteria: ReadonlySet<string>;
}

/** The item at hand, and the place of its `from` in the file. */
export class Place {
  readonly item: FormItem;
  readonly #path: DocumentPath;
  readonly #workshop: FormWorkshop;

  constructor(item: FormItem, path: DocumentPath, workshop: FormWorkshop) {
    this.item = item;
    this.#path = path;
    this.#workshop = workshop;
  }

  fault(message: string): void {
    this.#workshop.shop.faults.push({ path: this.#path, message: `item ${this.item.linkId}: ${message}` });
  }

  ask(node: NodeDocument): AskNode {
    const compiled = compileNode(node, this.#path, this.#workshop.shop);
    return (subject) => compiled.evaluate(subject);
  }

  number(value: number | string, name: string): number {
    const { shop } = this.#workshop;
    return numberOf(parameterised(value, shop, this.#path), name, shop, this.#path);
  }

  sets(ids: readonly string[]): readonly CompiledValueSet[] {
    return ids.flatMap((id) => {
      const set = this.#workshop.shop.valueSets.get(id);
      if (!set) this.fault(`there is no value set "${id}"`);
      return set ?? [];
    });
  }

  criterion(id: string): string {
    if (!this.#workshop.criteria.has(id)) this.fault(`the policy has no criterion "${id}"`);
    return id;
  }

  /** Codes that are options of the item. */
  options(codes: readonly string[]): void {
    for (const code of codes)
      if (!this.item.options?.includes(code)) this.fault(`"${code}" is not one of its options`);
  }

  types(...types: readonly FormItem['type'][]): void {
    if (!types.includes(this.item.type)) this.fault(`is a ${this.item.type}, which this source cannot fill`);
  }
}
