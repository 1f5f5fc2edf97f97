/**
 * Three-valued (Kleene) logic in the words of the contract: `met` is true, `not-met` is false and
 * `needs-documentation` is unknown. "Not met" always means "on the data this service could see".
 */
export type Truth = 'met' | 'not-met' | 'needs-documentation';

/** Kleene OR: met if any is met, else unknown if any is unknown, else not met (also of nothing). */
export function anyOf(values: Iterable<Truth>): Truth {
  let result: Truth = 'not-met';
  for (const value of values) {
    if (value === 'met') return 'met';
    if (value === 'needs-documentation') result = value;
  }
  return result;
}

/** Kleene AND: not met if any is not met, else unknown if any is unknown, else met (also of nothing). */
export function allOf(values: Iterable<Truth>): Truth {
  let result: Truth = 'met';
  for (const value of values) {
    if (value === 'not-met') return 'not-met';
    if (value === 'needs-documentation') result = value;
  }
  return result;
}

/** Kleene NOT: unknown stays unknown. */
export function not(value: Truth): Truth {
  if (value === 'needs-documentation') return value;
  return value === 'met' ? 'not-met' : 'met';
}

/** A plain boolean as a truth value. */
export function truthOf(value: boolean): Truth {
  return value ? 'met' : 'not-met';
}
