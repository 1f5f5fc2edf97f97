/** The sites an answer may offer instead of the ordered one: in network, in reach, and allowed for this drug. */
import type { AlternativeSite } from '../decision.js';
import { found } from '../lists.js';
import type { CompiledNode } from '../policy/combine.js';
import type { OrderSubject } from '../policy/order-subject.js';
import type { CompiledPolicy } from '../policy/policy.js';
import { patientZip } from '../policy/questions/alternatives.js';
import { NOTHING } from '../policy/result.js';
import type { ReachableSite, SiteClass, SiteResult } from '../site/types.js';

const OFFERED: readonly SiteClass[] = ['HOME', 'ASC_AIC'];

/** A kind of site without named sites is offered as a kind; one that the policy's rules exclude for this drug is not offered at all. */
export function alternativesFor(subject: OrderSubject, policy: CompiledPolicy): readonly AlternativeSite[] {
  const { directory, payer } = subject;
  const zip = patientZip(subject);
  return found(OFFERED, (siteClass) => {
    const inReach =
      directory && payer ? directory.available(siteClass, zip, payer.maxDistanceMiles).sites : NOTHING;
    const sites = inReach.filter((site) => mayBeOffered(siteAt(siteClass, site), subject, policy));
    const asKind = inReach.length === 0 && mayBeOffered(siteAt(siteClass), subject, policy);
    return sites.length > 0 || asKind ? { siteClass, sites } : undefined;
  });
}

function mayBeOffered(site: SiteResult, subject: OrderSubject, policy: CompiledPolicy): boolean {
  const there = subject.atSite(site);
  const isMet = (node: CompiledNode): boolean => node.evaluate(there).truth === 'met';
  return (
    policy.facility.every(({ everySite, node }) => !everySite || isMet(node)) && policy.offers.every(isMet)
  );
}

function siteAt(siteClass: SiteClass, site?: ReachableSite): SiteResult {
  return {
    class: siteClass,
    ...(site && { name: site.name, directoryOrganization: site.organization }),
    evidence: [],
    hints: [],
    writtenAt: '',
    reason: '',
  };
}
