/** Work that is done when it is first asked for, and kept. */
import { dayOf } from './days.js';

export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** The charts move with the days, so what is worked out from them holds for one. A failure is not kept. */
export function oncePerDay<T>(clock: () => Date, make: () => Promise<T>): () => Promise<T> {
  let made: { readonly day: string; readonly value: Promise<T> } | undefined;
  return () => {
    const day = dayOf(clock());
    if (made?.day === day) return made.value;
    const value = make();
    made = { day, value };
    value.catch(() => {
      made = undefined;
    });
    return value;
  };
}
