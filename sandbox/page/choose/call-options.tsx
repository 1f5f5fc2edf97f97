/** How the EHR calls: the hook, the CRD version, and whether it sends the chart along. */
import { useId } from 'preact/hooks';
import { HOOKS, type Choices } from './choices.js';

interface Props {
  readonly choices: Choices;
  readonly choose: (next: Choices) => void;
}

export function CallOptions({ choices, choose }: Props) {
  const id = useId();
  return (
    <div class="options">
      <div>
        <label for={`${id}-hook`}>Hook</label>
        <select
          id={`${id}-hook`}
          value={choices.hook}
          onChange={(event) => {
            const hook = HOOKS.find((one) => one === event.currentTarget.value);
            if (hook) choose({ ...choices, hook });
          }}
        >
          {HOOKS.map((hook) => (
            <option key={hook}>{hook}</option>
          ))}
        </select>
      </div>
      <div>
        <label for={`${id}-crd`}>CRD</label>
        <select
          id={`${id}-crd`}
          value={choices.crd}
          onChange={(event) =>
            choose({ ...choices, crd: event.currentTarget.value === '2.2' ? '2.2' : '2.0' })
          }
        >
          <option>2.0</option>
          <option>2.2</option>
        </select>
      </div>
      <label class="check">
        <input
          type="checkbox"
          checked={choices.prefetch}
          onChange={(event) => choose({ ...choices, prefetch: event.currentTarget.checked })}
        />
        The EHR sends the chart along (prefetch)
      </label>
    </div>
  );
}
