import { Argument, Command } from 'commander';
import type { CommandContext } from '../command/command-context.js';
import { bashScript } from './bash-script.js';
import { type Completions, completionsOf } from './completions-of.js';
import { fishScript } from './fish-script.js';
import { zshScript } from './zsh-script.js';

const scripts: Readonly<Record<string, (program: string, all: readonly Completions[]) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

export function completionCommand({ print }: CommandContext): Command {
  return new Command('completion')
    .description('print a script that completes commands and options in a shell')
    .addArgument(new Argument('<shell>', 'the shell').choices(Object.keys(scripts)))
    .addHelpText(
      'after',
      `
The script has all commands in it, so that completing one starts no program. Print it again after an upgrade.

Examples:
  source <(allocator completion bash)
  allocator completion zsh > "\${fpath[1]}/_allocator"
  allocator completion fish > ~/.config/fish/completions/allocator.fish`,
    )
    .action((shell: string, _: object, command: Command) => {
      const program = command.parent ?? command;
      print(scripts[shell]?.(program.name(), completionsOf(program)).trimEnd() ?? '');
    });
}
