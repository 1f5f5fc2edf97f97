/**
 * REQ.TYPE: has THIS payer approved this drug before, so that the request continues an approval? Looks at preauthorisation responses of
 * the last months: insurer, completed outcome, the same molecule among its items, a period that reaches the window.
 */
import { only, number } from '../arguments.js';
import type { QuestionKind } from '../question.js';
import { answer } from '../result.js';
import { missingKeys, unlessUnseen } from '../availability.js';
import { searchOf } from '../reads.js';
import { addMonths, spanOf } from '../../dates.js';
import { allOf, anyOf, truthOf, type Truth } from '../../truth.js';
import { evidenceOf } from '../../chart/evidence-of.js';
import type { Fact } from '../../chart/fact.js';
import { codings, list, text } from '../../chart/read.js';
import { resolve, typeAndId } from '../../chart/references.js';
import { matchMolecule } from '../../drug/molecule.js';
import type { ClaimResponse, CodeableConcept, FhirResource, Identifier, Organization } from '../../fhir.js';
import type { Subject } from '../subject.js';

export const priorApproval: QuestionKind = (args, context) => {
  only(args, ['withinMonths'], context);
  const months = number(args, 'withinMonths', context);
  const search = searchOf('ClaimResponse');
  if (search) context.need(search);
  return (subject) => {
    const since = addMonths(subject.order.planned.span.first, -months);
    const candidates = subject.facts
      .of('ClaimResponse')
      .map((fact) => ({ fact, truth: judge(subject, fact, since) }));
    const found = anyOf(candidates.map((candidate) => candidate.truth));
    const hits = candidates.filter((candidate) => candidate.truth === found && found !== 'not-met');
    const missing = missingKeys(subject.facts.chart, ['claimResponses']);
    return answer(unlessUnseen(found, missing), {
      evidence: hits.map(({ fact }) => evidenceOf(fact)),
      missing: found === 'not-met' ? missing : [],
    });
  };
};

function judge(subject: Subject, fact: Fact, since: number): Truth {
  const response = fact.resource as ClaimResponse;
  if (response.use !== 'preauthorization' || !['complete', 'partial'].includes(response.outcome))
    return 'not-met';
  if ((response.status && response.status !== 'active') || isRefusal(response)) return 'not-met';
  return allOf([sameInsurer(subject, fact), sameDrug(subject, fact), truthOf(endsAfter(fact, since))]);
}

/** Not certified, cancelled: X12 certification actions a preauthorization response carries (Da Vinci PAS). */
const REFUSED: ReadonlySet<unknown> = new Set(['A3', 'A6', 'C']);
const REFUSED_WORDS = /\b(denied|denial|not certified|not approved|rejected)\b/i;

/** A response is complete also when it says no. */
function isRefusal(response: ClaimResponse): boolean {
  const adjudications = [...list(response.item), ...list(response.addItem)].flatMap((item) =>
    list(item.adjudication),
  );
  const codes = adjudications
    .flatMap((adjudication) => list(adjudication.extension))
    .flatMap((extension) => [extension, ...list(extension.extension)])
    .flatMap((extension) => codings(extension.valueCodeableConcept));
  const isRefused = codes.length > 0 && codes.every(({ code }) => REFUSED.has(code));
  return isRefused || REFUSED_WORDS.test(text(response.disposition) ?? '');
}

function sameInsurer({ payer, coverage, facts }: Subject, fact: Fact): Truth {
  const { insurer } = fact.resource as ClaimResponse;
  if (!payer || !insurer) return 'needs-documentation';
  const organization = resolve(facts.chart, insurer, fact.obtained)?.resource as Organization | undefined;
  const identifiers: readonly Identifier[] = [...list(insurer.identifier), ...list(organization?.identifier)];
  const ours = identifiers.some((one) =>
    payer.identifiers.some((own) => own.system === one.system && own.value === one.value),
  );
  if (ours) return 'met';
  const payors = list(coverage.coverage?.payor).map((payor) => typeAndId(payor.reference));
  const named = typeAndId(insurer.reference);
  if (named && payors.includes(named)) return 'met';
  return identifiers.length > 0 || (named && payors.length > 0) ? 'not-met' : 'needs-documentation';
}

function sameDrug(subject: Subject, fact: Fact): Truth {
  const response = fact.resource as ClaimResponse;
  const claim = resolve(subject.facts.chart, response.request, fact.obtained)?.resource as
    ClaimLike | undefined;
  const concepts = [...list(response.addItem), ...list(claim?.item)].flatMap((item) =>
    list(item.productOrService),
  );
  if (concepts.length === 0) return 'needs-documentation';
  const matches = concepts.map((concept) => matchMolecule(subject.drug, [concept], subject.tables));
  if (matches.includes('same')) return 'met';
  return matches.every((match) => match === 'different') ? 'not-met' : 'needs-documentation';
}

type ClaimLike = FhirResource & { item?: { productOrService?: CodeableConcept }[] };

function endsAfter(fact: Fact, since: number): boolean {
  const { preAuthPeriod, created } = fact.resource as ClaimResponse;
  const end = spanOf(text(preAuthPeriod?.end) ?? text(preAuthPeriod?.start) ?? text(created));
  return end === undefined || end.last >= since;
}
