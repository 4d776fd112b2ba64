import type { Command, Option } from 'commander';

/** A word that can follow, and what it means. */
export interface CompletedWord {
  readonly word: string;
  readonly description: string;
}

/** What can follow a command of the tree. */
export interface Completions {
  /** Names from the program to the command, each with a space in front; empty for the program itself. */
  readonly path: string;
  /** Names of its commands, or its options. */
  readonly words: readonly CompletedWord[];
  /** The values of an option, or of the first argument (no option), that are known. */
  readonly values: readonly { readonly option: string | undefined; readonly choices: readonly string[] }[];
  /** Options that take a value which is not known here: names of files are proposed. */
  readonly others: readonly string[];
}

/** Of every command, the program first. */
export function completionsOf(command: Command, path = ''): readonly Completions[] {
  const children = command.commands.filter((child) => child.name() !== 'help');
  const help = { long: '--help', description: 'show the help of the command' };
  const options = command.options.filter(({ hidden }) => !hidden);
  const own: Completions = {
    path,
    words: [
      ...children.map((child) => ({ word: child.name(), description: child.description() })),
      ...[...options, help].map(({ long, description }) => ({ word: long ?? '', description })),
    ],
    values: [...options.flatMap(valuesOf), ...argumentValues(command)],
    others: options.filter(takesOther).map(({ long }) => long ?? ''),
  };
  return [own, ...children.flatMap((child) => completionsOf(child, `${path} ${child.name()}`))];
}

function valuesOf({ long, argChoices }: Option): Completions['values'] {
  return argChoices === undefined ? [] : [{ option: long ?? '', choices: argChoices }];
}

function argumentValues({ registeredArguments: [first] }: Command): Completions['values'] {
  return first?.argChoices === undefined ? [] : [{ option: undefined, choices: first.argChoices }];
}

function takesOther({ required, optional, argChoices }: Option): boolean {
  return (required || optional) && argChoices === undefined;
}
