/**
 * Optional second opinion on what the ordered codes mean. It runs beside the chart reads and can only add a doubt to a
 * decision: the tables decide (facts/drugs.md §7). Only drug codes leave the service.
 */
import { ordersOf, type HookCall } from '../core/call.js';
import type { Chart } from '../core/chart/chart.js';
import { codings, text } from '../core/chart/read.js';
import type { Decision } from '../core/decision.js';
import { disagreement, type AskedCode } from '../core/drug/disagreement.js';
import { readNdc } from '../core/drug/ndc.js';
import { drugCodeSystem } from '../core/drug/systems.js';
import type { DrugTables } from '../core/drug/tables.js';
import type { CodeableConcept } from '../core/fhir.js';
import type { Order } from '../core/orders/types.js';
import { LookUp, type LookUpOptions } from './look-up.js';

/** Codes looked up for one order. */
const MOST_CODES = 4;
/** Orders of one draft that are looked up ahead. */
const MOST_ORDERS = 10;

export interface DrugCrossCheck {
  /** Starts the look-ups for a draft, so that they run while the chart is read. */
  begin(call: HookCall, draft: Chart): void;
  /**
   * The decisions, those about a drug that may be listed with what the service said. An order of an unlisted drug is
   * not kept waiting: it carries a doubt only when the answer is there already. Waits no longer than `signal` allows.
   */
  complete(
    decisions: readonly Decision[],
    tablesOf: (policyId: string | undefined) => DrugTables | undefined,
    signal: AbortSignal,
  ): Promise<readonly Decision[]>;
}

export function createCrossCheck(options: LookUpOptions): DrugCrossCheck {
  const lookUp = new LookUp(options);
  const source = `${options.kind === 'rxnav' ? 'RxNav' : 'The terminology server'} (${new URL(options.url).host})`;

  async function complete(
    decision: Decision,
    tables: DrugTables,
    ended: Promise<'failed'>,
  ): Promise<Decision> {
    const { drug } = decision;
    const waits = drug.outcome !== 'NOT_LISTED' && drug.outcome !== 'UNRESOLVED';
    const asked = askedCodes(decision.order);
    const said = await Promise.all(
      asked.map(async (code) => ({
        code,
        opinion: waits ? await Promise.race([lookUp.ask(code), ended]) : lookUp.soFar(code),
      })),
    );
    const doubts = said.flatMap(({ code, opinion }) =>
      opinion === undefined || opinion === 'failed'
        ? []
        : (disagreement(drug, code, opinion, source, tables) ?? []),
    );
    const unanswered = said.filter(({ opinion }) => opinion === 'failed').map(({ code }) => labelOf(code));
    if (doubts.length === 0 && unanswered.length === 0) return decision;
    const path = unanswered.map((label) => `cross-check of ${label}: no answer`);
    return {
      ...decision,
      drug: { ...drug, doubts: [...drug.doubts, ...doubts], path: [...drug.path, ...path] },
    };
  }

  return {
    begin(call, draft) {
      const { orders } = ordersOf(call, draft);
      for (const code of orders.slice(0, MOST_ORDERS).flatMap(askedCodes)) void lookUp.ask(code);
    },
    complete: (decisions, tablesOf, signal) => {
      const ended = whenAborted(signal);
      return Promise.all(
        decisions.map((decision) => {
          const tables = tablesOf(decision.policy?.id);
          return tables ? complete(decision, tables, ended) : Promise.resolve(decision);
        }),
      );
    },
  };
}

function whenAborted(signal: AbortSignal): Promise<'failed'> {
  if (signal.aborted) return Promise.resolve('failed');
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve('failed'), { once: true });
  });
}

/** The RxNorm and NDC codes of an order, NDCs in 11 digits; one that can be read several ways is not asked about. */
function askedCodes({ concepts, medication }: Order): readonly AskedCode[] {
  const all: readonly (CodeableConcept | undefined)[] = [...concepts, medication?.code];
  const asked = new Map<string, AskedCode>();
  for (const coding of all.flatMap((concept) => codings(concept))) {
    const system = drugCodeSystem(coding.system);
    const code = text(coding.code)?.trim();
    if (code === undefined) continue;
    if (system === 'rxnorm' && /^\d{1,8}$/.test(code)) asked.set(`rxnorm ${code}`, { system, code });
    const shape = system === 'ndc' ? readNdc(code) : undefined;
    const [digits, another] = shape?.kind === 'package' ? shape.candidates : [];
    if (digits !== undefined && another === undefined)
      asked.set(`ndc ${digits}`, { system: 'ndc', code: digits });
  }
  return [...asked.values()].slice(0, MOST_CODES);
}

const labelOf = ({ system, code }: AskedCode): string => `${system} ${code}`;
