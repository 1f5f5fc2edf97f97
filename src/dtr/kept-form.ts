/**
 * What is kept of a completed form: which answers were given, so that the order can be decided on them (DT-13). Documents, the prescriber's own
 * words and whoever it is about stay with the EHR, which sends them with the authorization request (DT-15).
 */
import type {
  QuestionnaireResponse,
  QuestionnaireResponseItem,
  QuestionnaireResponseItemAnswer,
} from 'fhir/r4.js';
import { QR_CONTEXT } from './vocabulary.js';

/** Stands for words that were given. */
const GIVEN = 'given';

/** @param drug words that are kept, since a form is about one drug */
export function keptForm(response: QuestionnaireResponse, id: string, drug: string): QuestionnaireResponse {
  const { questionnaire, status, authored, extension = [], item = [] } = response;
  const contexts = extension.filter(({ url }) => url === QR_CONTEXT);
  return {
    resourceType: 'QuestionnaireResponse',
    id,
    ...(contexts.length > 0 && { extension: contexts }),
    ...(questionnaire !== undefined && { questionnaire }),
    status,
    ...(authored !== undefined && { authored }),
    item: item.map((one) => itemOf(one, drug)),
  };
}

function itemOf(
  { linkId, item, answer }: QuestionnaireResponseItem,
  drug: string,
): QuestionnaireResponseItem {
  return {
    linkId,
    ...(item && { item: item.map((one) => itemOf(one, drug)) }),
    ...(answer && { answer: answer.map((one) => answerOf(one, drug)) }),
  };
}

function answerOf(answer: QuestionnaireResponseItemAnswer, drug: string): QuestionnaireResponseItemAnswer {
  const { valueCoding, valueString, valueAttachment, valueReference } = answer;
  if (valueCoding)
    return { valueCoding: { ...(valueCoding.code !== undefined && { code: valueCoding.code }) } };
  if (valueString !== undefined)
    return { valueString: valueString.trim().toLowerCase() === drug.toLowerCase() ? drug : GIVEN };
  if (valueAttachment) return { valueAttachment: { title: GIVEN } };
  if (valueReference)
    return {
      valueReference: {
        ...(valueReference.reference !== undefined && { reference: valueReference.reference }),
      },
    };
  const { valueBoolean, valueDecimal, valueInteger, valueDate } = answer;
  return {
    ...(valueBoolean !== undefined && { valueBoolean }),
    ...(valueDecimal !== undefined && { valueDecimal }),
    ...(valueInteger !== undefined && { valueInteger }),
    ...(valueDate !== undefined && { valueDate }),
  };
}
