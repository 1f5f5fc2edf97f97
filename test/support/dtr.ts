/** DTR as an application uses it after CRD: sign an order, take the context from its coverage information, ask for the package. */
import type {
  Bundle,
  Coverage,
  Extension,
  FhirResource,
  OperationOutcome,
  Parameters,
  ParametersParameter,
  Questionnaire,
  QuestionnaireResponse,
  QuestionnaireResponseItem,
  QuestionnaireResponseItemAnswer,
} from 'fhir/r4.js';
import type { DecisionRecord } from '../../src/decisions/record.js';
import type { PolicyApp } from './policy-app.js';
import { asPrefetch, type Situation } from './scenarios/request.js';

const COVERAGE_INFORMATION =
  'http://hl7.org/fhir/us/davinci-crd/StructureDefinition/ext-coverage-information';

export type Base = '' | '/crd/2.2';

export interface Signed {
  readonly record: DecisionRecord;
  /** The order as the answer left it, with its coverage information. */
  readonly order: FhirResource;
}

/** Signs the draft, and what was decided and written for each drug order. */
export async function sign(
  app: PolicyApp,
  situation: Situation,
  base: Base = '',
): Promise<readonly Signed[]> {
  const request = asPrefetch(situation);
  const { status, body } = await app.orderSign(request, base);
  if (status !== 200) throw new Error(`order-sign answered ${status}: ${JSON.stringify(body)}`);
  const written = new Map<string, FhirResource>(
    (body.systemActions ?? []).flatMap(({ resource }) =>
      resource ? [[`${resource.resourceType}/${resource.id}`, resource] as const] : [],
    ),
  );
  const drafts = new Map<string, FhirResource>(
    situation.draft.map((one) => [`${one.resourceType}/${one.id}`, one as FhirResource]),
  );
  return [...(await app.decisions(request.hookInstance))].flatMap(([reference, record]) => {
    const order = written.get(reference) ?? drafts.get(reference);
    return order ? [{ record, order }] : [];
  });
}

/** The one decision of a draft with one drug order. */
export async function signOne(app: PolicyApp, situation: Situation, base: Base = ''): Promise<Signed> {
  const [signed] = await sign(app, situation, base);
  if (!signed) throw new Error('nothing was decided');
  return signed;
}

/** The coverage-assertion-id that coverage information on an order carries. */
export function contextOf(order: FhirResource): string {
  const { extension } = order as { extension?: Extension[] };
  const assertion = extension?.find(({ url }) => url === COVERAGE_INFORMATION);
  const id = assertion?.extension?.find(({ url }) => url === 'coverage-assertion-id')?.valueString;
  if (id === undefined) throw new Error('the order carries no coverage information');
  return id;
}

export const COVERAGE: Coverage = {
  resourceType: 'Coverage',
  id: 'c1',
  status: 'active',
  beneficiary: { reference: 'Patient/p1' },
  period: { start: '2025-01-01', end: '2025-12-31' },
  payor: [{ reference: 'Organization/payer1' }],
  class: [
    {
      type: {
        coding: [{ system: 'http://terminology.hl7.org/CodeSystem/coverage-class', code: 'plan' }],
      },
      value: '99999GA0010001-01',
    },
  ],
};

export function parameters(...parameter: readonly ParametersParameter[]): Parameters {
  return { resourceType: 'Parameters', parameter: [...parameter] };
}

export const withCoverage: ParametersParameter = { name: 'coverage', resource: COVERAGE };

export interface Replied {
  readonly status: number;
  readonly body: FhirResource;
}

export async function post(app: PolicyApp, path: string, body: unknown): Promise<Replied> {
  const response = await fetch(`${app.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/fhir+json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as FhirResource };
}

export function askPackage(app: PolicyApp, body: unknown, base: Base = ''): Promise<Replied> {
  return post(app, `${base}/fhir/Questionnaire/$questionnaire-package`, body);
}

/** The package of an order that was signed. */
export async function packageFor(app: PolicyApp, order: FhirResource, base: Base = ''): Promise<Package> {
  const body = parameters(
    withCoverage,
    { name: 'order', resource: order },
    { name: 'context', valueString: contextOf(order) },
  );
  return packageIn(await askPackage(app, body, base));
}

export interface Package {
  readonly bundle: Bundle;
  readonly questionnaire: Questionnaire;
  readonly draft: QuestionnaireResponse;
}

export function packageIn(replied: Replied): Package {
  const bundle = bundlesIn(replied)[0];
  const [questionnaire, draft] = (bundle?.entry ?? []).map(({ resource }) => resource);
  if (
    !bundle ||
    questionnaire?.resourceType !== 'Questionnaire' ||
    draft?.resourceType !== 'QuestionnaireResponse'
  )
    throw new Error(`no package in ${replied.status} ${JSON.stringify(replied.body).slice(0, 2000)}`);
  return { bundle, questionnaire: questionnaire as Questionnaire, draft: draft as QuestionnaireResponse };
}

export function bundlesIn({ body }: Replied): readonly Bundle[] {
  const given = body.resourceType === 'Parameters' ? (body.parameter ?? []) : [];
  return given.flatMap(({ resource }) => (resource?.resourceType === 'Bundle' ? [resource as Bundle] : []));
}

/** Words of the OperationOutcome of an answer, or inside it. */
export function remarksIn({ body }: Replied): readonly string[] {
  const inside =
    body.resourceType === 'Parameters' ? (body.parameter ?? []).map(({ resource }) => resource) : [];
  return [body, ...inside].flatMap((resource) =>
    resource?.resourceType === 'OperationOutcome'
      ? (resource as OperationOutcome).issue.map(({ details }) => details?.text ?? '')
      : [],
  );
}

/** Answers by linkId, those of all repetitions together. */
export function answersIn(
  items: readonly QuestionnaireResponseItem[] = [],
): ReadonlyMap<string, readonly QuestionnaireResponseItemAnswer[]> {
  const found = new Map<string, QuestionnaireResponseItemAnswer[]>();
  for (const item of items) {
    for (const [linkId, answers] of [[item.linkId, item.answer ?? []] as const, ...answersIn(item.item)])
      if (answers.length > 0) found.set(linkId, [...(found.get(linkId) ?? []), ...answers]);
  }
  return found;
}

/** The value of an answer, a coded one by its code. */
export function valueOf(answer: QuestionnaireResponseItemAnswer): unknown {
  const { valueCoding, valueReference, valueAttachment } = answer;
  return (
    valueCoding?.code ??
    valueReference?.reference ??
    valueAttachment?.url ??
    answer.valueBoolean ??
    answer.valueDate ??
    answer.valueDecimal ??
    answer.valueInteger ??
    answer.valueString
  );
}
