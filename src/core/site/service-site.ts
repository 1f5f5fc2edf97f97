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

interface ServiceSite {
  readonly sightings: readonly Sighting[];
  /** Asked only of services that may be a continuation. */
  verdict: SiteVerdict | undefined;
}

interface Known {
  readonly look: Look;
  readonly services: Map<Obtained, ServiceSite>;
}

// A chart never changes; each payer's directory may see its places differently.
const known = keptWith<Chart, Known[]>();

/** Everything the service says, rung by rung. */
export function sightingsOf(companion: Companion, look: Look): readonly Sighting[] {
  return siteOf(companion, look).sightings;
}

/** What kind of place it says, were it asked alone. */
export function verdictOf(companion: Companion, look: Look): SiteVerdict {
  const site = siteOf(companion, look);
  return (site.verdict ??= decideSite(site.sightings));
}

function siteOf(companion: Companion, look: Look): ServiceSite {
  const { services } = knownTo(look);
  const before = services.get(companion.obtained);
  if (before) return before;
  const found = { sightings: serviceSightings(companion, look), verdict: undefined };
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
