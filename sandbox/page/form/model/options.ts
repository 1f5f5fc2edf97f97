/** What can be chosen: the options of the item, or the members of its value set. */
import type {
  Coding,
  Questionnaire,
  QuestionnaireItem,
  QuestionnaireResponseItemAnswer,
  ValueSet,
  ValueSetExpansionContains,
} from 'fhir/r4.js';

export interface Option {
  readonly key: string;
  readonly label: string;
  readonly answer: QuestionnaireResponseItemAnswer;
}

/** Undefined: the list of answers did not come with the form. */
export function optionsOf(
  item: QuestionnaireItem,
  questionnaire: Questionnaire,
  valueSets: readonly ValueSet[],
): readonly Option[] | undefined {
  const { answerOption, answerValueSet } = item;
  if (answerValueSet === undefined)
    return (answerOption ?? []).flatMap(({ initialSelected: _, extension: __, ...value }) =>
      optionFor(value as QuestionnaireResponseItemAnswer),
    );
  const set = valueSetAt(answerValueSet, questionnaire, valueSets);
  const codings = set && codingsOf(set);
  return codings?.flatMap((valueCoding) => optionFor({ valueCoding }));
}

/** The same answer has the same key, wherever it stands. */
export function optionKey(answer: QuestionnaireResponseItemAnswer): string {
  const { valueCoding, valueInteger, valueDate, valueTime, valueString, valueReference } = answer;
  if (valueCoding) return `${valueCoding.system ?? ''}|${valueCoding.code ?? valueCoding.display ?? ''}`;
  return String(valueInteger ?? valueDate ?? valueTime ?? valueReference?.reference ?? valueString ?? '');
}

function optionFor(answer: QuestionnaireResponseItemAnswer): readonly Option[] {
  const key = optionKey(answer);
  const label = answer.valueCoding?.display ?? answer.valueReference?.display ?? key.replace(/^.*\|/, '');
  return key === '' ? [] : [{ key, label, answer }];
}

function valueSetAt(
  canonical: string,
  { contained = [] }: Questionnaire,
  valueSets: readonly ValueSet[],
): ValueSet | undefined {
  const own = contained.filter((one): one is ValueSet => one.resourceType === 'ValueSet');
  if (canonical.startsWith('#')) return own.find(({ id }) => id === canonical.slice(1));
  const [url, version] = canonical.split('|');
  return valueSets.find((one) => one.url === url && (version === undefined || one.version === version));
}

/** An expansion, or the codes a set names one by one; undefined where it only says by which rule they are found. */
function codingsOf({ expansion, compose }: ValueSet): readonly Coding[] | undefined {
  if (expansion)
    return flat(expansion.contains ?? []).map(({ system, code, display }) => coding(system, code, display));
  const parts = compose?.include ?? [];
  if (parts.length === 0 || parts.some(({ concept, filter, valueSet }) => !concept || filter || valueSet))
    return undefined;
  return parts.flatMap(({ system, concept = [] }) =>
    concept.map(({ code, display }) => coding(system, code, display)),
  );
}

function flat(contains: readonly ValueSetExpansionContains[]): readonly ValueSetExpansionContains[] {
  return contains.flatMap((one) => [...(one.abstract ? [] : [one]), ...flat(one.contains ?? [])]);
}

function coding(system?: string, code?: string, display?: string): Coding {
  return {
    ...(system !== undefined && { system }),
    ...(code !== undefined && { code }),
    ...(display !== undefined && { display }),
  };
}
