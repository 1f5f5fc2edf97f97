/** Who and what a printed form is about. Everything may be missing; what is not known is left to be written in by hand. */
import type { Coverage } from 'fhir/r4.js';
import type { Answer } from '../../api/sandbox.js';
import type { Person } from '../../ehr/patient-banner.js';
import { readOrder } from '../../ehr/read-order.js';
import { isObject, keyOf, list, resourcesIn, text, type Resource } from '../../ehr/resources.js';
import type { FormOffer } from '../offers.js';

export type Row = readonly [label: string, value: string | undefined];

export interface About {
  readonly patient: string;
  readonly rows: readonly (readonly [title: string, rows: readonly Row[]])[];
}

interface Given {
  readonly answer: Answer;
  readonly offer: FormOffer;
  readonly coverage: Coverage | undefined;
  readonly person: Person | undefined;
}

export function aboutForm({ answer, offer, coverage, person }: Given): About {
  const { request } = answer;
  const resources = new Map(resourcesIn(request.prefetch).map((one) => [keyOf(one), one]));
  const patient = [...resources.values()].find(({ resourceType }) => resourceType === 'Patient');
  const name = nameIn(patient) ?? person?.name ?? text(request.context['patientId']) ?? '';
  const lines = readOrder(request);
  const drug = lines.find(({ key }) => key === offer.order) ?? lines.find(({ kind }) => kind === 'drug');
  const visits = lines.filter(({ kind }) => kind !== 'drug');
  const visit = visits.find(({ key }) => drug && refersTo(drug.resource, key)) ?? visits[0];
  const fact = (label: string) => drug?.facts.find(([one]) => one === label)?.[1];
  return {
    patient: name,
    rows: [
      [
        'Patient',
        [
          ['Name', name],
          ['Date of birth', text(patient?.['birthDate']) ?? person?.birthDate],
          ['Sex', text(patient?.['gender']) ?? person?.gender],
        ],
      ],
      [
        'Member',
        [
          ['Payer', payerIn(coverage, resources) ?? answer.response.cards[0]?.source.label],
          ['Plan', planIn(coverage)],
          ['Member number', coverage?.subscriberId ?? coverage?.identifier?.[0]?.value],
        ],
      ],
      [
        'Drug order',
        [
          ['Drug', drug?.title ?? offer.title],
          ['Route', fact('Route')],
          ['When', fact('When')],
          ['Where', visit?.facts.find(([label]) => label === 'Where')?.[1]],
          ['Reference', offer.context],
        ],
      ],
    ],
  };
}

/** Two orders of a draft have a visit each. */
function refersTo(order: Resource, key: string): boolean {
  return list(order['supportingInformation']).some((one) => isObject(one) && one['reference'] === key);
}

function nameIn(patient: Resource | undefined): string | undefined {
  const [name] = list(patient?.['name']);
  if (!isObject(name)) return undefined;
  const parts = [...list(name['given']), name['family']].map(text).filter(Boolean);
  return text(name['text']) ?? (parts.join(' ') || undefined);
}

function payerIn(
  coverage: Coverage | undefined,
  resources: ReadonlyMap<string, Resource>,
): string | undefined {
  const [payor] = coverage?.payor ?? [];
  const named = payor?.reference === undefined ? undefined : text(resources.get(payor.reference)?.['name']);
  return named ?? payor?.display;
}

function planIn(coverage: Coverage | undefined): string | undefined {
  const plan = coverage?.class?.find(({ type }) => type.coding?.some(({ code }) => code === 'plan'));
  return plan?.name ?? plan?.value;
}
