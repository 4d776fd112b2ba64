/** A call of the HTTP interface that a document shows. */
export interface DocumentedCall {
  readonly method: string;
  /** Without the query; shell variables stand for one segment each. */
  readonly path: string;
  readonly query: readonly string[];
  /** What `-d` sends. */
  readonly body: string | undefined;
}

/** Blocks of shell commands with the calls in them, and the JSON block that follows each: what the calls answered, one by one. */
export interface DocumentedStep {
  readonly calls: readonly DocumentedCall[];
  readonly answers: readonly unknown[];
}

export function stepsOf(markdown: string): readonly DocumentedStep[] {
  return [...markdown.matchAll(/^```sh\n(.*?)^```\n(?:\n```json\n(.*?)^```$)?/gms)].map(
    ([, commands = '', answers = '']) => ({
      calls: callsOf(commands),
      answers: answers
        .split(/^(?=\{)/m)
        .filter((answer) => answer !== '')
        .map((answer) => JSON.parse(answer) as unknown),
    }),
  );
}

/** Calls in backticks: `GET /v1/events?lane=`. */
export function namedCallsOf(markdown: string): readonly DocumentedCall[] {
  return [...markdown.matchAll(/`(GET|POST|PUT|DELETE) (\/v1[^`\s]*)`/g)].map(([, method = '', target = '']) => ({
    ...targetOf(target),
    method,
    body: undefined,
  }));
}

function callsOf(commands: string): readonly DocumentedCall[] {
  return commands
    .replaceAll('\\\n', ' ')
    .split('\n')
    .flatMap((line) => line.split(/(?=\bcurl )/).filter((part) => part.startsWith('curl ')))
    .map((command) => {
      const body = / -d '(\{[^']*)'/.exec(command)?.[1];
      const method = /-X (\w+)/.exec(command)?.[1] ?? (body === undefined ? 'GET' : 'POST');
      const [, target = ''] = /(?:\$url|http:\/\/127\.0\.0\.1:\d+)(\/[^\s"');]*)/.exec(command) ?? [];
      return { ...targetOf(target), method, body };
    });
}

function targetOf(target: string): { path: string; query: readonly string[] } {
  const [path = '', query = ''] = target.split('?');
  const names = query.split('&').map((pair) => pair.split('=')[0] ?? '');
  return { path: path.replaceAll(/\/(:|\$)\w+/g, '/x'), query: names.filter((name) => name !== '') };
}
