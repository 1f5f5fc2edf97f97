// Writes the CQL library of a form: one define per item that the chart or the order can answer, from the same `from` that this service's own
// draft is filled in by (policies/<id>/questionnaire.yaml), with the policy's parameters, value sets and status filters.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expressionOf } from './sources.mjs';
import { standingFunction } from './standing.mjs';
import { heading, quoted } from './text.mjs';
import { membership, naming, sureMembership } from './value-set-functions.mjs';

const FUNCTIONS = ['days-and-codes', 'planned-day', 'course', 'observations', 'documents'].map((name) =>
  readFileSync(join(import.meta.dirname, 'functions', `${name}.cql`), 'utf8').trim(),
);
const ANSWERS = 'https://site-of-care-cds.example.org/fhir/CodeSystem/soc-answers';

/**
 * `items`: linkId → name of the define that answers it; `valueSets` and `requirements`: what has to be at hand to run it.
 * @param given { form, policy, filters, valueSetById }
 */
export function generateLibrary(given) {
  const library = new Writer(given);
  const items = new Map();
  for (const item of itemsOf(given.form.items)) {
    const expression = item.from && expressionOf(item, library);
    if (expression === undefined) continue;
    const name = `Item_${item.linkId.replaceAll('.', '_')}`;
    items.set(item.linkId, name);
    library.item(name, item, expression);
  }
  return { text: library.text(), items, valueSets: library.valueSets, requirements: library.requirements };
}

export function itemsOf(items) {
  return items.flatMap((item) => [item, ...itemsOf(item.items ?? [])]);
}

class Writer {
  #given;
  #valueSets = new Map();
  #answers = new Map();
  #functions = new Map();
  #defines = new Map();
  #items = [];
  /** The services that go with the order tell the planned day, a visit the day of what was found in it. */
  #requirements = new Map(['ServiceRequest', 'Encounter'].map((type) => [type, { type }]));

  constructor(given) {
    this.#given = given;
  }

  get valueSets() {
    return [...this.#valueSets.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  get requirements() {
    return [...this.#requirements.values()];
  }

  /** `$c.lvefMonths`, or a number. */
  number(value) {
    const found = typeof value === 'string' ? this.#given.policy.parameters[value.slice(1)]?.value : value;
    if (typeof found !== 'number') throw new Error(`"${value}" is no number of the policy`);
    return found;
  }

  valueSet(id) {
    if (!this.#valueSets.has(id)) this.#valueSets.set(id, this.#given.valueSetById(id));
    return this.#valueSets.get(id);
  }

  /** A code of the form's answers. */
  answer(code) {
    this.#answers.set(code, this.#given.form.answers[code]);
    return `"${code}"`;
  }

  /** What the library reads, for the client to fetch beforehand (DTR 2.2 spec-68). */
  requires(type, path, { url, version }) {
    const valueSet = `${url}|${version}`;
    this.#requirements.set(`${type} ${path} ${valueSet}`, { type, codeFilter: [{ path, valueSet }] });
  }

  /** That the statuses of a type are asked for. */
  standing(type) {
    this.#functions.set(`Standing ${type}`, standingFunction(type, this.#given.filters));
  }

  isIn(id) {
    return this.#function(membership(this.valueSet(id)));
  }

  /** Undefined where every code of the set is sure. */
  isSurelyIn(id) {
    const made = sureMembership(this.valueSet(id));
    return made && this.#function(made);
  }

  nameIn(id) {
    return this.#function(naming(this.valueSet(id)));
  }

  #function([name, definition]) {
    this.#functions.set(name, definition);
    return `"${name}"`;
  }

  define(name, expression) {
    this.#defines.set(name, `define "${name}":\n  ${expression}`);
    return `"${name}"`;
  }

  item(name, { linkId, text }, expression) {
    this.#items.push(`// ${linkId} ${text}\ndefine ${name}:\n  ${expression}`);
  }

  text() {
    const { form, policy } = this.#given;
    const sets = this.valueSets.map(
      ({ id, url, version }) => `valueset "${id}": '${url}' version '${version}'`,
    );
    const codes = [...this.#answers].map(
      ([code, display]) => `code "${code}": '${code}' from "Answers" display ${quoted(display)}`,
    );
    return `${[
      `// Answers of the form "${form.title}" that the chart and the order give.`,
      '// Made from policies/ by scripts/build-cql.mjs; do not edit.',
      `library ${form.name} version '${policy.version}'`,
      '',
      "using FHIR version '4.0.1'",
      '',
      `codesystem "Answers": '${ANSWERS}' version '${policy.version}'`,
      '',
      ...sets,
      '',
      ...codes,
      '',
      '// The order the form is about.',
      'parameter "MedicationRequest" FHIR.MedicationRequest',
      '',
      'context Patient',
      '',
      FUNCTIONS.join('\n\n'),
      '',
      heading(
        'value sets, and what statuses are worth: 0 counts, 1 is history, 2 is unsure, 3 is as if it were not there',
      ),
      '',
      [...this.#functions.values()].join('\n\n'),
      '',
      heading('the items of the form'),
      '',
      [...this.#defines.values(), ...this.#items].join('\n\n'),
    ].join('\n')}\n`;
  }
}
