/** Infusion rates of doses, for "given at a lower rate". */
import type { Fact } from '../chart/facts.js';
import { isBefore } from '../chart/moment.js';
import type { FhirResource } from '../fhir.js';
import type { Subject } from './subject.js';

/** Was this dose given slower than the one before it? Compared only in equal units. */
export function isLowerRate(subject: Subject, fact: Fact): boolean {
  const rate = rateOf(fact.resource);
  if (!rate) return false;
  const earlier = subject.exposures
    .map((exposure) => exposure.fact)
    .filter((other) => other !== fact && other.when && fact.when && isBefore(other.when, fact.when) === 'met')
    .map((other) => rateOf(other.resource))
    .filter((other) => other?.unit === rate.unit)
    .at(-1);
  return earlier !== undefined && rate.value < earlier.value;
}

function rateOf(resource: FhirResource): { value: number; unit: string } | undefined {
  const dosage = (resource as { dosage?: { rateRatio?: Ratio; rateQuantity?: Quantity } }).dosage;
  const quantity = dosage?.rateQuantity;
  if (typeof quantity?.value === 'number')
    return { value: quantity.value, unit: quantity.code ?? quantity.unit ?? '' };
  const { numerator, denominator } = dosage?.rateRatio ?? {};
  if (typeof numerator?.value !== 'number' || !denominator?.value) return undefined;
  return {
    value: numerator.value / denominator.value,
    unit: `${numerator.code ?? numerator.unit ?? ''}/${denominator.code ?? denominator.unit ?? ''}`,
  };
}

interface Quantity {
  readonly value?: number;
  readonly unit?: string;
  readonly code?: string;
}

interface Ratio {
  readonly numerator?: Quantity;
  readonly denominator?: Quantity;
}
