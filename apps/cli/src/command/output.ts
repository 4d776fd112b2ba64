import type { Command } from 'commander';

export interface OutputFlags {
  readonly json: boolean;
}

/** The result of a command: lines for people, or one JSON document for programs. */
export interface Output {
  /** Only for people. */
  line(text: string): void;
  /** Only for programs; once. */
  document(value: object): void;
}

export function withJson(command: Command): Command {
  return command.option('--json', 'print one JSON document instead of text', false);
}

export function outputOf({ json }: OutputFlags, print: (line: string) => void): Output {
  return json
    ? {
        line: () => undefined,
        document: (value) => {
          print(JSON.stringify(value));
        },
      }
    : { line: print, document: () => undefined };
}
