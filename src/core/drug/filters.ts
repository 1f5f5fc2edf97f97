/**
 * Narrows the codes a drug can have by what else the order and the chart say, in the order of facts/drugs.md §7:
 * day of service, form and strength, route, brand, indication (dialysis), volume. A filter that would leave nothing
 * is not applied, and its doubt is kept.
 */
import { list } from '../chart/read.js';
import { onOrAfter, onOrBefore } from '../dates.js';
import type { DaySpan } from '../dates.js';
import type { OrderedProduct } from './product.js';
import type { CodeEntry, DrugTables } from './tables.js';

/** The codes still possible, and how they came to be so few. */
export interface Candidates {
  readonly codes: readonly string[];
  /** The drug may also be a form that no code of the tables describes. */
  readonly otherForms: boolean;
  /** The order's form or route belongs to none of the codes, but to such another form. */
  readonly elsewhere: 'self-administered' | 'not-injected' | undefined;
  readonly path: readonly string[];
  readonly doubts: readonly string[];
}

type Keep = (entry: CodeEntry) => boolean;

const entriesOf = ({ codes }: Candidates, tables: DrugTables): readonly CodeEntry[] =>
  codes.flatMap((code) => list(tables.codes.get(code)));

/** Applies one filter. `speaks` is false when the filter has nothing to say. */
function narrow(
  candidates: Candidates,
  what: string,
  keep: Keep,
  tables: DrugTables,
  doubtful = true,
): Candidates {
  const kept = entriesOf(candidates, tables)
    .filter(keep)
    .map((entry) => entry.code);
  if (kept.length === candidates.codes.length) return candidates;
  if (kept.length === 0) {
    const doubt = `The order says ${what}, which fits none of ${candidates.codes.join(', ')}; not used.`;
    return doubtful ? { ...candidates, doubts: [...candidates.doubts, doubt] } : candidates;
  }
  return { ...candidates, codes: kept, path: [...candidates.path, `${what} → ${kept.join(' ')}`] };
}

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

/** Form, presentation and strength; only where no coding names one product already. */
export function byForm(candidates: Candidates, product: OrderedProduct, tables: DrugTables): Candidates {
  const shaped = byPresentation(candidates, product, tables);
  const { selfAdministeredForms, notInjected } = tables.words;
  const forms = product.forms.map((form) => (form === 'vial' ? 'injection' : form));
  const has: Keep = (entry) => entry.forms.length === 0 || forms.some((form) => entry.forms.includes(form));
  const entries = entriesOf(shaped, tables);
  const fits = entries.some((entry) => forms.some((form) => entry.forms.includes(form)));
  const any = entries.some(has);
  if (!any && forms.some((form) => selfAdministeredForms.has(form)))
    return { ...shaped, elsewhere: 'self-administered' };
  if (!fits && shaped.otherForms && forms.some((form) => notInjected.has(form)))
    return { ...shaped, elsewhere: 'not-injected' };
  const formed = forms.length === 0 ? shaped : narrow(shaped, `form ${forms.join(', ')}`, has, tables);
  return byStrength(fits ? { ...formed, otherForms: false } : formed, product, tables);
}

function byPresentation(
  candidates: Candidates,
  { presentations }: OrderedProduct,
  tables: DrugTables,
): Candidates {
  if (presentations.length !== 1) return candidates;
  const [presentation] = presentations;
  const fits: Keep = (entry) => entry.presentation === undefined || entry.presentation === presentation;
  return narrow(candidates, `presentation ${presentation}`, fits, tables);
}

/** A strength that no code has is no contradiction: the tables do not know every package. */
function byStrength(candidates: Candidates, { strengths }: OrderedProduct, tables: DrugTables): Candidates {
  const has: Keep = (entry) => strengths.some((strength) => entry.strengths.includes(strength));
  const fits = entriesOf(candidates, tables).some(has);
  const narrowed = narrow(candidates, `strength ${strengths.join(', ')}`, has, tables, false);
  return fits ? { ...narrowed, otherForms: false } : narrowed;
}

export function byRoute(candidates: Candidates, { routes }: OrderedProduct, tables: DrugTables): Candidates {
  if (routes.length === 0) return candidates;
  const given: Keep = (entry) => routes.some((route) => entry.routes.includes(route));
  const fits = entriesOf(candidates, tables).some(given);
  if (fits) return { ...narrow(candidates, `route ${routes.join(', ')}`, given, tables), otherForms: false };
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
