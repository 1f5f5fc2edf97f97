/** Request and answer as they went over the wire, for integrators. */
import type { CdsResponse } from '../../../src/cards/types.js';
import type { HookRequest } from '../api/sandbox.js';
import { CopyButton } from '../parts/copy-button.js';
import { JsonFold } from '../parts/json-fold.js';
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
      <JsonFold title="Request" value={shown}>
        <CopyButton label="Copy as curl" content={() => asCurl(location.origin, endpoint, request)} />
      </JsonFold>
      <JsonFold title="Answer" value={response} />
    </section>
  );
}
