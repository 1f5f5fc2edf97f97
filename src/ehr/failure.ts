/** Why a read did not give what was asked for, in a few words that are safe to store: no PHI, no URL, no token. */
export class ReadFailure extends Error {
  override readonly name = 'ReadFailure';
  /** HTTP status of the answer, when there was one. */
  readonly status: number | undefined;
  /** What the server asked to wait before trying again, in milliseconds. */
  readonly retryAfterMs: number | undefined;

  constructor(
    reason: string,
    answer: { readonly status?: number; readonly retryAfterMs?: number | undefined } = {},
  ) {
    super(reason);
    this.status = answer.status;
    this.retryAfterMs = answer.retryAfterMs;
  }
}

export function tooLarge(maxBytes: number): ReadFailure {
  return new ReadFailure(`answer larger than ${maxBytes} bytes`);
}

/** Any thrown value as a failure; what a platform error says is not passed on, it may name hosts and addresses. */
export function failureOf(error: unknown): ReadFailure {
  if (error instanceof ReadFailure) return error;
  return new ReadFailure('network error');
}
