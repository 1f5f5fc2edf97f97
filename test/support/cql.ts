/** A standards-only DTR application: runs the ELM of a form's Library over a patient's chart, with the value sets as they are published. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FHIRWrapper } from 'cql-exec-fhir';
import {
  CodeService,
  DateTime,
  Executor,
  Library as CqlLibrary,
  type DataProvider,
  type PatientObject,
} from 'cql-execution';
import type { FhirResource, Library, MedicationRequest, QuestionnaireItem, ValueSet } from 'fhir/r4.js';
import type { AnswerValue, PrefilledAnswer } from '../../src/core/documentation/answer.js';
import { form, initialExpressionOf, itemsOf } from './form.js';

const PROFILES = join(import.meta.dirname, '../../fhir-profiles');
const RESOURCE = 'http://hl7.org/fhir/StructureDefinition/';

export const library = readJson<Library>('libraries/ga-pmn-34-site-of-care.json');

export function contentOf({ content = [] }: Library, contentType: string): string {
  const found = content.find((one) => one.contentType === contentType)?.data ?? '';
  return Buffer.from(found, 'base64').toString('utf8');
}

const compiled = new CqlLibrary(JSON.parse(contentOf(library, 'application/elm+json')));
const codeService = new CodeService(expansions());
/** Reads FHIR's model, which takes a second: once. */
const model = FHIRWrapper.FHIRv401();

type Results = Readonly<Record<string, unknown>>;

/** The results of every define, by its name. */
export async function execute(
  chart: readonly FhirResource[],
  order: MedicationRequest | undefined,
  now: string,
): Promise<Results> {
  const given = { MedicationRequest: order ? model.wrap(order) : null };
  const executor = new Executor(compiled, codeService, given);
  const { patientResults } = (await executor.exec(new OneChart(chart), DateTime.parse(now) ?? undefined)) as {
    readonly patientResults: Readonly<Record<string, Results>>;
  };
  return Object.values(patientResults)[0] ?? {};
}

/** The answers of every item that has an expression. */
export function answersIn(results: Results): readonly PrefilledAnswer[] {
  return itemsOf(form.item).flatMap((item) => {
    const name = initialExpressionOf(item)?.expression;
    if (name === undefined) return [];
    if (!(name in results)) throw new Error(`item ${item.linkId}: the Library has no ${name}`);
    const found = [results[name]].flat().filter((value) => value !== null && value !== undefined);
    return found.map((value) => ({ linkId: item.linkId, value: valueOf(value, item), from: [] }));
  });
}

/** A result of CQL in the words of QuestionnaireResponse.item.answer. */
function valueOf(result: unknown, { linkId, type }: QuestionnaireItem): AnswerValue {
  const plain = JSON.parse(JSON.stringify(result)) as unknown;
  if (type === 'boolean') return { valueBoolean: plain as boolean };
  if (type === 'decimal') return { valueDecimal: plain as number };
  if (type === 'integer') return { valueInteger: plain as number };
  if (type === 'date') return { valueDate: plain as string };
  if (type === 'string') return { valueString: plain as string };
  if (type === 'choice' || type === 'open-choice') {
    const { code } = plain as { code: string };
    return { valueCoding: { code } };
  }
  if (type !== 'attachment') throw new Error(`item ${linkId}: no answer of type ${type} is expected`);
  const members = Object.entries(plain as Record<string, { value: string } | null>);
  const attachment = Object.fromEntries(members.flatMap(([name, one]) => (one ? [[name, one.value]] : [])));
  return { valueAttachment: { url: '', ...attachment } };
}

/** One patient, and everything of their chart by its type, as a search of an EHR finds it. */
class OneChart implements DataProvider {
  #patients: PatientObject[];

  constructor(chart: readonly FhirResource[]) {
    this.#patients = chart.flatMap((resource) => {
      if (resource.resourceType !== 'Patient') return [];
      const findRecords = (profile: string | null) =>
        chart
          .filter((one) => profile === `${RESOURCE}${one.resourceType}` && isAbout(one, resource))
          .map((one) => model.wrap(one));
      return [Object.assign(model.wrap(resource), { findRecords })];
    });
  }

  currentPatient(): PatientObject | undefined {
    return this.#patients[0];
  }

  nextPatient(): PatientObject | undefined {
    this.#patients = this.#patients.slice(1);
    return this.#patients[0];
  }
}

function isAbout(resource: FhirResource, { id }: FhirResource): boolean {
  const { subject } = resource as { readonly subject?: { readonly reference?: string } };
  return subject?.reference === undefined || subject.reference === `Patient/${id}`;
}

/** By address and version, as the published expansions list them. */
function expansions() {
  const names = readdirSync(join(PROFILES, 'valuesets'));
  return Object.fromEntries(
    names.map((name) => {
      const { url = '', version = '', expansion } = readJson<ValueSet>(`valuesets/${name}`);
      const codes = (expansion?.contains ?? []).map(({ system = '', code = '' }) => ({ system, code }));
      return [url, { [version]: codes }] as const;
    }),
  );
}

function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(join(PROFILES, path), 'utf8')) as T;
}
