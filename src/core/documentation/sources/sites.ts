/** Answers of the payer's directory and of the plan to continue elsewhere. */
import { continuationCompanions } from '../../site/continuation.js';
import type { SiteClass } from '../../site/types.js';
import { patientZip } from '../../policy/questions/alternatives.js';
import { choice, referencesOf, type Found } from '../answer.js';
import type { DirectorySource } from '../form.js';
import { resultOf, type Fill } from '../filled.js';
import type { AskNode } from '../workshop.js';

/** The distance is asked of places, not of a service that comes to the patient. */
export function fromNearest(siteClass: SiteClass): Fill {
  return ({ subject }) => {
    const { directory, payer } = subject;
    if (!directory || !payer) return [];
    const found = directory.available(siteClass, patientZip(subject), payer.maxDistanceMiles);
    const miles = found.nearestMiles ?? found.sites[0]?.distanceMiles;
    if (miles === undefined) return [];
    const [nearest] = found.sites;
    return [
      {
        value: { valueDecimal: Math.round(miles * 10) / 10 },
        from: nearest ? [nearest.organization] : [],
      },
    ];
  };
}

/** What somebody declined comes before what the directory says they could do. */
export function fromSites(
  { class: siteClass, available, none, declined }: DirectorySource,
  ask: AskNode | undefined,
): Fill {
  return ({ subject }): readonly Found[] => {
    const refusal = ask?.(subject);
    if (refusal?.truth === 'met' && declined !== undefined)
      return [choice(declined, referencesOf(refusal.evidence))];
    const { directory, payer } = subject;
    if (!directory || !payer) return [];
    const { status, sites } = directory.available(siteClass, patientZip(subject), payer.maxDistanceMiles);
    const [nearest] = sites;
    if (status === 'none') return [choice(none)];
    return status === 'available' && nearest ? [choice(available, [nearest.organization])] : [];
  };
}

/** The order for continuation that the policy found. */
export function fromContinuation(
  criterion: string,
  wanted: Readonly<Partial<Record<SiteClass, string>>> | 'order',
): Fill {
  return (filled): readonly Found[] => {
    const result = resultOf(filled, criterion);
    if (!result || result.truth === 'not-met') return [];
    const { order, facts, siteMap, directory } = filled.subject;
    const named = new Set(referencesOf(result.evidence));
    const plan = continuationCompanions(order, facts.chart, siteMap, directory).find(
      ({ reference, evidence }) =>
        named.has(reference) || evidence.some((one) => result.evidence.includes(one)),
    );
    if (!plan) return [];
    const from = [plan.reference];
    if (wanted === 'order') return [{ value: { valueReference: { reference: plan.reference } }, from }];
    const code = wanted[plan.siteClass];
    return code === undefined ? [] : [choice(code, from)];
  };
}
