/** Reads an NDC coding in any of its shapes. */
import { readNdc } from './ndc.js';
import { astray } from './reading.js';
import type { Coding } from '../fhir.js';
import type { Reading } from './reading.js';
import type { DrugTables, NdcProduct } from './tables.js';

const DOUBTS: Readonly<Record<NdcProduct['source'], string | undefined>> = {
  cms: undefined,
  'cms-earlier': 'is no longer in the CMS crosswalk; its code is that of an earlier one.',
  rxnorm: 'is not in the CMS crosswalk; its code was derived from RxNorm.',
};

/** Undefined when the code has no shape of an NDC, or is ten digits that could be several known packages. */
export function readNdcCoding(code: string, coding: Coding, tables: DrugTables): Reading | undefined {
  const shape = readNdc(code);
  if (shape.kind === 'malformed') return undefined;
  if (shape.kind === 'product') {
    return byProduct(shape.digits, coding, tables) ?? astray(`ndc ${shape.digits}`, 'unknown', coding, []);
  }
  const known = shape.candidates.filter((digits) => tables.ndc.has(digits));
  const [digits] = known;
  if (digits !== undefined) return known.length === 1 ? byPackage(digits, coding, tables) : undefined;
  const [only = ''] = shape.candidates;
  const product = shape.candidates.length === 1 ? byProduct(only.slice(0, 9), coding, tables) : undefined;
  return product ?? astray(`ndc ${code.trim()}`, 'unknown', coding, []);
}

function byPackage(digits: string, coding: Coding, tables: DrugTables): Reading | undefined {
  const product = tables.ndc.get(digits);
  if (!product) return undefined;
  const doubt = DOUBTS[product.source];
  const doubts = doubt === undefined ? [] : [`NDC ${digits} ${doubt}`];
  return reading(`ndc ${digits}`, product, coding, doubts, tables);
}

function byProduct(nine: string, coding: Coding, tables: DrugTables): Reading | undefined {
  const product = tables.ndcProducts.get(nine);
  if (!product) return undefined;
  const doubts = [`The package of NDC ${nine} is not in the tables; labeler and product are.`];
  return reading(`ndc ${nine}`, product, coding, doubts, tables);
}

function reading(
  label: string,
  product: NdcProduct,
  coding: Coding,
  doubts: readonly string[],
  tables: DrugTables,
): Reading {
  const concept = tables.rxnorm.get(product.rxcui);
  const molecule = concept?.molecule ?? tables.codes.get(product.codes[0] ?? '')?.molecule;
  const form = concept?.selfAdministeredForm;
  return {
    label,
    codes: product.codes,
    name: concept?.name ?? product.name,
    otherForms: false,
    neverAlone: false,
    specific: true,
    standing: 'known',
    doubts,
    coding,
    ...(molecule !== undefined && { molecule }),
    ...(form !== undefined && { selfAdministeredForm: form }),
  };
}
