/**
 * ACC.SITE: does the payer's directory know no in-network site of these classes that can serve the patient? Met when there is none of
 * any of them, not met when one is available (with `every: false`, when each is). `whenHospital` adds classes that count as lower cost only against a hospital.
 * `certified` names, by HCPCS code, the certification without which a site may not give the drug.
 */
import { only, number, strings } from '../arguments.js';
import { missingKeys } from '../availability.js';
import type { QuestionKind } from '../question.js';
import { answer } from '../result.js';
import { allOf, anyOf, type Truth } from '../../truth.js';
import type { SiteAvailability, SiteClass } from '../../site/types.js';
import type { Patient } from '../../fhir.js';
import { list, text } from '../../chart/read.js';
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
  return (subject) => {
    const { directory, site } = subject;
    if (!directory) return answer('needs-documentation');
    const zip = patientZip(subject);
    const asked = site.class === 'OFFICE' ? classes : [...classes, ...whenHospital];
    const found = asked.map((siteClass) =>
      ableToGive(directory.available(siteClass, zip, radius), subject, certified),
    );
    const nearest = found.flatMap((one) => one.sites)[0];
    return answer(combine(found.map((one) => ABSENT[one.status])), {
      evidence: nearest
        ? [{ reference: nearest.organization, display: nearest.name, source: 'directory' }]
        : [],
      detail: {
        miles: String(radius),
        ...(nearest && { alternative: nearest.name }),
        ...(zip !== undefined && { zip }),
      },
      missing: zip === undefined ? missingKeys(subject.facts.chart, ['patient']) : [],
    });
  };
};

/** Only the sites that may give the drug: where it needs a certification, those on the payer's list; without a list nobody can tell. */
function ableToGive(
  found: SiteAvailability,
  { drug, payer }: Subject,
  certified: Readonly<Record<string, string>>,
): SiteAvailability {
  const names = drug.hcpcs.flatMap((code) => certified[code] ?? []);
  if (found.status !== 'available' || names.length === 0 || names.length < drug.hcpcs.length) return found;
  const lists = names.flatMap((name) => payer?.facilityCertifications[name] ?? []);
  if (names.some((name) => !payer?.facilityCertifications[name]))
    return { ...found, status: 'unknown', sites: [] };
  const sites = found.sites.filter(({ organization }) => lists.includes(organization));
  return { ...found, sites, status: sites.length > 0 ? 'available' : 'none' };
}

/** Five-digit ZIP of the patient's home address; undefined when there is none or several homes disagree. */
export function patientZip({ facts, patientId }: Pick<Subject, 'facts' | 'patientId'>): string | undefined {
  const patient = facts.chart.get(`Patient/${patientId}`)?.resource as Patient | undefined;
  const addresses = list(patient?.address).filter(
    (address) => !['old', 'billing', 'work'].includes(address.use ?? ''),
  );
  const zips = addresses.flatMap((address) => {
    const zip = text(address.postalCode)?.trim().slice(0, 5);
    return zip && /^\d{5}$/.test(zip) ? [{ zip, home: address.use === 'home' }] : [];
  });
  const preferred = zips.some(({ home }) => home) ? zips.filter(({ home }) => home) : zips;
  const distinct = new Set(preferred.map(({ zip }) => zip));
  return distinct.size === 1 ? [...distinct][0] : undefined;
}
