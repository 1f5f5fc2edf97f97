/** From sightings to one class: the first rung that resolves wins, a contradiction on one rung leaves it unresolved. */
import { agreed, type Sighting } from './sighting.js';
import type { SiteClass } from './types.js';

export interface SiteVerdict {
  readonly siteClass: SiteClass;
  readonly rung?: number;
  /** What decided; for a contradiction what contradicts. */
  readonly deciding: readonly Sighting[];
  readonly conflict: boolean;
}

/** @param sightings in any order */
export function decideSite(sightings: readonly Sighting[]): SiteVerdict {
  const open: Sighting[] = [];
  for (let rung = rungAbove(-1, sightings); rung !== undefined; rung = rungAbove(rung, sightings)) {
    const here = sightings.filter((sighting) => sighting.rung === rung);
    const heard = open.length === 0 ? here : [...open, ...here];
    const { meaning, conflict } = agreed(heard.map((sighting) => sighting.meaning));
    if (conflict || here.some((sighting) => sighting.conflict === true)) {
      const deciding = heard.filter((one) => speaks(one) || one.conflict === true);
      return { siteClass: 'UNRESOLVED', deciding, conflict: true };
    }
    const { siteClass } = meaning;
    for (const sighting of here) if (sighting.meaning.among !== undefined) open.push(sighting);
    if (siteClass === 'UNRESOLVED') continue;
    const deciding = [...open, ...here].filter(speaks);
    if (meaning.weak !== true) return { siteClass, rung, deciding, conflict: false };

    const later = sightings.filter(
      (one) => one.rung > rung && isResolved(one) && one.meaning.siteClass !== siteClass,
    );
    const [contrary] = [...later].sort((a, b) => a.rung - b.rung);
    if (!contrary) return { siteClass, rung, deciding, conflict: false };
    // A hospital's pharmacy also serves its wards: an inpatient order does not contradict it, it says more.
    if (contrary.meaning.siteClass === 'OUT_OF_SCOPE') {
      return { siteClass: 'OUT_OF_SCOPE', rung: contrary.rung, deciding: [contrary], conflict: false };
    }
    return { siteClass: 'UNRESOLVED', deciding: [...deciding, contrary], conflict: true };
  }
  return { siteClass: 'UNRESOLVED', deciding: open, conflict: false };
}

/** The next rung that anything was seen on; undefined above the last. */
function rungAbove(below: number, sightings: readonly Sighting[]): number | undefined {
  let next: number | undefined;
  for (const { rung } of sightings) if (rung > below && (next === undefined || rung < next)) next = rung;
  return next;
}

export function isResolved({ meaning }: Sighting): boolean {
  return meaning.siteClass !== 'UNRESOLVED';
}

function speaks(sighting: Sighting): boolean {
  return isResolved(sighting) || sighting.meaning.among !== undefined;
}
