/** The choices live in the page's address; back and forward go through them. */
import { useCallback, useEffect, useState } from 'preact/hooks';
import { fromQuery, toQuery, type Choices } from './choices.js';

export interface ChoiceControl {
  readonly choices: Choices;
  /** A new entry of the browser's history. */
  readonly choose: (next: Choices) => void;
  /** The same entry, with more in it. */
  readonly amend: (next: Choices) => void;
}

export function useChoices(): ChoiceControl {
  const [choices, setChoices] = useState(() => fromQuery(location.search));
  useEffect(() => {
    const follow = () => setChoices(fromQuery(location.search));
    addEventListener('popstate', follow);
    return () => removeEventListener('popstate', follow);
  }, []);
  const choose = useCallback((next: Choices) => {
    history.pushState(null, '', hrefOf(next));
    setChoices(next);
  }, []);
  const amend = useCallback((next: Choices) => {
    history.replaceState(null, '', hrefOf(next));
    setChoices(next);
  }, []);
  return { choices, choose, amend };
}

export function hrefOf(choices: Choices): string {
  return `/?${toQuery(choices)}`;
}
