/** The titles of the tests in a file, read from its source: what a table may name as proof. */
import { readFileSync } from 'node:fs';
import ts from 'typescript';

/** Full titles, `describe › test`, with the placeholders of `each` as they stand. What is skipped or still to do proves nothing and is left out. */
export function testTitles(file: string): readonly string[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const titles: string[] = [];
  const visit = (node: ts.Node, above: readonly string[]): void => {
    const call = ts.isCallExpression(node) ? testCall(node) : undefined;
    if (!call) {
      ts.forEachChild(node, (child) => visit(child, above));
      return;
    }
    if (call.isSkipped) return;
    const path = [...above, call.title];
    if (call.kind === 'test') titles.push(path.join(' › '));
    else call.rest.forEach((child) => visit(child, path));
  };
  visit(source, []);
  return titles;
}

interface TestCall {
  readonly kind: 'describe' | 'test';
  readonly title: string;
  readonly isSkipped: boolean;
  readonly rest: readonly ts.Node[];
}

/** `test('title', …)`, `test.each(rows)('title', …)`, and the same with describe or a function named describe…. */
function testCall(node: ts.CallExpression): TestCall | undefined {
  const names = calleeNames(node.expression);
  const [root = ''] = names;
  const kind = root === 'test' || root === 'it' ? 'test' : /^describe/.test(root) ? 'describe' : undefined;
  const [title, ...rest] = node.arguments;
  if (kind === undefined || !title || !ts.isStringLiteralLike(title)) {
    // A template with variables: `CRD ${version}` is named by its text.
    if (kind === undefined || !title || !ts.isTemplateExpression(title)) return undefined;
  }
  const text = ts.isStringLiteralLike(title) ? title.text : title.getText().slice(1, -1);
  return { kind, title: text, isSkipped: names.some((name) => /^(skip|todo|failing)$/.test(name)), rest };
}

/** `test.each(rows)` → test, each */
function calleeNames(expression: ts.Expression): readonly string[] {
  if (ts.isIdentifier(expression)) return [expression.text];
  if (ts.isPropertyAccessExpression(expression))
    return [...calleeNames(expression.expression), expression.name.text];
  if (ts.isCallExpression(expression)) return calleeNames(expression.expression);
  return [];
}
