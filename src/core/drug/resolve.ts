/**
 * What is the ordered drug, and is it on the payer's list? facts/drugs.md §7: every coding of every concept is read,
 * the readings are intersected, the rest of the order narrows what remains, then membership comes before the code.
 */
import { agree } from './agreement.js';
import { drugConcepts, ingredientsOf, medicationOf } from './concepts.js';
import { dialysisStatus } from './dialysis.js';
import { contradictionIn } from './display-check.js';
import { readingDoubts, unresolvedDoubts } from './doubts.js';
import { ingredientReadings, textReading } from './fallback.js';
import { byBrand, byDate, byDialysis, byManufacturer, byRoute, byVolume } from './filters.js';
import { byForm } from './form-filter.js';
import { membership, plainName, questionFor, routesOf, rowDoubts } from './membership.js';
import { orderedProduct } from './product.js';
import { pathOf } from './reading.js';
import { readConcepts } from './readings.js';
import { normalise } from './text.js';
import { conflict, notListed, unresolved } from './without-code.js';
import { flatMapped, found } from '../lists.js';
import type { Chart } from '../chart/chart.js';
import type { Order } from '../orders/types.js';
import type { DialysisStatus } from './dialysis.js';
import type { Candidates } from './candidates.js';
import type { OrderedProduct } from './product.js';
import type { Reading } from './reading.js';
import type { OrderReadings } from './readings.js';
import type { CodeEntry, DrugTables } from './tables.js';
import type { DrugResolution } from './types.js';

/** Resolves one order. Pure and cheap: call it again when the chart has grown (see `dependsOnChart`). Never throws. */
export function resolveDrug(order: Order, chart: Chart, tables: DrugTables): DrugResolution {
  const medication = medicationOf(order, chart);
  const service = order.planned.span;
  const read = readConcepts(drugConcepts(order, medication, chart), service, order, tables);
  const contradiction = contradictionIn(read, tables);
  if (contradiction) return conflict(contradiction, read, tables);

  const firm = read.readings.filter((reading) => reading.standing !== 'unknown');
  const coded = decides(firm)
    ? firm
    : ingredientReadings(ingredientsOf(medication, order, chart), service, tables);
  const basis = decides(coded) ? 'coded' : 'text';
  const readings = basis === 'coded' ? coded : textReadings(read, tables);
  if (readings.length === 0) {
    const unknown = read.readings.filter((reading) => !reading.neverAlone);
    if (unknown.length > 0) return notListed(read, unknown, undefined, tables);
    return unresolved(read, unresolvedDoubts(order, read, medication, tables), tables);
  }
  const agreement = agree(readings);
  if (agreement.kind === 'conflict') {
    const [one, other] = agreement.between;
    const sentence = `${claim(one)}, but ${claim(other)}`;
    if (basis === 'text') return unresolved(read, [`${sentence}.`], tables);
    return conflict({ sentence, codes: [...one.codes, ...other.codes] }, read, tables);
  }
  const product = orderedProduct(order.request, medication, [...read.texts, ...read.displays], tables);
  const dialysis = splitByDialysis(agreement.codes, tables)
    ? dialysisStatus(order, chart, tables)
    : { evidence: [] };
  const start: Candidates = {
    codes: agreement.codes,
    otherForms: agreement.otherForms,
    elsewhere: undefined,
    path: readings.map(pathOf),
    doubts: [],
  };
  const left = narrowed(start, order, readings, product, dialysis, tables);
  const form = selfAdministeredForm(readings, product, tables);
  if (left.codes.length === 0) return notListed(read, readings, form, tables);
  return answer({ read, readings, basis, left, form, dialysis }, tables);
}

/** The filters in their order: date, form and strength, route, brand, indication, volume, manufacturer. */
function narrowed(
  start: Candidates,
  order: Order,
  readings: readonly Reading[],
  product: OrderedProduct,
  dialysis: DialysisStatus,
  tables: DrugTables,
): Candidates {
  const dated = byDate(start, order.planned.span, order.planned.text, tables);
  const formed = readings.some((reading) => reading.specific) ? dated : byForm(dated, product, tables);
  const branded = byBrand(byRoute(formed, product, tables), product, tables);
  const measured = byVolume(byDialysis(branded, dialysis.status, tables), product, tables);
  return byManufacturer(measured, product, tables);
}

interface Found {
  readonly read: OrderReadings;
  readonly readings: readonly Reading[];
  readonly basis: 'coded' | 'text';
  readonly left: Candidates;
  readonly form: string | undefined;
  readonly dialysis: DialysisStatus;
}

function answer({ read, readings, basis, left, form, dialysis }: Found, tables: DrugTables): DrugResolution {
  const verdict = membership(left, form, tables);
  const { listed, unlisted, outcome } = verdict;
  const remaining = [...listed, ...unlisted];
  const name = plainName(remaining, tables) ?? readings[0]?.name ?? 'the ordered drug';
  return {
    outcome,
    hcpcs: listed.map((entry) => entry.code),
    unlisted: unlisted.map((entry) => entry.code),
    name,
    ...moleculeAmong(remaining, readings),
    path: left.path,
    rows: flatMapped(listed, (entry) => entry.rows),
    doubts: [
      ...readingDoubts(read, readings, basis, tables),
      ...left.doubts,
      ...rowDoubts(verdict, () => wordsSaid(read, readings)),
    ],
    basis,
    ...(outcome === 'AMBIGUOUS_MIXED' && { question: questionFor(verdict, name) }),
    routes: routesOf(listed),
    ...(form !== undefined && { selfAdministeredForm: form }),
    noteExcludesSelfAdministration: listed.some((entry) => entry.excludesSelfAdministration),
    evidence: [...read.evidence, ...dialysis.evidence],
    versions: tables.versions,
  };
}

/** Everything the order and the tables call the drug, normalised and between blanks. */
function wordsSaid({ texts, displays }: OrderReadings, readings: readonly Reading[]): string {
  const words = [...texts, ...displays].map((phrase) => phrase.normal);
  return ` ${[...words, ...readings.map((reading) => normalise(reading.name))].join(' ')} `;
}

/** Texts and displays that are exactly a name; a display of an unknown code names the drug, not the product. */
function textReadings(read: OrderReadings, tables: DrugTables): readonly Reading[] {
  return [
    ...found(read.texts, (phrase) => textReading(phrase, true, tables)),
    ...found(read.displays, (phrase) => textReading(phrase, false, tables)),
  ];
}

function selfAdministeredForm(
  readings: readonly Reading[],
  product: OrderedProduct,
  tables: DrugTables,
): string | undefined {
  const coded = readings.find((reading) => reading.selfAdministeredForm !== undefined)?.selfAdministeredForm;
  return coded ?? product.forms.find((form) => tables.words.selfAdministeredForms.has(form));
}

function moleculeAmong(
  remaining: readonly CodeEntry[],
  readings: readonly Reading[],
): { readonly molecule?: string } {
  const molecules = new Set(remaining.map((entry) => entry.molecule));
  const [molecule] = molecules.size === 1 ? molecules : readings.map((reading) => reading.molecule);
  return molecule === undefined ? {} : { molecule };
}

const decides = (readings: readonly Reading[]): boolean => readings.some((reading) => !reading.neverAlone);

const splitByDialysis = (codes: readonly string[], tables: DrugTables): boolean =>
  codes.some((code) => tables.codes.get(code)?.dialysis !== undefined);

const claim = (reading: Reading): string =>
  reading.standing === 'elsewhere'
    ? `${reading.label} is a drug that is not on the list`
    : `${reading.label} is ${reading.name}`;
