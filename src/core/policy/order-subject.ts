/** An order as the subject of questions. What a question does not look at is never worked out: an unlisted drug resolves no coverage. */
import type { HookCall } from '../call.js';
import type { Chart } from '../chart/chart.js';
import type { Facts } from '../chart/facts.js';
import { resolveCoverage } from '../coverage/resolve.js';
import type { CoverageResult, PayerKnowledge } from '../coverage/types.js';
import type { DrugTables } from '../drug/tables.js';
import type { DrugResolution } from '../drug/types.js';
import type { Knowledge } from '../knowledge.js';
import type { Order } from '../orders/types.js';
import { resolveSite } from '../site/resolve.js';
import type { SiteMap } from '../site/site-map.js';
import type { ProviderDirectory, SiteResult } from '../site/types.js';
import type { AdverseEventCase } from './adverse-events.js';
import { CriterionResults } from './criterion-results.js';
import type { JudgedEvent } from './each-adverse-event.js';
import { exposuresOf, type Exposure } from './exposures.js';
import type { Subject } from './subject.js';

interface Worked {
  coverage?: CoverageResult;
  site?: SiteResult;
  exposures?: readonly Exposure[];
}

export class OrderSubject implements Subject {
  readonly order: Order;
  readonly drug: DrugResolution;
  readonly tables: DrugTables;
  readonly patientId: string;
  readonly facts: Facts;
  readonly siteMap: SiteMap;
  readonly results = new CriterionResults();
  readonly judged: JudgedEvent[] = [];
  // Not #private: a subject with an event in hand inherits all of this (see withEvent).
  private readonly call: HookCall;
  private readonly knowledge: Knowledge;
  private readonly worked: Worked = {};

  constructor(
    call: HookCall,
    knowledge: Knowledge,
    facts: Facts,
    resolved: { readonly order: Order; readonly drug: DrugResolution; readonly tables: DrugTables },
  ) {
    this.order = resolved.order;
    this.drug = resolved.drug;
    this.tables = resolved.tables;
    this.patientId = call.patientId;
    this.facts = facts;
    this.siteMap = knowledge.siteMap;
    this.call = call;
    this.knowledge = knowledge;
  }

  get coverage(): CoverageResult {
    const { payers, assumeCoverage } = this.knowledge;
    return (this.worked.coverage ??= resolveCoverage(this.order, this.patientId, this.chart, payers, {
      assumeCoverage,
    }));
  }

  get payer(): PayerKnowledge | undefined {
    return this.coverage.payer;
  }

  get directory(): ProviderDirectory | undefined {
    return this.payer && this.knowledge.directories.get(this.payer.id);
  }

  get site(): SiteResult {
    return (this.worked.site ??= resolveSite(
      this.order,
      this.chart,
      this.siteMap,
      this.directory,
      this.call.encounterId,
    ));
  }

  get exposures(): readonly Exposure[] {
    return (this.worked.exposures ??= exposuresOf(this.facts, this.drug, this.tables));
  }

  withEvent(event: AdverseEventCase): Subject {
    return Object.create(this, { event: { value: event } }) as Subject;
  }

  /** The same order as if it were to be given at another site. */
  atSite(site: SiteResult): Subject {
    return Object.create(this, {
      site: { value: site },
      results: { value: new CriterionResults(this.results) },
    }) as Subject;
  }

  private get chart(): Chart {
    return this.facts.chart;
  }
}
