/**
 * Signs that someone has declined to serve: a dispense of the drug that was declined, or stopped with a reason; a rejected Task about an order of the
 * drug, or with `homeService` about an order of home infusion. One declination never proves that nobody can serve; the policy file makes
 * it a hint with `as`.
 */
import { only, number, strings } from '../arguments.js';
import { missingKeys, unlessUnseen } from '../availability.js';
import type { QuestionKind } from '../question.js';
import { answer, NO_DETAIL, NOTHING, type Answer } from '../result.js';
import { anyOf, truthOf, type Truth } from '../../truth.js';
import { evidenceOf } from '../../chart/evidence-of.js';
import type { Fact } from '../../chart/fact.js';
import { medicationConcepts } from '../../chart/medication-concepts.js';
import { list } from '../../chart/read.js';
import { readable, resolve } from '../../chart/references.js';
import type { Chart } from '../../chart/chart.js';
import { matchMolecule } from '../../drug/molecule.js';
import type { MoleculeMatch } from '../../drug/types.js';
import { flatMapped, found } from '../../lists.js';
import { administrationService } from '../../orders/administration-services.js';
import { matchFact } from '../exposures.js';
import { searchOf } from '../reads.js';
import type { Subject } from '../subject.js';
import type { MedicationDispense, Reference, ServiceRequest } from '../../fhir.js';

const DECLINED: Readonly<Record<string, readonly string[]>> = {
  MedicationDispense: ['declined', 'stopped'],
  Task: ['rejected', 'failed'],
};

export const declined: QuestionKind = (args, context) => {
  only(args, ['resources', 'days', 'homeService'], context);
  const types = strings(args, 'resources', context);
  const days = number(args, 'days', context);
  const homeService = args['homeService'] === true;
  const searches = types.flatMap((type) => {
    const search = DECLINED[type] && searchOf(type);
    if (!search) context.fault(`"${type}" cannot be declined; known: ${Object.keys(DECLINED).join(', ')}`);
    return search ? [search] : [];
  });
  for (const search of searches) context.need(search);
  const keys = searches.map(({ key }) => key);
  return (subject) => {
    const since = subject.order.planned.span.first - days;
    const hits = flatMapped(types, (type) =>
      found(subject.facts.every(type), (fact) => {
        if (!isDeclined(type, fact) || (fact.when && fact.when.span.last < since)) return undefined;
        const truth = isAbout(subject, fact, homeService);
        return truth === 'not-met' ? undefined : { fact, truth };
      }),
    );
    const missing = missingKeys(subject.facts.chart, keys);
    const truth = anyOf(hits.map((hit) => hit.truth));
    return answer(unlessUnseen(truth, missing), {
      evidence: hits.map(({ fact }) => evidenceOf(fact, 'declined')),
      detail: inWords(hits[0]?.fact),
      missing: truth === 'not-met' ? missing : NOTHING,
    });
  };
};

/** `a referral was declined, 2025-09-20` */
function inWords(hit: Fact | undefined): Answer['detail'] {
  if (!hit) return NO_DETAIL;
  const what = hit.resource.resourceType === 'Task' ? 'a referral' : 'a dispense';
  return { finding: `${what} was declined${hit.when ? `, ${hit.when.text.slice(0, 10)}` : ''}` };
}

/** A dispense that was stopped says why when somebody refused it. */
function isDeclined(type: string, { resource }: Fact): boolean {
  const { status } = resource as { status?: unknown };
  if (!DECLINED[type]?.includes(String(status))) return false;
  const { statusReasonCodeableConcept, statusReasonReference } = resource as MedicationDispense;
  return status !== 'stopped' || Boolean(statusReasonCodeableConcept ?? statusReasonReference);
}

function isAbout(subject: Subject, fact: Fact, homeService: boolean): Truth {
  const { facts, drug, tables } = subject;
  if (fact.resource.resourceType !== 'Task') return isSame(matchFact(facts, fact, drug, tables));
  const { focus, basedOn } = fact.resource;
  return anyOf(
    [focus, ...list(basedOn)].map((reference) => isOrderOf(subject, fact, reference, homeService)),
  );
}

/** An order that was not seen, where not all orders could be, may be the one. */
function isOrderOf(
  { facts, drug, tables }: Subject,
  task: Fact,
  reference: Reference | undefined,
  homeService: boolean,
): Truth {
  const order = resolve(facts.chart, reference, task.obtained);
  const type = order?.resource.resourceType ?? readable(reference, facts.chart)?.resourceType;
  if (type === 'ServiceRequest') {
    if (!homeService || !order)
      return homeService && isHidden(facts.chart, type) ? 'needs-documentation' : 'not-met';
    return truthOf(administrationService(order.resource as ServiceRequest)?.kind === 'home');
  }
  if (!order) return type && isHidden(facts.chart, type) ? 'needs-documentation' : 'not-met';
  return isSame(matchMolecule(drug, medicationConcepts(facts.chart, order), tables));
}

/** A drug that cannot be read is not taken for the ordered one: one declination is a weak hint as it is. */
function isSame(match: MoleculeMatch): Truth {
  return truthOf(match === 'same');
}

function isHidden(chart: Chart, resourceType: string): boolean {
  const search = searchOf(resourceType);
  return search !== undefined && missingKeys(chart, [search.key]).length > 0;
}
