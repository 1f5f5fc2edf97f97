/** Which policy an order falls under: that of its coverage's payer, else the first whose list may hold the drug. */
import type { HookCall } from './call.js';
import type { Chart } from './chart/chart.js';
import { resolveCoverage } from './coverage/resolve.js';
import { resolveDrug } from './drug/resolve.js';
import type { DrugResolution } from './drug/types.js';
import type { DrugTables } from './drug/tables.js';
import type { Knowledge, PolicyKnowledge } from './knowledge.js';
import type { Order } from './orders/types.js';
import type { CompiledPolicy } from './policy/policy.js';

export interface Governed {
  readonly policy: CompiledPolicy;
  readonly tables: DrugTables;
  readonly drug: DrugResolution;
  /** False: the drug is on no list, so nothing else about the order matters. */
  readonly mayBeListed: boolean;
}

export function governing(order: Order, call: HookCall, chart: Chart, knowledge: Knowledge): Governed {
  const resolved = knowledge.policies.map((one) => govern(one, order, chart));
  const candidates = resolved.filter((one) => one.mayBeListed);
  const [first] = candidates.length > 0 ? candidates : resolved;
  if (first === undefined) throw new Error('the service knows no policy');
  if (candidates.length < 2) return first;
  const { payer } = resolveCoverage(order, call.patientId, chart, knowledge.payers, knowledge);
  return candidates.find((one) => one.policy.id === payer?.policyId) ?? first;
}

function govern({ policy, tables }: PolicyKnowledge, order: Order, chart: Chart): Governed {
  const drug = resolveDrug(order, chart, tables);
  const mayBeListed = drug.outcome !== 'NOT_LISTED' && drug.outcome !== 'UNRESOLVED';
  return { policy, tables, drug, mayBeListed };
}
