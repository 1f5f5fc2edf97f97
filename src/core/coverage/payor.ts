/** Who pays under a Coverage: one of our payers, another one, the patient, or nobody that can be made out (CR-43). */
import type { Chart, Obtained } from '../chart/chart.js';
import { list, text } from '../chart/read.js';
import { readable, resolve, typeAndId } from '../chart/references.js';
import type { Coverage, Identifier, Organization, Reference } from '../fhir.js';
import { isSelfPayType, saysSelfPay } from './line-of-business.js';
import { flatMapped, found } from '../lists.js';
import type { PayerKnowledge } from './types.js';

export type Payor =
  | { readonly kind: 'ours'; readonly payer: PayerKnowledge; readonly code: string }
  /** It has an identifier, and none is ours. */
  | { readonly kind: 'other'; readonly display?: string }
  | { readonly kind: 'self-pay' }
  /** Not given, not read yet, or without any identifier: a name alone identifies nobody. */
  | { readonly kind: 'unreadable' };

export function payorOf(held: Obtained, chart: Chart, payers: readonly PayerKnowledge[]): Payor {
  const coverage = held.resource as Coverage;
  if (isSelfPayType(coverage.type)) return { kind: 'self-pay' };
  const references = list(coverage.payor);
  const identifiers = flatMapped(references, (reference) => identifiersOf(reference, held, chart));
  for (const identifier of identifiers) {
    const payer = payers.find((candidate) => candidate.identifiers.some((ours) => isSame(ours, identifier)));
    if (payer) return { kind: 'ours', payer, code: `${identifier.system}|${identifier.value}` };
  }
  if (references.some((reference) => isPerson(reference) || saysSelfPay(reference.display)))
    return { kind: 'self-pay' };
  if (identifiers.length === 0) return { kind: 'unreadable' };
  const [display] = found(references, (reference) => text(reference.display));
  return display === undefined ? { kind: 'other' } : { kind: 'other', display };
}

/** Payor Organizations that are only referred to: `Type/id` of what could be read. */
export function unreadPayors(held: Obtained, chart: Chart): readonly string[] {
  return found(list((held.resource as Coverage).payor), (reference) => {
    if (resolve(chart, reference, held)) return undefined;
    const target = readable(reference, chart);
    return target?.resourceType === 'Organization' ? `Organization/${target.id}` : undefined;
  });
}

/** Of the reference itself (logical reference) and of the Organization it leads to. */
function identifiersOf(reference: Reference, held: Obtained, chart: Chart): readonly Identifier[] {
  const organization = resolve(chart, reference, held)?.resource as Partial<Organization> | undefined;
  const own = organization?.resourceType === 'Organization' ? list(organization.identifier) : [];
  return [...list(reference.identifier), ...own].filter((identifier) => text(identifier.value) !== undefined);
}

function isSame(ours: { readonly system: string; readonly value: string }, identifier: Identifier): boolean {
  return ours.system === text(identifier.system)?.trim() && ours.value === text(identifier.value)?.trim();
}

function isPerson(reference: Reference): boolean {
  const target = typeAndId(reference.reference);
  return target?.startsWith('Patient/') === true || target?.startsWith('RelatedPerson/') === true;
}
