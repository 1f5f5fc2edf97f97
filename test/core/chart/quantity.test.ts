import { expect, test } from '@jest/globals';
import type { Observation } from 'fhir/r4.js';
import { intervalOf } from '../../../src/core/chart/quantity.js';

const fraction = (value: number): Observation => ({
  resourceType: 'Observation',
  status: 'final',
  code: { text: 'ejection fraction' },
  valueQuantity: { value, unit: '1', code: '1' },
});

test.each([
  [0.29, 29],
  [0.57, 57],
  [0.285, 28.5],
  [1, 100],
])('the fraction %d is %d %%, as it is shown in the form', (value, percent) => {
  expect(intervalOf(fraction(value), '%')).toEqual({ low: percent, high: percent });
});
