/** What the story teaches, and the one to compare it with: the two that explain the policy lead to each other. */
import type { Catalog } from '../../src/sandbox/catalog.js';
import type { Choices } from './choose/choices.js';
import { openStory, StoryLink } from './choose/story-list.js';

const COUNTERPARTS: Readonly<Record<string, string>> = {
  'heart-failure-25': 'fear-of-needles',
  'heart-failure-45': 'heart-failure-25',
  'reaction-despite-premedication': 'reaction-tolerated-later',
  'reaction-tolerated-later': 'reaction-despite-premedication',
  'first-dose-with-plan': 'first-dose-without-plan',
  'first-dose-without-plan': 'first-dose-with-plan',
  'restart-after-7-months': 'restart-after-5-months',
  'restart-after-5-months': 'restart-after-7-months',
};
const FIRST = 'heart-failure-25';

interface Props {
  readonly stories: Catalog['stories'];
  readonly choices: Choices;
  readonly choose: (next: Choices) => void;
}

export function Lesson({ stories, choices, choose }: Props) {
  const story = stories.find(({ id }) => id === choices.story);
  if (!story) return null;
  const other = stories.find(({ id }) => id === (COUNTERPARTS[story.id] ?? FIRST));
  return (
    <section class="lesson" aria-labelledby="lesson-title">
      <h2 id="lesson-title">{story.title}</h2>
      <p>{story.teaches}</p>
      {other && (
        <StoryLink to={openStory(other, choices, true)} choose={choose} class="counterpart">
          Compare: {other.title}
        </StoryLink>
      )}
    </section>
  );
}
