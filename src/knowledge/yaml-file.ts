/**
 * Reads a YAML file, checks it against a JSON Schema and knows where each value stands, for precise faults. Files are nearly always sound, so
 * the fast parser reads them; the one that keeps positions, many times slower, is asked only when there is a fault to place.
 */
import { readFileSync } from 'node:fs';
import type { ValidateFunction } from 'ajv';
import { CORE_SCHEMA, load } from 'js-yaml';
import { isMap, isNode, isScalar, LineCounter, parseDocument, type Document } from 'yaml';
import type { KnowledgeFault } from './faults.js';

export interface YamlFile<T> {
  /** As named in faults. */
  readonly name: string;
  /** Undefined when the file could not be used; `faults` then says why. */
  readonly value: T | undefined;
  readonly faults: readonly KnowledgeFault[];
  /** A fault at a path such as `['summary', 0]`; the nearest existing ancestor gives the line. */
  fault(path: readonly (string | number)[], message: string): KnowledgeFault;
}

/** `name` is how faults call the file. Throws only when the file cannot be read. */
export function readYaml<T>(file: string, name: string, validate: ValidateFunction<T>): YamlFile<T> {
  const text = readFileSync(file, 'utf8');
  let placed: Placed | undefined;
  const placedOnce = (): Placed => (placed ??= place(text));
  const fault = (path: readonly (string | number)[], message: string): KnowledgeFault => ({
    file: name,
    line: lineOf(placedOnce(), path),
    message,
  });

  const sound = quickly(text);
  if (sound !== undefined && validate(sound)) return { name, value: sound, faults: [], fault };

  const { document, lines } = placedOnce();
  if (document.errors.length > 0) {
    const faults = document.errors.map((error) => ({
      file: name,
      line: lines.linePos(error.pos[0]).line,
      message: error.message,
    }));
    return { name, value: undefined, faults, fault };
  }

  const value: unknown = document.toJS();
  if (validate(value)) return { name, value, faults: [], fault };
  const faults = (validate.errors ?? []).map((error) => {
    const path = error.instancePath.split('/').slice(1).map(unescapePointer);
    const extra: unknown = error.params['additionalProperty'];
    const detail = typeof extra === 'string' ? ` ("${extra}")` : '';
    return fault(
      typeof extra === 'string' ? [...path, extra] : path,
      `${path.join('.') || 'file'} ${error.message}${detail}`,
    );
  });
  return { name, value: undefined, faults, fault };
}

interface Placed {
  readonly document: Document;
  readonly lines: LineCounter;
}

function place(text: string): Placed {
  const lines = new LineCounter();
  return { document: parseDocument(text, { lineCounter: lines, prettyErrors: false }), lines };
}

/** Undefined for what is no YAML: the other parser then says where and why. */
function quickly(text: string): unknown {
  try {
    return load(text, { schema: CORE_SCHEMA });
  } catch {
    return undefined;
  }
}

function lineOf({ document, lines }: Placed, path: readonly (string | number)[]): number {
  const steps = path.map((step) => (/^\d+$/.test(String(step)) ? Number(step) : step));
  for (let length = steps.length; length >= 0; length -= 1) {
    const offset = offsetOf(document, steps.slice(0, length));
    if (offset !== undefined) return lines.linePos(offset).line;
  }
  return 1;
}

/** Where a member's name, or an element of a list, begins in the text. */
function offsetOf(document: Document, path: readonly (string | number)[]): number | undefined {
  const parent: unknown = path.length < 2 ? document.contents : document.getIn(path.slice(0, -1), true);
  const last = path.at(-1);
  const key: unknown = isMap(parent)
    ? parent.items.find(({ key }) => isScalar(key) && String(key.value) === String(last))?.key
    : undefined;
  const node: unknown = key ?? (last === undefined ? document.contents : document.getIn(path, true));
  return isNode(node) ? node.range?.[0] : undefined;
}

function unescapePointer(step: string): string {
  return step.replaceAll('~1', '/').replaceAll('~0', '~');
}
