/** A value as JSON, folded until somebody looks. */
import { useState } from 'preact/hooks';
import { CopyButton } from './copy-button.js';

interface Props {
  readonly title: string;
  readonly value: unknown;
  readonly children?: preact.ComponentChildren;
}

export function JsonFold({ title, value, children }: Props) {
  // A chart is long; it is written out only for those who look.
  const [isOpen, setOpen] = useState(false);
  const text = () => JSON.stringify(value, null, 2);
  return (
    <details class="json" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{title} (JSON)</summary>
      <p class="tools">
        <CopyButton label={`Copy ${title.toLowerCase()}`} content={text} />
        {children}
      </p>
      <pre tabIndex={0} role="region" aria-label={`${title} as JSON`}>
        {isOpen && text()}
      </pre>
    </details>
  );
}
