/** What a DTR app asks $questionnaire-package, and what it takes out of the answer. */
import type {
  Bundle,
  Coverage,
  FhirResource,
  OperationOutcome,
  Parameters,
  Questionnaire,
  QuestionnaireResponse,
  Resource,
  ValueSet,
} from 'fhir/r4.js';
import { isObject } from '../ehr/resources.js';
import { withInitial } from './model/initial.js';
import type { FormOffer } from './offers.js';

export interface FormPackage {
  readonly questionnaire: Questionnaire;
  readonly response: QuestionnaireResponse;
  readonly valueSets: readonly ValueSet[];
  /** What the server says beside the form. */
  readonly remarks: readonly string[];
}

export function packageRequest(offer: FormOffer, coverage: Coverage): Parameters {
  return {
    resourceType: 'Parameters',
    parameter: [
      { name: 'coverage', resource: coverage },
      { name: 'order', resource: offer.resource },
      { name: 'context', valueString: offer.context },
    ],
  };
}

/** Undefined: there is no form in it. The names of the parameters differ by version of DTR, so that their resources tell. */
export function packageIn(answer: unknown): FormPackage | undefined {
  if (!isObject(answer) || answer['resourceType'] !== 'Parameters') return undefined;
  const resources = ((answer as unknown as Parameters).parameter ?? []).flatMap(
    ({ resource }) => resource ?? [],
  );
  const bundle = resources.find((one): one is Bundle<FhirResource> => one.resourceType === 'Bundle');
  const inside = (bundle?.entry ?? []).flatMap(({ resource }) => resource ?? []);
  const questionnaire = inside.find((one) => one.resourceType === 'Questionnaire');
  if (!questionnaire) return undefined;
  const response = inside.find((one) => one.resourceType === 'QuestionnaireResponse');
  return {
    questionnaire,
    response: withInitial(questionnaire, response ?? emptyResponse(questionnaire)),
    valueSets: inside.filter((one) => one.resourceType === 'ValueSet'),
    remarks: remarksIn(resources),
  };
}

/** Words of every OperationOutcome among them. */
export function remarksIn(resources: readonly Resource[]): readonly string[] {
  return resources
    .filter((one): one is OperationOutcome => one.resourceType === 'OperationOutcome')
    .flatMap(({ issue }) => issue.map(({ details, diagnostics }) => details?.text ?? diagnostics ?? ''))
    .filter((words) => words !== '');
}

function emptyResponse({ url = '', version }: Questionnaire): QuestionnaireResponse {
  return {
    resourceType: 'QuestionnaireResponse',
    questionnaire: version === undefined ? url : `${url}|${version}`,
    status: 'in-progress',
  };
}
