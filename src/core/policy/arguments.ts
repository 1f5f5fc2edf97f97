/** Reads the arguments of a question; a wrong one is the author's fault and is reported, not thrown. */
import type { CompiledValueSet } from '../terminology/value-set.js';
import type { CompileContext } from './question.js';

type Args = Readonly<Record<string, unknown>>;

export function number(args: Args, name: string, context: CompileContext, fallback?: number): number {
  const value = args[name] ?? fallback;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  context.fault(`"${name}" must be a number`);
  return 0;
}

export function string(args: Args, name: string, context: CompileContext, fallback?: string): string {
  const value = args[name] ?? fallback;
  if (typeof value === 'string') return value;
  context.fault(`"${name}" must be a string`);
  return '';
}

/** A list of strings, or one string. */
export function strings(
  args: Args,
  name: string,
  context: CompileContext,
  fallback?: readonly string[],
): readonly string[] {
  const value = args[name] ?? fallback;
  if (typeof value === 'string') return [value];
  if (Array.isArray(value) && value.every((element) => typeof element === 'string')) return value;
  context.fault(`"${name}" must be a string or a list of strings`);
  return [];
}

/** The named value sets; an unknown id is a fault. */
export function valueSets(args: Args, name: string, context: CompileContext): readonly CompiledValueSet[] {
  return strings(args, name, context).flatMap((id) => {
    const set = context.valueSet(id);
    if (!set) context.fault(`there is no value set "${id}" under fhir-profiles/valuesets`);
    return set ? [set] : [];
  });
}

/** Reports members the question does not know, so that a misspelt argument cannot be silently without effect. */
export function only(args: Args, names: readonly string[], context: CompileContext): void {
  for (const name of Object.keys(args)) {
    if (!names.includes(name))
      context.fault(`"${name}" is not an argument of this question; it takes ${names.join(', ') || 'none'}`);
  }
}
