/** What a person has to do where a click cannot move the order (CR-14: enough text to act without one). */
import { list } from '../core/chart/read.js';
import { typeAndId } from '../core/chart/references.js';
import type { Decision } from '../core/decision.js';
import type { CommonWords } from '../knowledge/card-types.js';
import { fill } from '../knowledge/template.js';
import type { Target } from './changed-order.js';
import { offeredSites } from './offered.js';
import { namesOfDrugs } from './shared-service.js';
import type { Targets } from './subject.js';

/** Undefined when no other site is offered, or when the suggestions do all of it. */
export function byHandOf(
  decisions: readonly Decision[],
  targets: Targets,
  drug: string,
  words: CommonWords,
): string | undefined {
  const [first] = decisions;
  if (!first || offeredSites(first).length === 0) return undefined;
  if (targets.some((target) => !target)) return fill(words.byHand.notInDraft, { drug });
  const sharers = decisions.flatMap((decision, index) => {
    const target = targets[index];
    return target && isHeld(decision, target) ? target.sharers : [];
  });
  if (sharers.length === 0) return undefined;
  return fill(words.byHand.sharedService, { drug, others: namesOfDrugs(sharers, words) });
}

/** The shared service itself names the order, or both belong to one requisition: changing the drug order parts them not. */
function isHeld({ order }: Decision, { shared }: Target): boolean {
  if (!shared) return false;
  const { request, link, reference } = shared;
  const names = [...list(order.request.supportingInformation), ...list(order.request.basedOn)];
  return (
    link === 'group' ||
    !names.some((one) => typeAndId(one.reference) === reference) ||
    list(request.basedOn).some((one) => typeAndId(one.reference) === order.reference)
  );
}
