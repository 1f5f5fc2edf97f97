/** D.EVT: is the adverse event in hand (below `eachAdverseEvent`) coded, recent and not in doubt? */
import { EVENT_TYPES } from '../adverse-events.js';
import { only, valueSets } from '../arguments.js';
import { missingKeys, unlessUnseen } from '../availability.js';
import { describeEvent } from '../event-words.js';
import type { QuestionKind } from '../question.js';
import { searchOf } from '../reads.js';
import { answer } from '../result.js';

const EVENT_KEYS = EVENT_TYPES.flatMap((type) => searchOf(type)?.key ?? []);

/** Without an event in hand: not met if everything was visible, else open. */
export const eventCoded: QuestionKind = (args, context) => {
  only(args, [], context);
  return ({ event, facts }) => {
    if (!event) {
      const missing = missingKeys(facts.chart, EVENT_KEYS);
      return answer(unlessUnseen('not-met', missing), { missing });
    }
    const coded = event.matches.some(({ match }) => match.strength === 'strong');
    const certain = coded && event.recent === 'met' && event.fact.standing !== 'unsure';
    return answer(certain ? 'met' : 'needs-documentation', describeEvent(event));
  };
};

/** `eventIn: [sets]`: is the event coded in one of these sets (an anaphylaxis, say)? */
export const eventIn: QuestionKind = (args, context) => {
  only(args, ['value'], context);
  const ids = valueSets(args, 'value', context).map((set) => set.id);
  return ({ event }) => {
    if (!event) return answer('not-met');
    return answer(
      event.matches.some(({ set }) => ids.includes(set.id)) ? 'met' : 'not-met',
      describeEvent(event),
    );
  };
};
