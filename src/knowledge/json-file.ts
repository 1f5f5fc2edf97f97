/** Reads a generated JSON file at JSON's speed; only a faulty one is read again as YAML, to say on which line it is faulty. */
import { readFileSync } from 'node:fs';
import type { ValidateFunction } from 'ajv';
import type { KnowledgeFault } from './faults.js';
import { readYaml } from './yaml-file.js';

export interface JsonFile<T> {
  /** Undefined when the file could not be used; `faults` then says why. */
  readonly value: T | undefined;
  readonly faults: readonly KnowledgeFault[];
  /** A fault at a path such as `['zipCentroids', '30303']`. */
  fault(path: readonly (string | number)[], message: string): KnowledgeFault;
}

/** `name` is how faults call the file. Throws only when the file cannot be read. */
export function readJson<T>(file: string, name: string, validate: ValidateFunction<T>): JsonFile<T> {
  const value = parsed(readFileSync(file, 'utf8'));
  if (value === undefined || !validate(value)) return readYaml(file, name, validate);
  return { value, faults: [], fault: (path, message) => readYaml(file, name, validate).fault(path, message) };
}

function parsed(source: string): unknown {
  try {
    return JSON.parse(source);
  } catch {
    return undefined;
  }
}
