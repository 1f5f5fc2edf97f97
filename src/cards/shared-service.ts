/** A ServiceRequest that another drug order of the draft goes with as well: a change of it would move that drug too. */
import type { Decision } from '../core/decision.js';
import { list } from '../core/chart/read.js';
import { typeAndId } from '../core/chart/references.js';
import type { MedicationRequest, Reference } from '../core/fhir.js';
import type { CommonWords } from '../knowledge/card-types.js';
import { enumerated, nameOf } from './chart-text.js';

const NAME = 80;

/** Decisions of the draft outside `group`, which is part of it, whose order goes with the service. `same-draft` is merely there, and says nothing of its place. */
export function sharersOf(
  service: string,
  group: readonly Decision[],
  draft: readonly Decision[],
): readonly Decision[] {
  if (draft.length === group.length) return [];
  const own = new Set(group.map(({ order }) => order.reference));
  return draft.filter(
    ({ order, site }) =>
      !own.has(order.reference) &&
      (site?.writtenAt === service ||
        order.companions.some(({ reference, link }) => reference === service && link !== 'same-draft')),
  );
}

/** `iron sucrose and infliximab`; undefined when there is nobody to name. */
export function namesOfDrugs(decisions: readonly Decision[], words: CommonWords): string | undefined {
  const names: string[] = [];
  for (const { drug } of decisions) {
    const name = nameOf(drug.name, NAME, words.records) ?? words.drug;
    if (!names.includes(name)) names.push(name);
  }
  return names.length > 0 ? enumerated(names, words.and) : undefined;
}

/** The order without its own links to the service, so that the service no longer says where this drug is given. */
export function unlinked(order: MedicationRequest, service: string): MedicationRequest {
  const { supportingInformation, basedOn, ...rest } = order;
  const information = others(supportingInformation, service);
  const basis = others(basedOn, service);
  return {
    ...rest,
    ...(information && { supportingInformation: information }),
    ...(basis && { basedOn: basis }),
  };
}

/** Undefined when none is left: FHIR has no empty lists. What is no list of references stays as it came. */
function others(references: Reference[] | undefined, service: string): Reference[] | undefined {
  if (!Array.isArray(references)) return references;
  if (!list(references).some((one) => typeAndId(one.reference) === service)) return references;
  const kept = list(references).filter((one) => typeAndId(one.reference) !== service);
  return kept.length > 0 ? kept : undefined;
}
