/** The form was taken; what follows is up to whoever signs. */
import { useEffect, useRef } from 'preact/hooks';
import type { Returned } from './use-forms.js';

interface Props {
  readonly returned: Returned;
  readonly act: string;
  readonly signAgain: () => void;
}

export function ReturnedNotice({ returned, act, signAgain }: Props) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => button.current?.focus(), []);
  return (
    <div class="notice" role="status">
      <p>
        <strong>The form was returned.</strong> {returned.said.join(' ')}
      </p>
      <button ref={button} type="button" class="primary" onClick={signAgain}>
        {act} again
      </button>
    </div>
  );
}
