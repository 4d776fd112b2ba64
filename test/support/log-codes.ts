import ts from 'typescript';

const levels = new Set(['debug', 'info', 'warn', 'error']);

export interface LogCodes {
  /** Codes that the source writes as literals. */
  readonly codes: readonly string[];
  /** Lines whose code is not a literal there. */
  readonly unresolved: readonly string[];
}

/**
 * The log codes of a source file: `code` of what is passed to `debug`, `info`, `warn` and `error`, and for each loop and failure log
 * named `x` the codes `x-failed` and `x-recovered`.
 */
export function logCodes(path: string, text: string): LogCodes {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const codes = new Set<string>();
  const unresolved: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && isLogCall(node)) {
      const found = literalsOf(memberOf(node.arguments[0], 'code'));
      for (const code of found) codes.add(code);
      if (found.length === 0) unresolved.push(node.getText().split('\n')[0] ?? '');
    }
    for (const name of namesOf(node)) codes.add(`${name}-failed`).add(`${name}-recovered`);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return { codes: [...codes], unresolved };
}

/** `log.warn({ ... }, 'message')`: two arguments, on something that is called a log. */
function isLogCall({ expression, arguments: given }: ts.CallExpression): boolean {
  if (!ts.isPropertyAccessExpression(expression) || !levels.has(expression.name.text)) return false;
  return given.length === 2 && /log$/i.test(expression.expression.getText());
}

/** Names of loops (`super({ name, log, ... })`) and of failure logs (`new FailureLog(name, log)`). */
function namesOf(node: ts.Node): readonly string[] {
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.SuperKeyword) {
    const [options] = node.arguments;
    return isOwnLog(memberOf(options, 'log')) ? literalsOf(memberOf(options, 'name')) : [];
  }
  if (!ts.isNewExpression(node) || node.expression.getText() !== 'FailureLog') return [];
  return literalsOf(node.arguments?.[0]);
}

/** `failures.logOf(...)` logs under the name of the failure log, not of the loop. */
function isOwnLog(log: ts.Node | undefined): boolean {
  return log !== undefined && !/\.logOf\(/.test(log.getText());
}

function memberOf(node: ts.Node | undefined, name: string): ts.Node | undefined {
  if (node === undefined || !ts.isObjectLiteralExpression(node)) return undefined;
  const member = node.properties.find((property) => property.name?.getText() === name);
  if (member === undefined) return undefined;
  return ts.isPropertyAssignment(member) ? member.initializer : member;
}

function literalsOf(node: ts.Node | undefined): readonly string[] {
  if (node === undefined) return [];
  if (ts.isStringLiteral(node)) return [node.text];
  if (ts.isConditionalExpression(node)) return [...literalsOf(node.whenTrue), ...literalsOf(node.whenFalse)];
  return [];
}
