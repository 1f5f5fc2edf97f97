/** What a card offers to do, as buttons; an accepted one stays and says so. */
import { useEffect, useRef } from 'preact/hooks';
import type { Suggestion } from '../../../src/cards/types.js';

interface Props {
  readonly suggestions: readonly Suggestion[];
  /** Choosing one rules the others out (`selectionBehavior`). */
  readonly atMostOne: boolean;
  /** Their uuids. */
  readonly accepted: readonly string[];
  /** Absent: they are only told. */
  readonly accept: ((suggestion: Suggestion) => void) | undefined;
}

export function Suggestions({ suggestions, atMostOne, accepted, accept }: Props) {
  if (suggestions.length === 0) return null;
  const isClosed = atMostOne && accepted.length > 0;
  return (
    <ul class="suggestions">
      {suggestions.map((suggestion) => {
        const isAccepted = accepted.includes(suggestion.uuid);
        if (isAccepted) return <Accepted key={suggestion.uuid} label={suggestion.label} />;
        return (
          <li key={suggestion.uuid}>
            {accept ? (
              <button type="button" disabled={isClosed} onClick={() => accept(suggestion)}>
                {suggestion.label}
              </button>
            ) : (
              suggestion.label
            )}
          </li>
        );
      })}
    </ul>
  );
}

/** Takes over the focus of the button it stands for. */
function Accepted({ label }: { readonly label: string }) {
  const place = useRef<HTMLLIElement>(null);
  useEffect(() => place.current?.focus(), []);
  return (
    <li ref={place} tabIndex={-1} class="accepted">
      <span aria-hidden="true">✓</span> Accepted: {label}
    </li>
  );
}
