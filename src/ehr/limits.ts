/** How much of a call's time and memory reading from the EHR may take (facts: quirks 20 and 23). */
export interface ReadLimits {
  /** One HTTP request, in milliseconds. */
  readonly timeoutMs: number;
  /** Everything one session reads, in milliseconds from its first read. */
  readonly budgetMs: number;
  /** HTTP requests under way at the same time. */
  readonly maxInFlight: number;
  /** Pages of one search. */
  readonly maxPages: number;
  /** Bundle entries of one search, over all its pages. */
  readonly maxEntries: number;
  /** Bytes of one response body, after decompression. */
  readonly maxBytes: number;
}

export const defaultLimits: ReadLimits = {
  timeoutMs: 1500,
  budgetMs: 3500,
  maxInFlight: 6,
  maxPages: 5,
  maxEntries: 2000,
  maxBytes: 5_000_000,
};
