import type { Command } from 'commander';
import type { CommandContext } from '../command/command-context.js';
import { getCommand } from '../list/get-command.js';

export function agreementGetCommand(context: CommandContext): Command {
  return getCommand(context, {
    description: 'show an agreement and what follows from its terms',
    arguments: { agreement: 'id of the agreement' },
    path: (agreement) => `/v1/agreements/${agreement}`,
    help: '\nExample:\n  allocator agreement get agreement-a',
  });
}
