/**
 * Compiles a criteria tree to closures, once at start. Every fault of the author is collected with the path of its node,
 * so that the loader can name file and line.
 */
import type { ReadRequest } from '../chart/chart.js';
import { allOf, anyOf, not, type Truth } from '../truth.js';
import type { CompiledValueSet } from '../terminology/value-set.js';
import { compileEachAdverseEvent } from './each-adverse-event.js';
import { parameterised, readParameter } from './parameters.js';
import type { NodeDocument, ParameterValue } from './document.js';
import type { Ask, CompileContext } from './question.js';
import { QUESTIONS } from './questions/index.js';
import type { Answer, NodeLabel, NodeResult } from './result.js';
import type { Subject } from './subject.js';

/** Path of a member in the policy document, for the loader to turn into a line: `['initial', 'any', 0]`. */
export type DocumentPath = readonly (string | number)[];

export interface Fault {
  readonly path: DocumentPath;
  readonly message: string;
}

export interface Workshop {
  readonly valueSets: ReadonlyMap<string, CompiledValueSet>;
  readonly parameters: ReadonlyMap<string, ParameterValue>;
  readonly faults: Fault[];
  readonly needs: ReadRequest[];
  /** Ids of criteria seen so far, so that a reference to a later or misspelt one is a fault. */
  readonly known: Set<string>;
  /** Names of parameters some node reads: one that nothing reads would be a switch without a wire. */
  readonly used: Set<string>;
  /** Nodes compiled so far: a part that stands in two trees (a YAML alias) reports its faults once. */
  readonly seen: Set<NodeDocument>;
}

export interface CompiledNode {
  readonly label: NodeLabel;
  evaluate(subject: Subject): NodeResult;
  /** This node and those below it as `not-evaluated`, for criteria that were not reached. */
  unevaluated(): NodeResult;
}

const STRUCTURE = new Set([
  'id', 'title', 'paragraph', 'when', 'otherwise', 'as', 'parameters', 'reasons', 'documents', 'about', 'everySite',
]); // prettier-ignore

export function compileNode(document: NodeDocument, path: DocumentPath, workshop: Workshop): CompiledNode {
  const shop = workshop.seen.has(document) ? { ...workshop, faults: [] } : workshop;
  shop.seen.add(document);
  const here = document.parameters ? withParameters(document, path, shop) : shop;
  const label = labelOf(document);
  const when = document.when && compileNode(document.when, [...path, 'when'], here);
  const body = compileBody(document, path, here);
  if (label.id !== undefined) shop.known.add(label.id);
  const as = document.as;
  const otherwise = document.otherwise ?? 'met';

  const evaluate = (subject: Subject): NodeResult => {
    const result = evaluateOnce(subject);
    if (label.id !== undefined) subject.results.set(label.id, result);
    return result;
  };
  const evaluateOnce = (subject: Subject): NodeResult => {
    if (when && when.evaluate(subject).truth === 'not-met') {
      return {
        node: label,
        children: [],
        standing: 'not-concerned',
        truth: otherwise,
        evidence: [],
        detail: {},
        missing: [],
      };
    }
    const result = body.evaluate(subject);
    const truth = as?.[result.truth] ?? result.truth;
    return { ...result, node: label, truth };
  };
  const unevaluated = (): NodeResult => ({ ...body.unevaluated(), node: label });
  return { label, evaluate, unevaluated };
}

/** A node's own logic, before its label, its `when` and its `as`. */
export interface Body {
  evaluate(subject: Subject): Omit<NodeResult, 'node'>;
  unevaluated(): Omit<NodeResult, 'node'>;
}

function compileBody(document: NodeDocument, path: DocumentPath, shop: Workshop): Body {
  const members = Object.keys(document).filter((key) => !STRUCTURE.has(key));
  const [kind, ...more] = members;
  if (kind === undefined || more.length > 0) {
    shop.faults.push({
      path,
      message: `a node needs exactly one of all, any, not or a question; found ${members.join(', ') || 'none'}`,
    });
    return constant('needs-documentation');
  }
  const inside: DocumentPath = [...path, kind];
  const children = (nodes: readonly NodeDocument[]): CompiledNode[] =>
    nodes.map((node, index) => compileNode(node, [...inside, index], shop));
  switch (kind) {
    case 'all':
      return group(children(document.all ?? []), allOf, 'met');
    case 'any':
      return group(children(document.any ?? []), anyOf, 'not-met');
    case 'not':
      return group(document.not ? [compileNode(document.not, inside, shop)] : [], ([value]) =>
        not(value ?? 'needs-documentation'),
      );
    case 'eachAdverseEvent':
      return compileEachAdverseEvent(document.eachAdverseEvent, inside, shop);
    default:
      return question(kind, document[kind], inside, shop);
  }
}

/**
 * A combinator: all children are evaluated, so that each is recorded, also after one has decided. Its evidence is that of the
 * children that agree with its value; its gaps those of the children that left it open.
 */
export function group(
  nodes: readonly CompiledNode[],
  combine: (values: Truth[]) => Truth,
  neutral?: Truth,
): Body {
  return {
    evaluate: (subject) =>
      combined(
        nodes.map((node) => node.evaluate(subject)),
        combine,
        neutral,
      ),
    unevaluated: () => notEvaluated(nodes.map((node) => node.unevaluated())),
  };
}

export function combined(
  children: readonly NodeResult[],
  combine: (values: Truth[]) => Truth,
  neutral?: Truth,
): Omit<NodeResult, 'node'> {
  const truth = combine(children.map((child) => child.truth));
  const deciding = children.filter(
    (child) => child.truth === truth && (child.standing === 'evaluated' || truth !== neutral),
  );
  return {
    truth,
    children,
    standing: 'evaluated',
    evidence: deciding.flatMap((child) => child.evidence),
    // The first child that has a value names it.
    detail: Object.assign({}, ...deciding.map((child) => child.detail).reverse()) as Answer['detail'],
    missing: truth === 'needs-documentation' ? [...new Set(deciding.flatMap((child) => child.missing))] : [],
  };
}

export function notEvaluated(children: readonly NodeResult[] = []): Omit<NodeResult, 'node'> {
  return {
    truth: 'needs-documentation',
    children,
    standing: 'not-evaluated',
    evidence: [],
    detail: {},
    missing: [],
  };
}

function question(kind: string, args: unknown, path: DocumentPath, shop: Workshop): Body {
  const compile = QUESTIONS[kind];
  if (!compile) {
    shop.faults.push({
      path,
      message: `there is no question "${kind}"; known: ${Object.keys(QUESTIONS).sort().join(', ')}`,
    });
    return constant('needs-documentation');
  }
  const context: CompileContext = {
    valueSet: (id) => shop.valueSets.get(id),
    parameter: (name) => readParameter(name, shop),
    need: (request) => shop.needs.push(request),
    fault: (message) => shop.faults.push({ path, message }),
  };
  if (kind === 'criterion') {
    for (const id of [args].flat()) {
      if (typeof id !== 'string' || !shop.known.has(id))
        context.fault(`no criterion "${String(id)}" stands before this place`);
    }
  }
  const ask: Ask = compile(withValues(args, context), context);
  return {
    evaluate: (subject) => ({ ...ask(subject), children: [], standing: 'evaluated' }),
    unevaluated: () => notEvaluated(),
  };
}

/** Arguments as an object, a lone value under `value`, with `$name` replaced by the parameter of that name. */
function withValues(args: unknown, context: CompileContext): Readonly<Record<string, unknown>> {
  const replace = (value: unknown): unknown => {
    if (typeof value === 'string' && value.startsWith('$')) {
      const parameter = context.parameter(value.slice(1));
      if (parameter === undefined) context.fault(`there is no parameter "${value.slice(1)}"`);
      return parameter;
    }
    if (Array.isArray(value)) return value.map(replace);
    return value;
  };
  if (typeof args !== 'object' || args === null || Array.isArray(args)) return { value: replace(args) };
  return Object.fromEntries(Object.entries(args).map(([name, value]) => [name, replace(value)]));
}

function withParameters(document: NodeDocument, path: DocumentPath, shop: Workshop): Workshop {
  const parameters = new Map(shop.parameters);
  for (const [name, value] of Object.entries(document.parameters ?? {})) {
    const place = [...path, 'parameters', name];
    if (!parameters.has(name)) shop.faults.push({ path: place, message: `there is no parameter "${name}"` });
    parameters.set(name, parameterised(value, shop, place) ?? value);
  }
  return { ...shop, parameters };
}

function labelOf(document: NodeDocument): NodeLabel {
  return {
    documents: document.documents ?? [],
    ...(document.id !== undefined && { id: document.id }),
    ...(document.title !== undefined && { title: document.title }),
    ...(document.paragraph !== undefined && { paragraph: document.paragraph }),
    ...(document.reasons && { reasons: document.reasons }),
  };
}

function constant(truth: Truth): Body {
  const result: Omit<NodeResult, 'node'> = {
    truth,
    children: [],
    standing: 'evaluated',
    evidence: [],
    detail: {},
    missing: [],
  };
  return { evaluate: () => result, unevaluated: () => notEvaluated() };
}
