/** Miles between two points of the Earth, and what a ZIP code is. */

/** Degrees: latitude, longitude. */
export type Position = readonly [number, number];

/** Mean radius. */
const EARTH_MILES = 3958.8;

/** Great-circle distance (haversine), good to half a percent. */
export function milesBetween(from: Position, to: Position): number {
  const latitude = radians(to[0] - from[0]);
  const longitude = radians(to[1] - from[1]);
  const chord =
    Math.sin(latitude / 2) ** 2 +
    Math.cos(radians(from[0])) * Math.cos(radians(to[0])) * Math.sin(longitude / 2) ** 2;
  return 2 * EARTH_MILES * Math.asin(Math.min(1, Math.sqrt(chord)));
}

/** `30303-1234` → `30303`; undefined for anything that is no US ZIP code. */
export function zipOf(value: unknown): string | undefined {
  return typeof value === 'string' ? /^\s*(\d{5})(?:-?\d{4})?\s*$/.exec(value)?.[1] : undefined;
}

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180;
}
