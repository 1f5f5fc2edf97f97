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

/** What is known of an order before any question is asked. */
export interface ResolvedOrder {
  readonly order: Order;
  readonly drug: DrugResolution;
  readonly tables: DrugTables;
}

interface Worked {
  coverage?: CoverageResult;
  site?: SiteResult;
  exposures?: readonly Exposure[];
}

/** The order itself, or the same one seen in another way: with an adverse event in hand, or as if it were to be given elsewhere. */
interface Seen {
  readonly results: CriterionResults;
  readonly judged: JudgedEvent[];
  /** Shared by all that see the same order: what one works out the others know. */
  readonly worked: Worked;
  readonly event?: AdverseEventCase | undefined;
  readonly site?: SiteResult | undefined;
}

export class OrderSubject implements Subject {
  readonly order: Order;
  readonly drug: DrugResolution;
  readonly tables: DrugTables;
  readonly patientId: string;
  readonly facts: Facts;
  readonly siteMap: SiteMap;
  readonly results: CriterionResults;
  readonly judged: JudgedEvent[];
  readonly event: AdverseEventCase | undefined;
  readonly #call: HookCall;
  readonly #knowledge: Knowledge;
  readonly #worked: Worked;
  readonly #elsewhere: SiteResult | undefined;

  constructor(
    call: HookCall,
    knowledge: Knowledge,
    facts: Facts,
    { order, drug, tables }: ResolvedOrder,
    { results, judged, worked, event, site }: Seen = {
      results: new CriterionResults(),
      judged: [],
      worked: {},
    },
  ) {
    this.order = order;
    this.drug = drug;
    this.tables = tables;
    this.patientId = call.patientId;
    this.facts = facts;
    this.siteMap = knowledge.siteMap;
    this.results = results;
    this.judged = judged;
    this.event = event;
    this.#call = call;
    this.#knowledge = knowledge;
    this.#worked = worked;
    this.#elsewhere = site;
  }

  get coverage(): CoverageResult {
    const { payers, assumeCoverage } = this.#knowledge;
    return (this.#worked.coverage ??= resolveCoverage(this.order, this.patientId, this.#chart, payers, {
      assumeCoverage,
    }));
  }

  get payer(): PayerKnowledge | undefined {
    return this.coverage.payer;
  }

  get directory(): ProviderDirectory | undefined {
    return this.payer && this.#knowledge.directories.get(this.payer.id);
  }

  get site(): SiteResult {
    if (this.#elsewhere) return this.#elsewhere;
    return (this.#worked.site ??= resolveSite(
      this.order,
      this.#chart,
      this.siteMap,
      this.directory,
      this.#call.encounterId,
    ));
  }

  get exposures(): readonly Exposure[] {
    return (this.#worked.exposures ??= exposuresOf(this.facts, this.drug, this.tables));
  }

  withEvent(event: AdverseEventCase): OrderSubject {
    return this.#seen(this.results, event, this.#elsewhere);
  }

  /** The same order as if it were to be given at another site. */
  atSite(site: SiteResult): OrderSubject {
    return this.#seen(new CriterionResults(this.results), this.event, site);
  }

  // Not by Object.create: V8 makes a hidden class for each prototype, which keeps the chart alive until the next full collection.
  #seen(
    results: CriterionResults,
    event: AdverseEventCase | undefined,
    site: SiteResult | undefined,
  ): OrderSubject {
    const seen = { results, judged: this.judged, worked: this.#worked, event, site };
    return new OrderSubject(this.#call, this.#knowledge, this.facts, this, seen);
  }

  get #chart(): Chart {
    return this.facts.chart;
  }
}
