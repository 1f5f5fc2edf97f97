/**
 * ACC.SITE: does the payer's directory know no in-network site of these classes that can serve the patient? Met when there is none of
 * any of them, not met when one is available (with `every: false`, when each is). `whenHospital` adds classes that count as lower cost only against a hospital.
 * `certified` names, by HCPCS code, the certification without which a site may not give the drug.
 */
import { only, number, strings } from '../arguments.js';
import { missingKeys } from '../availability.js';
import type { QuestionKind } from '../question.js';
import { answer, NOTHING } from '../result.js';
import { allOf, anyOf, type Truth } from '../../truth.js';
import type { ReachableSite, SiteAvailability, SiteClass } from '../../site/types.js';
import type { Patient } from '../../fhir.js';
import { list, text } from '../../chart/read.js';
import { found } from '../../lists.js';
import type { Subject } from '../subject.js';

const ABSENT: Record<SiteAvailability['status'], Truth> = {
  none: 'met',
  available: 'not-met',
  unknown: 'needs-documentation',
};

export const alternatives: QuestionKind = (args, context) => {
  only(args, ['none', 'whenHospital', 'radiusMiles', 'every', 'certified'], context);
  const certified = (args['certified'] ?? {}) as Readonly<Record<string, string>>;
  const combine = args['every'] === false ? anyOf : allOf;
  const classes = strings(args, 'none', context) as readonly SiteClass[];
  const whenHospital = strings(args, 'whenHospital', context, []) as readonly SiteClass[];
  const radius = number(args, 'radiusMiles', context);
  const miles = String(radius);
  const classesOfHospital = [...classes, ...whenHospital];
  return (subject) => {
    const { directory, site } = subject;
    if (!directory) return answer('needs-documentation');
    const zip = patientZip(subject);
    const asked = site.class === 'OFFICE' ? classes : classesOfHospital;
    const absent: Truth[] = [];
    let nearest: ReachableSite | undefined;
    for (const siteClass of asked) {
      const able = ableToGive(directory.available(siteClass, zip, radius), subject, certified);
      absent.push(ABSENT[able.status]);
      nearest ??= able.sites[0];
    }
    const detail: Record<string, string> = { miles };
    if (nearest) detail['alternative'] = nearest.name;
    if (zip !== undefined) detail['zip'] = zip;
    return answer(combine(absent), {
      evidence: nearest
        ? [{ reference: nearest.organization, display: nearest.name, source: 'directory' }]
        : NOTHING,
      detail,
      missing: zip === undefined ? missingKeys(subject.facts.chart, ['patient']) : NOTHING,
    });
  };
};

/** Only the sites that may give the drug: where it needs a certification, those on the payer's list; without a list nobody can tell. */
function ableToGive(
  available: SiteAvailability,
  { drug, payer }: Subject,
  certified: Readonly<Record<string, string>>,
): SiteAvailability {
  const names = found(drug.hcpcs, (code) => certified[code]);
  if (available.status !== 'available' || names.length === 0 || names.length < drug.hcpcs.length)
    return available;
  const lists = names.flatMap((name) => payer?.facilityCertifications[name] ?? []);
  if (names.some((name) => !payer?.facilityCertifications[name]))
    return { ...available, status: 'unknown', sites: [] };
  const sites = available.sites.filter(({ organization }) => lists.includes(organization));
  return { ...available, sites, status: sites.length > 0 ? 'available' : 'none' };
}

/** Five-digit ZIP of the patient's home address; undefined when there is none or several homes disagree. */
export function patientZip({ facts, patientId }: Pick<Subject, 'facts' | 'patientId'>): string | undefined {
  const patient = facts.chart.get(`Patient/${patientId}`)?.resource as Patient | undefined;
  const zips: string[] = [];
  const ofHomes: string[] = [];
  for (const { use, postalCode } of list(patient?.address)) {
    if (use === 'old' || use === 'billing' || (use as string | undefined) === 'work') continue;
    const zip = text(postalCode)?.trim().slice(0, 5);
    if (zip === undefined || !FIVE_DIGITS.test(zip)) continue;
    zips.push(zip);
    if (use === 'home') ofHomes.push(zip);
  }
  const preferred = ofHomes.length > 0 ? ofHomes : zips;
  const [zip] = preferred;
  return preferred.every((other) => other === zip) ? zip : undefined;
}

const FIVE_DIGITS = /^\d{5}$/;
