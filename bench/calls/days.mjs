/** Days counted from today, so that the calls mean the same whenever they are made; every day is ten characters long. */
const DAY_MS = 86_400_000;
const today = Date.now();

/** `2026-11-20` */
export function day(fromToday) {
  return new Date(today + fromToday * DAY_MS).toISOString().slice(0, 10);
}

/** `2026-11-20T09:15:00-05:00` */
export function instant(fromToday, time = '09:15:00') {
  return `${day(fromToday)}T${time}-05:00`;
}
