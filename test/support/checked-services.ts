/** Services whose every answer is held against the invariants of its CRD version, whatever the test that asks looks at. */
import type { HookService } from '../../src/hooks/service.js';
import { answerFaults } from './invariants.js';

export interface CheckedServices {
  readonly services: readonly HookService[];
  /** Throws when any answer so far broke an invariant; such an answer was also held back with 500. */
  verify(): void;
}

export function checkedServices(services: readonly HookService[]): CheckedServices {
  const found: string[] = [];
  return {
    services: services.map((service) => ({
      ...service,
      async answer(request, context) {
        const answer = await service.answer(request, context);
        const ids = new Set(answer.records.map(({ id }) => id));
        const faults = answerFaults(answer.response, service.dialect?.version ?? '2.0', ids);
        if (faults.length === 0) return answer;
        found.push(...faults);
        throw new Error(`The answer breaks invariants: ${faults.join('; ')}`);
      },
    })),
    verify() {
      if (found.length > 0) throw new Error(`Answers broke invariants: ${[...new Set(found)].join('; ')}`);
    },
  };
}
