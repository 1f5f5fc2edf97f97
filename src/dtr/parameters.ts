/** What $questionnaire-package is asked (DT-03): one Coverage, and orders, forms or the context of an earlier decision. */
import type { Coverage, FhirResource } from '../core/fhir.js';
import { list, text } from '../core/chart/read.js';
import { ServiceError, type Fault } from '../errors.js';

export interface PackageInput {
  readonly coverage: Coverage;
  readonly orders: readonly FhirResource[];
  /** Resources the orders refer to (`referenced`, before DTR 2.2). */
  readonly referenced: readonly FhirResource[];
  /** Canonicals, with or without version. */
  readonly questionnaires: readonly string[];
  /** A coverage-assertion-id. */
  readonly context?: string;
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;
/** Nobody documents more at once. */
const MOST_PARAMETERS = 50;

/** @throws ServiceError `invalid-parameters` */
export function packageInput(body: unknown): PackageInput {
  const parameters = parametersOf(body);
  const faults: Fault[] = [];
  const named = (name: string) => parameters.filter((one) => one['name'] === name);
  const resources = (name: string): readonly FhirResource[] =>
    named(name).flatMap((one) => {
      const resource = one['resource'];
      if (isObject(resource) && text(resource['resourceType']) !== undefined)
        return resource as unknown as FhirResource;
      faults.push({ expression: name, diagnostics: `Every ${name} is a resource.` });
      return [];
    });
  const texts = (name: string, ...members: readonly string[]): readonly string[] =>
    named(name).flatMap((one) => {
      const value = members.map((member) => text(one[member])).find((found) => found !== undefined);
      if (value === undefined)
        faults.push({ expression: name, diagnostics: `${name} is given as ${members[0]}.` });
      return value ?? [];
    });

  const coverages = resources('coverage').filter((one) => one.resourceType === 'Coverage');
  const orders = resources('order');
  const referenced = resources('referenced');
  const questionnaires = texts('questionnaire', 'valueCanonical', 'valueUri', 'valueString');
  const contexts = texts('context', 'valueString', 'valueId');
  const since = texts('changedsince', 'valueInstant', 'valueDateTime');
  const [coverage] = coverages;
  const [context] = contexts;
  if (coverages.length !== 1)
    faults.push({
      expression: 'coverage',
      diagnostics: `Exactly one Coverage is needed; there are ${coverages.length}.`,
    });
  if (contexts.length > 1) faults.push({ expression: 'context', diagnostics: 'One context at most.' });
  if (since.some((instant) => !INSTANT.test(instant)))
    faults.push({ expression: 'changedsince', diagnostics: 'changedsince is an instant.' });
  if (orders.length + questionnaires.length + contexts.length === 0)
    faults.push({ diagnostics: 'At least one of order, questionnaire and context is needed (dtr-1).' });
  if (faults.length > 0 || coverage === undefined) throw new ServiceError('invalid-parameters', faults);
  return {
    coverage: coverage,
    orders,
    referenced,
    questionnaires,
    ...(context !== undefined && { context }),
  };
}

/** The parameters of an operation's body. */
export function parametersOf(body: unknown): readonly Readonly<Record<string, unknown>>[] {
  if (!isObject(body) || body['resourceType'] !== 'Parameters')
    throw new ServiceError('invalid-parameters', [
      { diagnostics: 'The body has to be a Parameters resource.' },
    ]);
  const parameters = list(body['parameter'] as object | undefined).filter(isObject);
  if (parameters.length > MOST_PARAMETERS)
    throw new ServiceError('invalid-parameters', [
      { diagnostics: `There are more than ${MOST_PARAMETERS} parameters.` },
    ]);
  return parameters;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
