/** S.NET: is the requested facility in the payer's network? A facility the directory does not list is unknown. */
import { only } from '../arguments.js';
import type { QuestionKind } from '../question.js';
import { answer } from '../result.js';
import type { NetworkStatus } from '../../site/types.js';
import type { Truth } from '../../truth.js';

const MEANING: Record<NetworkStatus, Truth> = { in: 'met', out: 'not-met', unknown: 'needs-documentation' };

export const network: QuestionKind = (args, context) => {
  only(args, ['value'], context);
  return ({ site, directory }) => {
    const status = directory?.network(site.directoryOrganization) ?? 'unknown';
    return answer(MEANING[status], {
      detail: { facility: site.name ?? 'the requested facility' },
      evidence: site.directoryOrganization
        ? [{ reference: site.directoryOrganization, source: 'directory' }]
        : [],
    });
  };
};
