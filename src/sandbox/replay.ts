/** A case asked again: on its own day, with the policies of now. */
import type { CdsResponse } from '../cards/types.js';
import type { Determination } from '../core/decision.js';
import type { DecisionRecord } from '../decisions/record.js';
import type { CaseFile } from './case-file.js';
import { differencesBetween, type Difference } from './differences.js';
import { askFresh, type FreshServices } from './in-process.js';

export interface Replayed {
  readonly same: boolean;
  readonly differences: readonly Difference[];
  readonly response: CdsResponse;
  readonly decisions: readonly DecisionRecord[];
}

/**
 * @param service address of the service that is asked now
 * @throws ServiceError when the call in the file is refused
 */
export async function replay(file: CaseFile, fresh: FreshServices, service: string): Promise<Replayed> {
  const ask = askFresh(fresh, new Set(file.knownAssertions));
  const { response, decisions } = await ask(file.endpoint, file.request, new Date(file.evaluatedAt));
  const { expected, request } = file;
  const differences = [
    ...differencesBetween(expected.determinations, determinationsOf(decisions), request).map(
      ({ path, ...rest }) => ({ path: `determinations.${path}`, ...rest }),
    ),
    ...differencesBetween(
      unaddressed(expected.response, file.service),
      unaddressed(response, service),
      request,
    ),
  ];
  return { same: differences.length === 0, differences, response, decisions };
}

/** The same answer of another installation has other links. */
function unaddressed(response: CdsResponse, service: string): unknown {
  return service === '' ? response : JSON.parse(JSON.stringify(response).replaceAll(service, '{service}'));
}

/** By order reference. */
export function determinationsOf(
  decisions: readonly DecisionRecord[],
): Readonly<Record<string, Determination>> {
  return Object.fromEntries(decisions.map(({ order, determination }) => [order, determination]));
}
