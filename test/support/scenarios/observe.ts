/** What a reply and the decision record say about one order, in the words of a scenario's expectation. */
import type { Card, CdsResponse } from '../../../src/cards/types.js';
import type { CriterionStatus, Determination } from '../../../src/core/decision.js';
import type { DecisionRecord } from '../../../src/decisions/record.js';
import type { ExpectedDecision } from './scenario.js';

const COVERAGE_INFORMATION =
  'http://hl7.org/fhir/us/davinci-crd/StructureDefinition/ext-coverage-information';
const ASSOCIATED = 'davinci-crd.associated-resource';

export interface Observed {
  readonly determination: Determination | undefined;
  readonly criteria: Readonly<Record<string, CriterionStatus | undefined>>;
  readonly nonQualifying: readonly string[];
  readonly cards: readonly Card['indicator'][];
  readonly coverageInformation: boolean;
}

/** The criteria an expectation names, the rest of the answer whole. */
export function observe(
  order: string,
  expected: ExpectedDecision,
  response: CdsResponse,
  record: DecisionRecord | undefined,
): Observed {
  const statuses = new Map(record?.criteria.map(({ id, status }) => [id, status]));
  return {
    determination: record?.determination,
    criteria: Object.fromEntries(Object.keys(expected.criteria).map((id) => [id, statuses.get(id)])),
    nonQualifying: [...(record?.nonQualifying ?? [])].sort(),
    cards: cardsAbout(order, response).map((card) => card.indicator),
    coverageInformation: coverageInformation(order, response),
  };
}

/** The same picture of what is expected. */
export function picture(expected: ExpectedDecision): Observed {
  return {
    determination: expected.determination,
    criteria: expected.criteria,
    nonQualifying: [...(expected.nonQualifying ?? [])].sort(),
    cards: expected.cards.map((card) => card.indicator),
    coverageInformation: expected.coverageInformation,
  };
}

/** The type of the card that only goes with others: what home infusion needs beside the drug (stories/cards-home-orders.test.ts). */
const COMPANION = 'clinical-reminder';

/** Cards on a decision that name the order as theirs; a card that names none is about all of them. */
export function cardsAbout(order: string, response: CdsResponse): readonly Card[] {
  return response.cards.filter((card) => {
    if (card.source.topic.code === COMPANION) return false;
    const associated = card.extension?.[ASSOCIATED];
    if (!Array.isArray(associated)) return true;
    return associated.some(
      (entry: unknown) => entry === order || (entry as { reference?: unknown }).reference === order,
    );
  });
}

/** Does a system action carry coverage-information for the order? */
export function coverageInformation(order: string, response: CdsResponse): boolean {
  return (response.systemActions ?? []).some(({ resource }) => {
    if (resource === undefined || `${resource.resourceType}/${resource.id}` !== order) return false;
    const { extension } = resource as { extension?: { url: string }[] };
    return (extension ?? []).some(({ url }) => url === COVERAGE_INFORMATION);
  });
}
