import type { Command } from 'commander';

/** What every command is given by the process that runs it. */
export interface CommandContext {
  /** Aborted by SIGINT and SIGTERM. */
  readonly signal: AbortSignal;
  /** Aborted by the same, and when the reader of the output leaves (`| head`): for commands that only print. */
  readonly reading: AbortSignal;
  /** Variables of the environment. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Prints a line of the result. */
  readonly print: (line: string) => void;
  /** Resolves when the output takes more: a long result is not kept in memory. */
  readonly printed: () => Promise<void>;
  /** Prints a line that is not a part of the result, on standard error. */
  readonly notice: (line: string) => void;
  readonly setExitCode: (exitCode: number) => void;
}

/** Makes one command, with its options, its help and its action. */
export type CommandMaker = (context: CommandContext) => Command;
