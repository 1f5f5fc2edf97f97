/** What discovery says of a service, and the reads behind its prefetch templates. */
import type { HookName } from '../core/call.js';
import type { ReadRequest } from '../core/chart/chart.js';
import type { Knowledge } from '../core/knowledge.js';
import { mergeReads, searchOf } from '../core/policy/reads.js';
import { OPTIONS_EXTENSION } from '../crd/configuration.js';
import type { CrdDialect } from '../crd/dialect.js';
import type { ConfigurationOption } from '../knowledge/card-types.js';
import { prefetchTemplates } from './prefetch-templates.js';
import type { ServiceDefinition } from './service.js';

/** Every read a service may want, which is what discovery asks to be prefetched. */
export function readsOf(hook: HookName, knowledge: Knowledge): readonly ReadRequest[] {
  const coverage = searchOf('Coverage');
  const encounter = { kind: 'read', key: 'encounter', resourceType: 'Encounter' } as const;
  return [
    { kind: 'read', key: 'patient', resourceType: 'Patient', id: '{{context.patientId}}' },
    // The context of order-dispatch has no encounter.
    ...(hook === 'order-dispatch' ? [] : [{ ...encounter, id: '{{context.encounterId}}' }]),
    ...(coverage ? [coverage] : []),
    ...mergeReads(knowledge.policies.flatMap(({ policy }) => policy.needs)),
  ];
}

export function definitionOf(
  hook: HookName,
  dialect: CrdDialect,
  reads: readonly ReadRequest[],
  options: readonly ConfigurationOption[],
): ServiceDefinition {
  const { version } = dialect;
  return {
    id: `site-of-care-${hook}`,
    hook,
    title: 'Site of care for infused drugs',
    description:
      "Tells whether an infused or injected specialty drug may be given where it is ordered under the payer's site-of-care policy, where else, and what has to be documented.",
    usageRequirements:
      "Every prefetch key is optional; what is not prefetched is read from fhirServer with the call's token. An order of a drug that is on no list needs nothing.",
    prefetch: prefetchTemplates(hook, version, reads),
    extension: {
      // CR-20. The extension's own pattern has no room for 2.0, whose clients do not know it either.
      ...(version !== '2.0' && { 'davinci-crd.version': [version] }),
      [OPTIONS_EXTENSION]: options,
    },
  };
}
