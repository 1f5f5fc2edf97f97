/**
 * What is kept of a completed form: which answers were given, so that the order can be decided on them (DT-13). Documents, the prescriber's own
 * words and whoever it is about stay with the EHR, which sends them with the authorization request (DT-15).
 */
import type {
  QuestionnaireResponse,
  QuestionnaireResponseItem,
  QuestionnaireResponseItemAnswer,
} from 'fhir/r4.js';
import { typeAndId } from '../core/chart/references.js';
import { given } from './completed.js';
import { QR_CONTEXT } from './vocabulary.js';

/** Stands for words that were given. */
const GIVEN = 'given';

/** @param drug words that are kept, since a form is about one drug */
export function keptForm(response: QuestionnaireResponse, id: string, drug: string): QuestionnaireResponse {
  const { questionnaire, status, authored } = response;
  const contexts = contextsOf(response).map((reference) => ({
    url: QR_CONTEXT,
    valueReference: { reference },
  }));
  return {
    resourceType: 'QuestionnaireResponse',
    id,
    ...(contexts.length > 0 && { extension: contexts }),
    ...(questionnaire !== undefined && { questionnaire }),
    status,
    ...(authored !== undefined && { authored }),
    item: given(response.item).map((one) => itemOf(one, drug)),
  };
}

/** What it says it was completed for: `MedicationRequest/m1`. A display beside it may name the patient, and is left out. */
export function contextsOf({ extension }: QuestionnaireResponse): readonly string[] {
  return given(extension)
    .filter(({ url }) => url === QR_CONTEXT)
    .flatMap(({ valueReference }) => typeAndId(valueReference?.reference) ?? []);
}

function itemOf(
  { linkId, item, answer }: QuestionnaireResponseItem,
  drug: string,
): QuestionnaireResponseItem {
  return {
    linkId,
    ...(item && { item: given(item).map((one) => itemOf(one, drug)) }),
    ...(answer && { answer: given(answer).map((one) => answerOf(one, drug)) }),
  };
}

function answerOf(answer: QuestionnaireResponseItemAnswer, drug: string): QuestionnaireResponseItemAnswer {
  const { valueCoding, valueString, valueAttachment, valueReference } = answer;
  if (valueCoding)
    return { valueCoding: { ...(valueCoding.code !== undefined && { code: valueCoding.code }) } };
  if (valueString !== undefined)
    return { valueString: valueString.trim().toLowerCase() === drug.toLowerCase() ? drug : GIVEN };
  if (valueAttachment) return { valueAttachment: { title: GIVEN } };
  const reference = typeAndId(valueReference?.reference);
  if (reference !== undefined) return { valueReference: { reference } };
  const { valueBoolean, valueDecimal, valueInteger, valueDate } = answer;
  return {
    ...(valueBoolean !== undefined && { valueBoolean }),
    ...(valueDecimal !== undefined && { valueDecimal }),
    ...(valueInteger !== undefined && { valueInteger }),
    ...(valueDate !== undefined && { valueDate }),
  };
}
