/** What a policy is compiled with, and the faults of its author collected on the way. */
import type { ReadRequest } from '../chart/chart.js';
import type { CompiledValueSet } from '../terminology/value-set.js';
import type { NodeDocument, ParameterValue } from './document.js';

/** Path of a member in the policy document, for the loader to turn into a line: `['initial', 'any', 0]`. */
export type DocumentPath = readonly (string | number)[];

export interface Fault {
  readonly path: DocumentPath;
  readonly message: string;
}

export interface Workshop {
  readonly valueSets: ReadonlyMap<string, CompiledValueSet>;
  readonly parameters: ReadonlyMap<string, ParameterValue>;
  readonly faults: Fault[];
  readonly needs: ReadRequest[];
  /** Ids of criteria seen so far, so that a reference to a later or misspelt one is a fault. */
  readonly known: Set<string>;
  /** Names of parameters some node reads: one that nothing reads would be a switch without a wire. */
  readonly used: Set<string>;
  /** Nodes compiled so far: a part that stands in two trees (a YAML alias) reports its faults once. */
  readonly seen: Set<NodeDocument>;
}
