/**
 * What one service says about the place, and what follows from it alone. Each drug order of a call asks this of every service of the
 * chart, so it is worked out once per chart: the cost must not be orders times services.
 */
import type { Chart, Obtained } from '../chart/chart.js';
import { keptWith } from '../kept-with.js';
import type { Companion } from '../orders/types.js';
import { decideSite, type SiteVerdict } from './decide.js';
import { serviceSightings } from './ladder.js';
import type { Look, Sighting } from './sighting.js';

export interface ServiceSite {
  readonly sightings: readonly Sighting[];
  readonly verdict: SiteVerdict;
}

interface Known {
  readonly look: Look;
  readonly services: Map<Obtained, ServiceSite>;
}

// A chart never changes; each payer's directory may see its places differently.
const known = keptWith<Chart, Known[]>();

export function siteOfService(companion: Companion, look: Look): ServiceSite {
  const { services } = knownTo(look);
  const before = services.get(companion.obtained);
  if (before) return before;
  const sightings = serviceSightings(companion, look);
  const found = { sightings, verdict: decideSite(sightings) };
  services.set(companion.obtained, found);
  return found;
}

function knownTo(look: Look): Known {
  const all = known.get(look.chart) ?? [];
  const same = all.find((one) => one.look.siteMap === look.siteMap && one.look.directory === look.directory);
  if (same) return same;
  const fresh = { look, services: new Map<Obtained, ServiceSite>() };
  known.set(look.chart, [...all, fresh]);
  return fresh;
}
