/** The part of a draft that order-select asks about; the rest of the draft still goes with it (HK-06, CRD 2.2 hook-34). */
import { typeAndId } from '../chart/references.js';
import type { DraftEntries } from './entries.js';
import type { Companion, FoundOrders, Order } from './types.js';

/**
 * A selected ServiceRequest selects the drug orders it goes with: the EHR may offer the infusion visit and the drug as
 * two lines of one order set.
 * @param selections `Type/id`; a bare id or a fullUrl is taken as well
 */
export function selectedOf(
  { orders, unusable }: FoundOrders,
  { usable }: DraftEntries,
  selections: readonly string[],
): FoundOrders {
  const names = new Set(selections.map((one) => typeAndId(one) ?? one));
  const named = usable.filter(({ reference, fullUrl, obtained: { resource } }) =>
    [reference, fullUrl, resource.id].some((name) => name !== undefined && names.has(name)),
  );
  const selected = new Set(named.map(({ obtained }) => obtained.reference));
  const isSelected = ({ reference, companions }: Order): boolean =>
    selected.has(reference) || linked(companions).some((one) => selected.has(one.reference));
  const others = orders.filter((order) => !isSelected(order));
  return {
    orders: orders.filter(isSelected).map((order) => withSharers(order, others)),
    unusable: unusable.filter(({ reference }) => reference !== undefined && selected.has(reference)),
  };
}

/** A service that another drug needs too must not be moved with this one, whoever asked. */
function withSharers(order: Order, others: readonly Order[]): Order {
  if (others.length === 0) return order;
  const companions = order.companions.map((companion): Companion => {
    const sharedWith = others.flatMap((other) =>
      linked(other.companions).some(({ reference }) => reference === companion.reference)
        ? [other.reference]
        : [],
    );
    return sharedWith.length > 0 ? { ...companion, sharedWith } : companion;
  });
  return { ...order, companions };
}

function linked(companions: readonly Companion[]): readonly Companion[] {
  return companions.filter(({ link }) => link !== 'same-draft');
}
