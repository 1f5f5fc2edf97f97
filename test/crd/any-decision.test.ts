/** Whatever was decided: both versions make a valid answer of it that keeps their invariants, and fed back it is silence. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { MedicationRequest } from '../../src/core/fhir.js';
import { anyDecision } from '../support/arbitrary-decisions.js';
import { runs } from '../support/property-runs.js';
import { render } from './render.js';

test.each(['2.0', '2.2'] as const)('CRD %s', (version) => {
  fc.assert(
    fc.property(anyDecision, (given) => {
      const first = render(version, [given]);
      expect(JSON.parse(first.serialized)).toEqual(JSON.parse(JSON.stringify(first.response)));
      const action = first.response.systemActions?.[0];
      if (!action) return;
      const request = action.resource as MedicationRequest;
      const carrier = { ...given.order.carrier, resource: request };
      const again = render(version, [{ ...given, order: { ...given.order, request, carrier } }]);
      expect(again.response).toEqual(version === '2.0' ? { cards: [], systemActions: [] } : { cards: [] });
      expect(again.assertions).toEqual(first.assertions);
    }),
    runs(40),
  );
});

test('given any decision, then both versions say the same in the same cards', () => {
  fc.assert(
    fc.property(anyDecision, (given) => {
      const words = (['2.0', '2.2'] as const).map((version) =>
        render(version, [given]).response.cards.map(({ summary, detail, indicator, source }) => [
          summary,
          detail,
          indicator,
          source.topic.code,
        ]),
      );
      expect(words[0]).toEqual(words[1]);
    }),
    runs(20),
  );
});
