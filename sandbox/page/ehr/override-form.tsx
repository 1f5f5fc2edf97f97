/** Keeping the order against the card's advice: the reasons are the policy's exceptions. */
import { useId, useState } from 'preact/hooks';
import type { Card } from '../../../src/cards/types.js';

type Reason = NonNullable<Card['overrideReasons']>[number];

export interface Override {
  readonly reason: Reason;
  readonly comment: string;
}

interface Props {
  readonly reasons: readonly Reason[];
  readonly override: (choice: Override) => void;
}

export function OverrideForm({ reasons, override }: Props) {
  const [code, setCode] = useState('');
  const [comment, setComment] = useState('');
  const id = useId();
  const reason = reasons.find((one) => one.code === code);
  return (
    <details class="override">
      <summary>Keep the order as it is</summary>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (reason) override({ reason, comment: comment.trim() });
        }}
      >
        <label for={`${id}-reason`}>Reason</label>
        <select
          id={`${id}-reason`}
          required
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
        >
          <option value="">Choose a reason</option>
          {reasons.map((one) => (
            <option key={one.code} value={one.code}>
              {one.display}
            </option>
          ))}
        </select>
        <label for={`${id}-comment`}>Comment (optional)</label>
        <input
          id={`${id}-comment`}
          value={comment}
          maxLength={500}
          autocomplete="off"
          onInput={(event) => setComment(event.currentTarget.value)}
        />
        <button type="submit">Keep and tell why</button>
      </form>
    </details>
  );
}
