/**
 * What the service asks an EHR for without waiting for an answer, step by step. No clock is involved, so a slow machine counts the same
 * steps: the answers of a step are held back until nothing more is asked, which is told by turns of the event loop the two share.
 */
import type { FhirServer } from './fhir-server.js';

/** Of the event loop, with nothing asked. A request that is on its way takes a few. */
const QUIET_TURNS = 25;

/** Paths of each step, growing as they are asked; the metadata, which nobody waits for, left out. */
export function readingSteps(ehr: FhirServer): readonly (readonly string[])[] {
  const steps: string[][] = [];
  let waiting: (() => void)[] = [];

  const answerTogether = async (step: readonly string[]): Promise<void> => {
    let seen = 0;
    for (let turns = 0; turns < QUIET_TURNS; turns += 1) {
      if (step.length > seen) turns = 0;
      seen = step.length;
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    const answered = waiting;
    waiting = [];
    for (const answer of answered) answer();
  };

  ehr.fail('*', {
    when: ({ path }) => path !== 'metadata',
    held: ({ path }) =>
      new Promise((answer) => {
        const step = waiting.length > 0 ? steps.at(-1) : undefined;
        waiting.push(answer);
        if (step) return void step.push(path);
        const first = [path];
        steps.push(first);
        void answerTogether(first);
      }),
  });
  return steps;
}
