/** Request and answer as they went over the wire, for integrators. */
import { useState } from 'preact/hooks';
import type { CdsResponse } from '../../../src/cards/types.js';
import type { HookRequest } from '../api/sandbox.js';
import { CopyButton } from '../parts/copy-button.js';
import { asCurl, withoutToken } from './curl.js';

interface Props {
  readonly endpoint: string;
  readonly request: HookRequest;
  readonly response: CdsResponse;
}

export function CallView({ endpoint, request, response }: Props) {
  const shown = withoutToken(request);
  return (
    <section class="wire" aria-labelledby="wire-title">
      <h3 id="wire-title">The call itself</h3>
      <p>
        <code>POST {endpoint}</code>
      </p>
      <Json title="Request" value={shown}>
        <CopyButton label="Copy as curl" content={() => asCurl(location.origin, endpoint, request)} />
      </Json>
      <Json title="Answer" value={response} />
    </section>
  );
}

function Json({
  title,
  value,
  children,
}: {
  readonly title: string;
  readonly value: unknown;
  readonly children?: preact.ComponentChildren;
}) {
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
