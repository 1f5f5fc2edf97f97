/** The facts that can be changed. An empty field leaves the chart as it is. */
import { useId, useRef } from 'preact/hooks';
import type { Catalog } from '../../../src/sandbox/catalog.js';
import { SITES, type Changes } from '../choose/choices.js';

interface Props {
  readonly sites: Catalog['sites'];
  readonly changes: Changes;
  readonly change: (changes: Changes) => void;
}

export function WhatIfForm({ sites, changes, change }: Props) {
  const id = useId();
  const first = useRef<HTMLSelectElement>(null);
  const { site, lvef, postalCode, lastDoseDate, removeAllergies } = changes;
  /** Takes one change out, and puts another value in when there is one. */
  const set = (name: keyof Changes, value: Partial<Changes>) => {
    const others = Object.fromEntries(Object.entries(changes).filter(([key]) => key !== name));
    change({ ...others, ...value });
  };
  return (
    <form class="changes" onSubmit={(event) => event.preventDefault()}>
      <div>
        <label for={`${id}-site`}>Site</label>
        <select
          ref={first}
          id={`${id}-site`}
          value={site ?? ''}
          onChange={({ currentTarget: { value } }) => {
            const found = SITES.find((one) => one === value);
            set('site', found ? { site: found } : {});
          }}
        >
          <option value="">as ordered</option>
          {sites.map((one) => (
            <option key={one.id} value={one.id}>
              {one.title}
            </option>
          ))}
        </select>
      </div>
      <div>
        <label for={`${id}-lvef`}>Ejection fraction, %</label>
        <input
          id={`${id}-lvef`}
          type="number"
          min={0}
          max={100}
          step={1}
          placeholder="as charted"
          value={lvef ?? ''}
          onInput={({ currentTarget: { value, validity } }) => {
            if (validity.valid) set('lvef', value === '' ? {} : { lvef: Number(value) });
          }}
        />
      </div>
      <div>
        <label for={`${id}-zip`}>Patient's ZIP code</label>
        <input
          id={`${id}-zip`}
          inputMode="numeric"
          maxLength={5}
          placeholder="as charted"
          defaultValue={postalCode ?? ''}
          key={postalCode === undefined ? 'none' : 'some'}
          onInput={({ currentTarget: { value } }) => {
            if (/^\d{5}$/.test(value)) set('postalCode', { postalCode: value });
            else if (value === '' && postalCode !== undefined) set('postalCode', {});
          }}
        />
      </div>
      <div>
        <label for={`${id}-dose`}>Last dose</label>
        <input
          id={`${id}-dose`}
          type="date"
          value={lastDoseDate ?? ''}
          onInput={({ currentTarget: { value } }) =>
            set('lastDoseDate', value === '' ? {} : { lastDoseDate: value })
          }
        />
      </div>
      <label class="check">
        <input
          type="checkbox"
          checked={lastDoseDate === null}
          onChange={({ currentTarget: { checked } }) =>
            set('lastDoseDate', checked ? { lastDoseDate: null } : {})
          }
        />
        Never given before
      </label>
      <label class="check">
        <input
          type="checkbox"
          checked={removeAllergies === true}
          onChange={({ currentTarget: { checked } }) =>
            set('removeAllergies', checked ? { removeAllergies: true } : {})
          }
        />
        No allergies and reactions
      </label>
      {Object.keys(changes).length > 0 && (
        <button
          type="button"
          class="plain"
          onClick={() => {
            // The button goes with the changes; the focus must not go with it.
            first.current?.focus();
            change({});
          }}
        >
          Undo the changes
        </button>
      )}
    </form>
  );
}
