/** The criteria that carry a determination: those that are met, or those that keep the question open. */
import type { Determination } from '../decision.js';
import type { Evaluation } from '../policy/evaluate.js';
import type { NodeResult } from '../policy/result.js';
import type { Truth } from '../truth.js';

/** Ids, parents before children; empty when nothing is met and nothing is open. */
export function decidingCriteria(evaluation: Evaluation, determination: Determination): readonly string[] {
  const failed = evaluation.facility.filter(
    ({ result }) => result.standing === 'evaluated' && result.truth !== 'met',
  );
  const facility = failed.flatMap(({ result }) => result.node.id ?? []);
  if (determination === 'not-met') return facility;
  const wanted: Truth = determination === 'needs-documentation' ? 'needs-documentation' : 'met';
  const open = determination === 'needs-documentation' ? facility : [];
  return [...open, ...withValue(evaluation[evaluation.kind], wanted)];
}

/** The node and its descendants along the path of that value. */
export function withValue(result: NodeResult, wanted: Truth): readonly string[] {
  if (result.truth !== wanted || result.standing !== 'evaluated') return [];
  const below = result.children.flatMap((child) => withValue(child, wanted));
  return [...(result.node.id === undefined ? [] : [result.node.id]), ...below];
}
