import type { Command } from 'commander';

/** What every command is given by the process that runs it. */
export interface CommandContext {
  /** Aborted by SIGINT and SIGTERM. */
  readonly signal: AbortSignal;
  /** Prints a line of the result. */
  readonly print: (line: string) => void;
  readonly setExitCode: (exitCode: number) => void;
}

/** Makes one command, with its options, its help and its action. */
export type CommandMaker = (context: CommandContext) => Command;
