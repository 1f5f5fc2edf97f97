/** Search over the drugs: a text field with a list of what fits, as the ARIA pattern "combobox" has it. */
import { useEffect, useId, useState } from 'preact/hooks';
import type { DrugHit } from '../../../src/sandbox/drug-search.js';
import type { DrugChoice } from '../../../src/sandbox/stories.js';
import { asFailure, isAbort } from '../api/http.js';
import { findDrugs } from '../api/sandbox.js';

interface Props {
  readonly drug: DrugChoice | undefined;
  readonly choose: (drug: DrugChoice) => void;
}

/** Milliseconds without a key before the list is asked for. */
const PAUSE = 120;

export function DrugPicker({ drug, choose }: Props) {
  const [query, setQuery] = useState<string>();
  const [hits, setHits] = useState<readonly DrugHit[]>();
  const [at, setAt] = useState(0);
  const [said, setSaid] = useState('');
  const id = useId();
  const isOpen = query !== undefined && hits !== undefined && hits.length > 0;

  useEffect(() => {
    setHits(undefined);
    setAt(0);
    setSaid('');
    if (query === undefined || query.trim() === '') return;
    const control = new AbortController();
    const timer = setTimeout(() => {
      findDrugs(query, control.signal).then(
        (found) => {
          setHits(found);
          setSaid(found.length === 0 ? 'No drug has this name or code.' : `${found.length} drugs`);
        },
        (error: unknown) => {
          if (!isAbort(error)) setSaid(asFailure(error).message);
        },
      );
    }, PAUSE);
    return () => {
      clearTimeout(timer);
      control.abort();
    };
  }, [query]);

  const take = (hit: DrugHit | undefined) => {
    if (!hit) return;
    setQuery(undefined);
    choose(hit.coding);
  };
  const onKey = (event: KeyboardEvent) => {
    const last = (hits?.length ?? 0) - 1;
    if (event.key === 'ArrowDown') setAt(Math.min(at + 1, last));
    else if (event.key === 'ArrowUp') setAt(Math.max(at - 1, 0));
    else if (event.key === 'Enter' && isOpen) take(hits[at]);
    else if (event.key === 'Escape') setQuery(undefined);
    else return;
    event.preventDefault();
  };

  return (
    <div class="drug">
      <label for={`${id}-drug`}>Drug</label>
      <input
        id={`${id}-drug`}
        role="combobox"
        aria-expanded={isOpen}
        aria-controls={`${id}-hits`}
        aria-autocomplete="list"
        {...(isOpen && { 'aria-activedescendant': `${id}-hit-${at}` })}
        autocomplete="off"
        spellcheck={false}
        placeholder="name, brand or code"
        value={query ?? drug?.display ?? ''}
        onFocus={(event) => event.currentTarget.select()}
        onInput={(event) => setQuery(event.currentTarget.value)}
        onKeyDown={onKey}
        onBlur={() => setQuery(undefined)}
      />
      <ul id={`${id}-hits`} role="listbox" aria-label="Drugs" hidden={!isOpen}>
        {(hits ?? []).map((hit, index) => (
          <li
            key={hit.coding.system + hit.coding.code}
            id={`${id}-hit-${index}`}
            role="option"
            aria-selected={index === at}
            // The field would lose the focus, and the list close, before the click arrives.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => take(hit)}
          >
            {hit.label} <span class="quiet">{hit.why}</span>
          </li>
        ))}
      </ul>
      <p class="hint" role="status">
        {said}
      </p>
    </div>
  );
}
