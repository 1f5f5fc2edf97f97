/** A completed form that comes back: is it this form, in this version, with answers it can have? */
import type {
  Questionnaire,
  QuestionnaireItem,
  QuestionnaireResponse,
  QuestionnaireResponseItem,
} from 'fhir/r4.js';
import { momentOf } from '../core/chart/moment.js';
import { ServiceError, type Fault } from '../errors.js';
import { faultOf } from './answer-fault.js';
import { isEnabled, type Answers } from './enabled.js';
import { isObject } from './parameters.js';

const COMPLETED: ReadonlySet<unknown> = new Set(['completed', 'amended']);
/** As many faults as somebody reads. */
const MOST_FAULTS = 20;

/** @throws ServiceError `response-invalid` for what is no response at all */
export function asResponse(body: unknown): QuestionnaireResponse {
  if (!isObject(body) || body['resourceType'] !== 'QuestionnaireResponse')
    throw new ServiceError('response-invalid', [
      { diagnostics: 'The body has to be a QuestionnaireResponse.' },
    ]);
  return body as unknown as QuestionnaireResponse;
}

/** @throws ServiceError `response-outdated` or `response-invalid` */
export function checkCompleted(response: QuestionnaireResponse, questionnaire: Questionnaire): void {
  const canonical: unknown = response.questionnaire;
  const [url, version] = typeof canonical === 'string' ? canonical.split('|') : [];
  if (url !== questionnaire.url)
    throw new ServiceError('response-invalid', [
      { expression: 'QuestionnaireResponse.questionnaire', diagnostics: 'It answers another form.' },
    ]);
  if (version !== questionnaire.version) throw new ServiceError('response-outdated');
  const faults: Fault[] = [];
  if (!COMPLETED.has(response.status))
    faults.push({ expression: 'QuestionnaireResponse.status', diagnostics: 'It is not completed.' });
  // Answers grow old (the policy's `answered`), so one has to know from when they are.
  if (!momentOf(response.authored))
    faults.push({
      expression: 'QuestionnaireResponse.authored',
      diagnostics: 'It has to say when it was completed.',
    });
  checkItems(questionnaire.item ?? [], given(response.item), new Map(), faults);
  if (faults.length > 0) throw new ServiceError('response-invalid', faults.slice(0, MOST_FAULTS));
}

function checkItems(
  items: readonly QuestionnaireItem[],
  response: readonly QuestionnaireResponseItem[],
  known: Answers,
  faults: Fault[],
): void {
  const answers = new Map(known);
  const linkIds = new Set(items.map(({ linkId }) => linkId));
  if (response.some(({ linkId }) => !linkIds.has(linkId)))
    faults.push({ diagnostics: 'It answers items that the form does not have in that place.' });
  for (const item of items) {
    const own = response.filter(({ linkId }) => linkId === item.linkId);
    const values = own.flatMap(({ answer }) => given(answer));
    const says = (diagnostics: string) =>
      faults.push({ expression: `item ${item.linkId}`, diagnostics: `${item.linkId}: ${diagnostics}` });
    if (!isEnabled(item, answers)) {
      if (own.some(hasAnswer)) says('is not asked with these answers.');
      continue;
    }
    if (item.type === 'group' || item.type === 'display') {
      if (values.length > 0) says('takes no answer itself.');
      if (own.length > 1 && !item.repeats) says('does not repeat.');
      // A group that is shown is filled in, also one that was left out.
      for (const one of own.length > 0 ? own : [undefined])
        checkItems(item.item ?? [], given(one?.item), answers, faults);
      continue;
    }
    if (own.length > 1) says('stands more than once; several answers go into one item.');
    if (values.length > 0) answers.set(item.linkId, values);
    if (item.required && values.length === 0) says('has to be answered.');
    if (values.length > 1 && !item.repeats) says('takes one answer.');
    for (const value of values) {
      const fault = faultOf(value, item);
      if (fault !== undefined) says(fault);
    }
    const inside = [...own, ...values].flatMap((one) => given(one.item));
    if (inside.length > 0) checkItems(item.item ?? [], inside, answers, faults);
  }
}

/** Headings without answers do no harm. */
function hasAnswer({ answer, item }: QuestionnaireResponseItem): boolean {
  return given(answer).length > 0 || given(item).some(hasAnswer);
}

/** The objects of a list, whatever was sent in its place. */
export function given<T extends object>(value: readonly T[] | undefined): readonly T[] {
  return Array.isArray(value) ? (value as readonly T[]).filter((one) => isObject(one)) : [];
}
