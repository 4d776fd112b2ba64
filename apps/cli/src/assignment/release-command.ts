import { Command } from 'commander';
import type { CommandContext } from '../command/command-context.js';
import { type CommandFlags, sendCommand, withCommandId } from './command-flags.js';

export function releaseCommand(context: CommandContext): Command {
  const command = new Command('release')
    .description('report that the holder of an assignment has left, as a WWSF')
    .argument('<assignment>', 'id of the assignment, <lane>-<position>')
    .addHelpText(
      'after',
      `
A hint: it is recorded, and the identity is reassignable at the same time as before.

Example:
  allocator release 6-42`,
    );
  return withCommandId(command).action(async (assignment: string, flags: CommandFlags) => {
    await sendCommand(context, flags, `/v1/assignments/${encodeURIComponent(assignment)}/release`, {});
  });
}
