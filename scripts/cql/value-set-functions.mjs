// CQL functions about one value set: is a concept in it, for certain, and what it is called.
import { quoted } from './text.mjs';

const WEAK = 'https://site-of-care-cds.example.org/fhir/StructureDefinition/value-set-weak';

/** @returns {[string, string]} its name and its definition */
export function membership({ id }) {
  const name = `Is in ${id}`;
  const body = `exists (concept.coding C where ${has(id)})`;
  return [name, `define function "${name}"(concept FHIR.CodeableConcept):\n  ${body}`];
}

/** Codes that only hint at the meaning of a set do not answer for it. Undefined where it has none of these. */
export function sureMembership(set) {
  const hint = hintOf(set);
  if (hint === undefined) return undefined;
  const name = `Is Surely in ${set.id}`;
  const body = `exists (concept.coding C where ${has(set.id)}\n    and not (${hint}))`;
  return [name, `define function "${name}"(concept FHIR.CodeableConcept):\n  ${body}`];
}

/** What a concept is called: in the chart's words, else those of the set; by a code that is sure before one that hints. */
export function naming(set) {
  const { id } = set;
  const cases = conceptsOf(set).map(
    ({ system, code, display }) => `when ${quoted(`${system}|${code}`)} then ${quoted(display)}`,
  );
  const display = `Display in ${id}`;
  const name = `Name in ${id}`;
  const hint = hintOf(set);
  const first = (test) => `First(concept.coding C where ${test} return "${display}"(C))`;
  const body =
    hint === undefined
      ? first(has(id))
      : `Coalesce(\n    ${first(`${has(id)}\n      and not (${hint})`)},\n    ${first(has(id))})`;
  return [
    name,
    [
      `define function "${display}"(coding FHIR.Coding):`,
      '  Coalesce(coding.display.value,',
      `    case "Key"(coding)\n      ${cases.join('\n      ')}\n      else null\n    end)`,
      '',
      `define function "${name}"(concept FHIR.CodeableConcept):\n  ${body}`,
    ].join('\n'),
  ];
}

function has(id) {
  return `Code { code: C.code.value, system: C.system.value } in "${id}"`;
}

function hintOf({ compose }) {
  const isWeak = ({ extension = [] }) =>
    extension.some(({ url, valueBoolean }) => url === WEAK && valueBoolean === true);
  const keys = conceptsOf({ compose })
    .filter(isWeak)
    .map(({ system, code }) => quoted(`${system}|${code}`));
  const prefixes = compose.include
    .filter(isWeak)
    .flatMap(({ system, filter = [] }) => filter.map((one) => ({ system, ...one })))
    .map(({ system, op, value }) => {
      if (op !== 'is-a') throw new Error(`no CQL for a filter "${op}"`);
      return `StartsWith("Key"(C), ${quoted(`${system}|${value}`)})`;
    });
  const tests = [
    ...(keys.length > 0 ? [`"Key"(C) in {\n      ${keys.join(',\n      ')}\n    }`] : []),
    ...prefixes,
  ];
  return tests.length > 0 ? tests.join(' or ') : undefined;
}

function conceptsOf({ compose }) {
  return compose.include.flatMap(({ system, concept = [] }) => concept.map((one) => ({ system, ...one })));
}
