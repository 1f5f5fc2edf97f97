/** Failures and progress, each said once, where it happened. */
import type { Failure } from '../api/http.js';

export function FailureNotice({
  failure,
  retry,
}: {
  readonly failure: Failure;
  readonly retry?: (() => void) | undefined;
}) {
  return (
    <div class="notice failure" role="alert">
      <p>
        <strong>{failure.message}</strong> {failure.hint}
      </p>
      {retry && (
        <button type="button" onClick={retry}>
          Try again
        </button>
      )}
    </div>
  );
}

/** Shows itself after a moment only (styles.css), so that quick answers do not flicker. */
export function Progress({ what }: { readonly what: string }) {
  return (
    <div class="progress" role="status">
      <span class="bar" aria-hidden="true" />
      {what}
    </div>
  );
}
