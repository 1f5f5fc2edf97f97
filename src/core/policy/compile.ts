/**
 * Compiles a criteria tree to closures, once at start. Every fault of the author is collected with the path of its node,
 * so that the loader can name file and line.
 */
import { allOf, anyOf, not, type Truth } from '../truth.js';
import { constant, group, notEvaluated, type Body, type CompiledNode, type Parts } from './combine.js';
import { compileEachAdverseEvent } from './each-adverse-event.js';
import { parameterised, readParameter } from './parameters.js';
import type { NodeDocument } from './document.js';
import type { Ask, CompileContext } from './question.js';
import { QUESTIONS } from './questions/index.js';
import { compileReasons } from './reasons.js';
import {
  answer,
  byTruth,
  isBare,
  NO_DETAIL,
  NOTHING,
  type Answer,
  type NodeLabel,
  type NodeResult,
} from './result.js';
import type { Subject } from './subject.js';
import type { DocumentPath, Workshop } from './workshop.js';

const STRUCTURE = new Set([
  'id', 'title', 'paragraph', 'when', 'otherwise', 'as', 'refutedBy', 'parameters', 'reasons', 'documents', 'about', 'everySite',
]); // prettier-ignore

const NO_CHILDREN: readonly NodeResult[] = [];

export function compileNode(document: NodeDocument, path: DocumentPath, workshop: Workshop): CompiledNode {
  const shop = workshop.seen.has(document) ? { ...workshop, faults: [] } : workshop;
  shop.seen.add(document);
  const here = document.parameters ? withParameters(document, path, shop) : shop;
  const label = labelOf(document);
  const { id } = label;
  const when = document.when && compileNode(document.when, [...path, 'when'], here);
  const body = compileBody(document, path, here);
  const refutedBy = document.refutedBy && compileNode(document.refutedBy, [...path, 'refutedBy'], here);
  if (id !== undefined) shop.known.add(id);
  const as = document.as;
  const otherwise = document.otherwise ?? 'met';

  const evaluate = (subject: Subject): NodeResult => {
    const result = evaluateOnce(subject);
    if (id !== undefined) subject.results.set(id, result);
    return result;
  };
  const notConcerned: NodeResult = {
    node: label,
    children: [],
    standing: 'not-concerned',
    truth: otherwise,
    evidence: NOTHING,
    detail: NO_DETAIL,
    missing: NOTHING,
    unseen: false,
    impersonal: true,
  };
  const known = new WeakMap<Parts, NodeResult>();
  // Mostly the same is found as for the order before.
  let last: Parts | undefined;
  let lastLabelled = notConcerned;
  const evaluateOnce = (subject: Subject): NodeResult => {
    if (when && when.evaluate(subject).truth === 'not-met') return notConcerned;
    const result = body.evaluate(subject);
    const refuted = refutedBy && truthOf(result) === 'needs-documentation' && refutedBy.evaluate(subject);
    if (refuted && refuted.truth === 'met')
      return {
        ...refuted,
        node: label,
        truth: 'not-met',
        children: result.children,
        missing: NOTHING,
        impersonal: false,
      };
    if (!result.impersonal) return labelled(result);
    if (result !== last) {
      last = result;
      lastLabelled = known.get(result) ?? labelled(result);
      known.set(result, lastLabelled);
    }
    return lastLabelled;
  };
  const labelled = (result: Parts): NodeResult => {
    const { children, standing, evidence, detail, missing, unseen, impersonal } = result;
    const truth = truthOf(result);
    // Written out: hundreds of these are made for each order, and spreading is slow.
    return { node: label, truth, children, standing, evidence, detail, missing, unseen, impersonal };
  };
  const truthOf = ({ truth }: Parts): Truth => (as ? (as[truth] ?? truth) : truth);
  const unasked: NodeResult = { ...body.unevaluated(), node: label };
  return { label, evaluate, unevaluated: () => unasked };
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
  const unasked = notEvaluated();
  return {
    evaluate: (subject) => {
      const answer = ask(subject);
      return isBare(answer) ? bareBody(answer.truth) : bodyOf(answer, false);
    },
    unevaluated: () => unasked,
  };
}

function bodyOf({ truth, evidence, detail, missing }: Answer, impersonal: boolean): Parts {
  const unseen = truth === 'needs-documentation' && missing.length > 0 && evidence.length === 0;
  return {
    truth,
    evidence,
    detail,
    missing,
    unseen,
    impersonal,
    children: NO_CHILDREN,
    standing: 'evaluated',
  };
}

const bareBody = byTruth((truth) => bodyOf(answer(truth), true));

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
    ...(document.reasons && { reasons: document.reasons, sentences: compileReasons(document.reasons) }),
  };
}
