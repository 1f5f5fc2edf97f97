/** `$name` references to a policy's parameters, outside question arguments. */
import type { DocumentPath, Workshop } from './workshop.js';
import type { ParameterValue } from './document.js';

/** A parameter's value; reading it marks it as used. */
export function readParameter(name: string, shop: Workshop): ParameterValue | undefined {
  shop.used.add(name);
  return shop.parameters.get(name);
}

/** The value itself, or that of the parameter it names. */
export function parameterised(
  value: unknown,
  shop: Workshop,
  path: DocumentPath,
): ParameterValue | undefined {
  if (typeof value === 'string' && value.startsWith('$')) {
    const parameter = readParameter(value.slice(1), shop);
    if (parameter === undefined)
      shop.faults.push({ path, message: `there is no parameter "${value.slice(1)}"` });
    return parameter;
  }
  return value as ParameterValue | undefined;
}

export function numberOf(value: unknown, name: string, shop: Workshop, path: DocumentPath): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  shop.faults.push({ path, message: `"${name}" must be a number or the name of a numeric parameter` });
  return 0;
}
