/** Everything the core knows besides the call and the chart: policies, drug tables, payers, directories. Compiled once at start. */
import type { StatusFilters } from './chart/standing.js';
import type { PayerKnowledge } from './coverage/types.js';
import type { DrugTables } from './drug/tables.js';
import type { CompiledPolicy } from './policy/policy.js';
import type { SiteMap } from './site/site-map.js';
import type { ProviderDirectory } from './site/types.js';

/** A policy with the drug list it governs. */
export interface PolicyKnowledge {
  readonly policy: CompiledPolicy;
  readonly tables: DrugTables;
}

export interface Knowledge {
  /** Not empty; the first is asked when it is not yet known whose coverage applies. */
  readonly policies: readonly PolicyKnowledge[];
  /** Not empty; the first stands in where coverage is assumed. */
  readonly payers: readonly PayerKnowledge[];
  /** By payer id. */
  readonly directories: ReadonlyMap<string, ProviderDirectory>;
  readonly siteMap: SiteMap;
  readonly statusFilters: StatusFilters;
  /** ASSUME_COVERAGE: evaluate as if the first payer covered a patient for whom a look found no Coverage. */
  readonly assumeCoverage: boolean;
}
