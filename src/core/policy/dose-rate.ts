/** Infusion rates of doses, for "given at a lower rate". */
import type { Fact } from '../chart/fact.js';
import { isBefore } from '../chart/moment.js';
import type { FhirResource } from '../fhir.js';
import type { Subject } from './subject.js';

/** Was this dose given slower than the one before it? Compared only in equal units. */
export function isLowerRate({ exposures }: Subject, fact: Fact): boolean {
  const rate = rateOf(fact.resource);
  const { when } = fact;
  if (!rate || !when) return false;
  // Exposures stand in order of time, so the one before is found by going back.
  for (let at = exposures.findIndex((exposure) => exposure.fact === fact) - 1; at >= 0; at -= 1) {
    const other = exposures[at]?.fact;
    const earlier = other && rateOf(other.resource);
    if (earlier?.unit !== rate.unit || !other?.when || isBefore(other.when, when) !== 'met') continue;
    return rate.value < earlier.value;
  }
  return false;
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
