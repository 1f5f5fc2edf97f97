/** What the service has against the form, one by one. */
import type { Failure } from '../api/http.js';
import { FailureNotice } from '../parts/notice.js';

export function RefusedNotice({ failure }: { readonly failure: Failure }) {
  const { message, details } = failure;
  if (details.length < 2) return <FailureNotice failure={failure} />;
  return (
    <div class="notice failure" role="alert">
      <p>
        <strong>{message}</strong>
      </p>
      <ul class="faults">
        {details.map(({ says }) => (
          <li key={says}>{says}</li>
        ))}
      </ul>
    </div>
  );
}
