/** What an order says about the product beside its name: route, form, strength, presentation, volume, brand. */
import { codings, list, text } from '../chart/read.js';
import { flatMapped, found } from '../lists.js';
import { phraseOf } from './phrase.js';
import { strengthsIn } from './strengths.js';
import { wordsOf } from './text.js';
import type { CodeableConcept, Dosage, Medication, MedicationRequest, Organization } from '../fhir.js';
import type { Dictionary } from './dictionary.js';
import type { DrugName } from './names.js';
import type { Phrase } from './phrase.js';
import type { ProductWords } from './product-words.js';
import type { DrugTables } from './tables.js';

export interface OrderedProduct {
  /** `IV`, `SC`, `IM`, `oral`, …; several when the dosage has several steps. */
  readonly routes: readonly string[];
  readonly forms: readonly string[];
  /** `100 mg`, `12.5 mg/ml`; only from words that describe a product, never from the dose. */
  readonly strengths: readonly string[];
  readonly presentations: readonly string[];
  /** Volumes to be given, in mL. */
  readonly volumesMl: readonly number[];
  readonly brands: readonly DrugName[];
  /** Manufacturers named in the words or by the Medication, among those that tell codes apart. */
  readonly labelers: readonly string[];
}

/** Describes the ordered product. `phrases` are the texts and displays of its concepts. */
export function orderedProduct(
  request: MedicationRequest,
  medication: Medication | undefined,
  phrases: readonly Phrase[],
  tables: DrugTables,
): OrderedProduct {
  const dosages = list(request.dosageInstruction).filter((dosage) => typeof dosage === 'object');
  const described = medication?.form
    ? [...phrases, ...textsOf(medication.form).map((each) => phraseOf(each, tables))]
    : phrases;
  const shaped = phrases.filter((phrase) => phrase.forms.length > 0);
  return {
    routes: unique(routesOf(dosages, described, tables.words)),
    forms: unique(flatMapped(described, (phrase) => phrase.forms)),
    strengths: unique([
      ...flatMapped(shaped, (phrase) => strengthsIn(phrase.text)),
      ...ingredientStrengths(medication),
    ]),
    presentations: unique(flatMapped(described, ({ words }) => meanings(words, tables.words.presentations))),
    volumesMl: flatMapped(dosages, volumes),
    brands: flatMapped(phrases, (phrase) => phrase.names.filter((name) => name.brand)),
    labelers: unique([
      ...flatMapped(phrases, (phrase) => phrase.labelers),
      ...flatMapped(manufacturerNames(medication), (name) => meanings(wordsOf(name), tables.words.labelers)),
    ]),
  };
}

/** The route element speaks first, then the dosage's text, then words beside the drug's name. */
function routesOf(
  dosages: readonly Dosage[],
  described: readonly Phrase[],
  words: ProductWords,
): readonly string[] {
  const coded = flatMapped(dosages, (dosage) => routesOfConcept(dosage.route, words));
  if (coded.length > 0) return coded;
  const spoken = flatMapped(dosages, (dosage) =>
    flatMapped([dosage.text, dosage.patientInstruction], (each) =>
      meanings(wordsOf(text(each) ?? ''), words.routes),
    ),
  );
  return spoken.length > 0 ? spoken : flatMapped(described, (phrase) => meanings(phrase.words, words.routes));
}

/** A route concept by its codes (SNOMED CT, HL7 v3, NCI), else by its words. */
function routesOfConcept(route: CodeableConcept | undefined, words: ProductWords): readonly string[] {
  const coded = found(codings(route), (coding) =>
    words.routeCodes.get((text(coding.code) ?? '').toUpperCase()),
  );
  return coded.length > 0 ? coded : textsOf(route).flatMap((each) => meanings(wordsOf(each), words.routes));
}

/** What Medication.manufacturer is called: by its display, or by the Organization contained in the Medication. */
function manufacturerNames(medication: Medication | undefined): readonly string[] {
  if (!medication) return [];
  const { display, reference } = medication.manufacturer ?? {};
  const organization = list(medication.contained).find(
    ({ id, resourceType }) => resourceType === 'Organization' && `#${id}` === reference,
  );
  const { name } = (organization ?? {}) as Partial<Organization>;
  return [display, name].flatMap((each) => list(text(each)));
}

/** Strength of the first ingredients, as the tables write it. */
function ingredientStrengths(medication: Medication | undefined): readonly string[] {
  return list(medication?.ingredient).flatMap(({ strength }) => {
    const value = strength?.numerator?.value;
    const unit = text(strength?.numerator?.unit) ?? text(strength?.numerator?.code);
    if (typeof value !== 'number' || unit === undefined) return [];
    const per = text(strength?.denominator?.unit) ?? text(strength?.denominator?.code);
    return strengthsIn(
      per?.toLowerCase() === 'ml'
        ? `${value} ${unit}/${strength?.denominator?.value ?? 1} ml`
        : `${value} ${unit}`,
    );
  });
}

function volumes(dosage: Dosage): readonly number[] {
  return list(dosage.doseAndRate).flatMap(({ doseQuantity }) => {
    const unit = (text(doseQuantity?.code) ?? text(doseQuantity?.unit) ?? '').toLowerCase();
    const value = doseQuantity?.value;
    return typeof value === 'number' && Number.isFinite(value) && (unit === 'ml' || unit === 'cc')
      ? [value]
      : [];
  });
}

function textsOf(concept: CodeableConcept | undefined): readonly string[] {
  return [concept?.text, ...codings(concept).map((coding) => coding.display)].flatMap((each) =>
    list(text(each)),
  );
}

const meanings = (words: readonly string[], dictionary: Dictionary<string>): readonly string[] =>
  dictionary.find(words).map((hit) => hit.meaning);

const unique = <T>(values: readonly T[]): readonly T[] => (values.length < 2 ? values : [...new Set(values)]);
