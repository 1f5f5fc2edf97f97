/** The stories, each a patient that shows one sentence of the policy. Links, so that each can be shared and opened apart. */
import { useEffect, useRef } from 'preact/hooks';
import type { Catalog } from '../../../src/sandbox/catalog.js';
import type { Choices } from './choices.js';
import { hrefOf } from './use-choices.js';

interface Props {
  readonly stories: Catalog['stories'];
  readonly choices: Choices;
  readonly choose: (next: Choices) => void;
}

export function StoryList({ stories, choices, choose }: Props) {
  const groups = [...new Set(stories.map(({ group }) => group))];
  const nav = useRef<HTMLElement>(null);
  // The list is longer than its window; only it is scrolled, never the page.
  useEffect(() => {
    const current = nav.current?.querySelector<HTMLElement>('[aria-current]');
    if (!nav.current || !current) return;
    const { top, bottom } = nav.current.getBoundingClientRect();
    const place = current.getBoundingClientRect();
    if (place.top < top || place.bottom > bottom) nav.current.scrollTop += place.top - top - 60;
  }, [choices.story]);
  return (
    <nav ref={nav} class="stories" aria-label="Stories">
      {groups.map((group) => (
        <div key={group}>
          <h3>{group}</h3>
          <ul>
            {stories
              .filter((story) => story.group === group)
              .map((story) => (
                <li key={story.id}>
                  <StoryLink
                    to={openStory(story, choices, false)}
                    isCurrent={story.id === choices.story}
                    choose={choose}
                  >
                    {story.title}
                  </StoryLink>
                </li>
              ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}

/** The story as it is told: with its own drug and site, through the hook that is chosen unless it has one. */
export function openStory(
  { id, hook }: Catalog['stories'][number],
  choices: Choices,
  signed: boolean,
): Choices {
  const { crd, prefetch } = choices;
  return { view: 'case', story: id, hook: hook ?? choices.hook, crd, prefetch, signed, whatIf: {} };
}

interface LinkProps {
  readonly to: Choices;
  readonly choose: (next: Choices) => void;
  readonly isCurrent?: boolean;
  readonly class?: string;
  readonly children: preact.ComponentChildren;
}

/** A link within the page; opened in a new tab, it leads to the same. */
export function StoryLink({ to, choose, isCurrent = false, children, class: name = '' }: LinkProps) {
  return (
    <a
      href={hrefOf(to)}
      class={name}
      {...(isCurrent && { 'aria-current': 'page' as const })}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
        event.preventDefault();
        choose(to);
      }}
    >
      {children}
    </a>
  );
}
