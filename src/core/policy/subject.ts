/** What a question may look at: one order, what was resolved about it, the chart, and the knowledge that goes with them. */
import type { CoverageResult, PayerKnowledge } from '../coverage/types.js';
import type { Facts } from '../chart/facts.js';
import type { DrugResolution } from '../drug/types.js';
import type { DrugTables } from '../drug/tables.js';
import type { Order } from '../orders/types.js';
import type { ProviderDirectory, SiteResult } from '../site/types.js';
import type { SiteMap } from '../site/site-map.js';
import type { AdverseEventCase } from './adverse-events.js';
import type { CriterionResults } from './criterion-results.js';
import type { JudgedEvent } from './each-adverse-event.js';
import type { Exposure } from './exposures.js';

export interface Subject {
  readonly order: Order;
  readonly drug: DrugResolution;
  readonly coverage: CoverageResult;
  readonly payer?: PayerKnowledge | undefined;
  readonly site: SiteResult;
  readonly directory?: ProviderDirectory | undefined;
  readonly facts: Facts;
  readonly patientId: string;
  readonly tables: DrugTables;
  readonly siteMap: SiteMap;
  /** Doses and orders of the same molecule seen in the chart, oldest first. */
  readonly exposures: readonly Exposure[];
  /** The adverse event in hand below `eachAdverseEvent`. */
  readonly event?: AdverseEventCase | undefined;
  /** The same subject with an adverse event in hand. */
  withEvent(event: AdverseEventCase): Subject;
  /** Criteria already evaluated for this order, by id. */
  readonly results: CriterionResults;
  /** Adverse events already looked at for this order, each with what was found about it. */
  readonly judged: JudgedEvent[];
}
