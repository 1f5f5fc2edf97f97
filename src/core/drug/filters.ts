/**
 * Narrows the codes a drug can have by what else the order and the chart say, in the order of facts/drugs.md §7:
 * day of service, form and strength, route, brand, indication (dialysis), volume, manufacturer. A filter that would
 * leave nothing is not applied, and its doubt is kept. Form and strength: form-filter.ts.
 */
import { onOrAfter, onOrBefore } from '../dates.js';
import { extended } from '../extended.js';
import { entriesOf, narrow, type Candidates, type Keep } from './candidates.js';
import type { DaySpan } from '../dates.js';
import type { OrderedProduct } from './product.js';
import type { DrugTables } from './tables.js';

/** Codes valid on the day of service; a day that straddles a change leaves both. */
export function byDate(
  candidates: Candidates,
  service: DaySpan,
  when: string,
  tables: DrugTables,
): Candidates {
  const valid: Keep = ({ fromDay, untilDay }) =>
    (fromDay === undefined || onOrAfter(service, fromDay) !== 'not-met') &&
    (untilDay === undefined || onOrBefore(service, untilDay) !== 'not-met');
  return narrow(candidates, `service on ${when}`, valid, tables);
}

export function byRoute(candidates: Candidates, { routes }: OrderedProduct, tables: DrugTables): Candidates {
  if (routes.length === 0) return candidates;
  const given: Keep = (entry) => routes.some((route) => entry.routes.includes(route));
  const fits = entriesOf(candidates, tables).some(given);
  if (fits)
    return extended(narrow(candidates, `route ${routes.join(', ')}`, given, tables), { otherForms: false });
  if (candidates.otherForms && routes.every((route) => tables.words.notInjected.has(route))) {
    return { ...candidates, elsewhere: 'not-injected' };
  }
  return narrow(candidates, `route ${routes.join(', ')}`, given, tables);
}

/** Brands named in the order's words. A brand of another drug is the display check's matter, not this filter's. */
export function byBrand(candidates: Candidates, { brands }: OrderedProduct, tables: DrugTables): Candidates {
  const related = brands.filter(({ codes }) =>
    codes.some((code) =>
      candidates.codes.some((own) => tables.codes.get(own)?.molecule === tables.codes.get(code)?.molecule),
    ),
  );
  const fitting = related.filter(({ codes }) => codes.some((code) => candidates.codes.includes(code)));
  const common = candidates.codes.some((code) => fitting.every(({ codes }) => codes.includes(code)));
  if (fitting.length > 1 && !common) {
    const named = [...new Set(fitting.map((brand) => brand.name))].join(', ');
    const doubt = `The words name several brands (${named}); not used.`;
    return { ...candidates, doubts: [...candidates.doubts, doubt] };
  }
  return related.reduce((left, brand) => {
    const named = narrow(left, `brand ${brand.name}`, (entry) => brand.codes.includes(entry.code), tables);
    const decides = !brand.otherForms && left.codes.some((code) => brand.codes.includes(code));
    return decides ? { ...named, otherForms: false } : named;
  }, candidates);
}

/** Dialysis for end-stage renal disease, for codes that are split by it. */
export function byDialysis(
  candidates: Candidates,
  status: 'esrd' | 'non-esrd' | undefined,
  tables: DrugTables,
): Candidates {
  if (status === undefined) return candidates;
  const fits: Keep = (entry) => entry.dialysis === undefined || entry.dialysis === status;
  const what =
    status === 'esrd' ? 'end-stage renal disease on dialysis' : 'no end-stage renal disease on dialysis';
  return narrow(candidates, what, fits, tables);
}

export function byVolume(
  candidates: Candidates,
  { volumesMl }: OrderedProduct,
  tables: DrugTables,
): Candidates {
  const [volume] = volumesMl;
  if (volume === undefined || volumesMl.some((other) => other !== volume)) return candidates;
  const fits: Keep = ({ volumeMl }) =>
    volumeMl === undefined ||
    ((volumeMl.upTo === undefined || volume <= volumeMl.upTo) &&
      (volumeMl.above === undefined || volume > volumeMl.above));
  return narrow(candidates, `volume ${volume} mL`, fits, tables);
}

/** Who makes it, for drugs with codes of a single manufacturer; a code whose labelers are not known stays. */
export function byManufacturer(
  candidates: Candidates,
  { labelers }: OrderedProduct,
  tables: DrugTables,
): Candidates {
  if (labelers.length === 0) return candidates;
  const entries = entriesOf(candidates, tables);
  const made: Keep = (entry) => labelers.some((name) => entry.labelers?.includes(name));
  if (!entries.some((entry) => entry.labelers !== undefined)) return candidates;
  const what = `manufacturer ${labelers.join(', ')}`;
  if (!entries.some(made)) return narrow(candidates, what, made, tables);
  return narrow(candidates, what, (entry) => entry.labelers === undefined || made(entry), tables);
}
