/** The drugs of the scenarios as orders code them, and as a chart's history does (the product, without a billing code). */
import type { CodeableConcept } from 'fhir/r4.js';
import { SYSTEM } from '../../../src/core/terminology/systems.js';

export interface Drug {
  readonly name: string;
  /** As in an order. */
  readonly ordered: CodeableConcept;
  /** As in a MedicationAdministration. */
  readonly given: CodeableConcept;
}

export const drugs = {
  infliximab: drug('infliximab', '191831', 'J1745', ['310994', 'infliximab 100 MG Injection']),
  vedolizumab: drug('vedolizumab', '1538097', 'J3380', ['1538137', 'vedolizumab 300 MG Injection']),
  abatacept: drug('abatacept', '614391', 'J0129', ['616018', 'abatacept 250 MG Injection [Orencia]']),
  rituximab: drug('rituximab', '121191', 'J9312', ['1657862', '10 ML rituximab 10 MG/ML Injection']),
  natalizumab: drug('natalizumab', '354770', 'J2323', ['477484', '15 ML natalizumab 20 MG/ML Injection']),
  pembrolizumab: drug('pembrolizumab', '1547545', 'J9271'),
  immuneGlobulin: drug('immune globulin', '5666', 'J1569'),
  ironSucrose: drug('iron sucrose', '24909', 'J1756', ['1741261', '10 ML iron sucrose 20 MG/ML Injection']),
} as const;

/** A product form patients inject themselves; the order carries the product only. */
export const certolizumabSyringe: Drug = {
  name: 'certolizumab pegol',
  ordered: rxnorm('849597', '1 ML certolizumab pegol 200 MG/ML Prefilled Syringe'),
  given: rxnorm('849597', '1 ML certolizumab pegol 200 MG/ML Prefilled Syringe'),
};

/** What is given before an infusion to prevent a reaction. */
export const premedications = {
  diphenhydramine: rxnorm('3498', 'Diphenhydramine'),
  methylprednisolone: rxnorm('6902', 'Methylprednisolone'),
  acetaminophen: rxnorm('161', 'Acetaminophen'),
} as const;

function drug(name: string, ingredient: string, hcpcs: string, product?: readonly [string, string]): Drug {
  const ordered = {
    coding: [
      { system: SYSTEM.rxnorm, code: ingredient, display: name },
      { system: SYSTEM.hcpcs, code: hcpcs },
    ],
    text: name,
  };
  return { name, ordered, given: product ? rxnorm(...product) : ordered };
}

function rxnorm(code: string, display: string): CodeableConcept {
  return { coding: [{ system: SYSTEM.rxnorm, code, display }], text: display };
}
