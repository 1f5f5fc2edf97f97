/** What may be read for a reference: nothing of another server, where the same id is another resource. */
import { describe, expect, test } from '@jest/globals';
import { Chart } from '../../../src/core/chart/chart.js';
import { readable } from '../../../src/core/chart/references.js';

const chart = Chart.empty('https://ehr.example.org/fhir');
const medication = { resourceType: 'Medication', id: '1' };

describe('a reference can be read', () => {
  test.each(['Medication/1', 'https://ehr.example.org/fhir/Medication/1', 'Medication/1/_history/2'])(
    'when it is of the call’s own server: %s',
    (reference) => {
      expect(readable({ reference }, chart)).toEqual(medication);
    },
  );

  test.each([
    'https://elsewhere.example.org/fhir/Medication/1',
    'https://ehr.example.org/fhir-test/Medication/1',
    'https://ehr.example.org/other/Medication/1',
    'urn:uuid:8f1c6f1e-0000-4000-8000-000000000001',
    'Medication?identifier=1',
    '#med',
  ])('not otherwise: %s', (reference) => {
    expect(readable({ reference }, chart)).toBeUndefined();
  });

  test('where no server is known, an absolute reference is as good as a relative one', () => {
    expect(readable({ reference: 'https://ehr.example.org/fhir/Medication/1' }, Chart.empty())).toEqual(
      medication,
    );
  });
});
