/**
 * Is the requested facility certified for the drug (DRUG.CERT)? The payer's list decides: in the directory but not on the list is
 * not certified; a facility the directory does not know is unknown (contract, "Criteria").
 */
import { only, string } from '../arguments.js';
import type { QuestionKind } from '../question.js';
import { answer } from '../result.js';
import { truthOf } from '../../truth.js';

export const certification: QuestionKind = (args, context) => {
  only(args, ['name'], context);
  const name = string(args, 'name', context);
  return ({ site, payer, directory }) => {
    const certified = payer?.facilityCertifications[name];
    const organization = site.directoryOrganization;
    const detail = { facility: site.name ?? 'the requested facility', certification: name };
    const known = organization !== undefined && directory?.byReference(organization) !== undefined;
    if (!certified || !known) return answer('needs-documentation', { detail });
    return answer(truthOf(certified.includes(organization)), {
      detail,
      evidence: [{ reference: organization, source: 'directory', note: `certification: ${name}` }],
    });
  };
};
