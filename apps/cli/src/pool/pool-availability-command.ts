import type { Command } from 'commander';
import type { CommandContext } from '../command/command-context.js';
import { getCommand } from '../list/get-command.js';

export function poolAvailabilityCommand(context: CommandContext): Command {
  return getCommand(
    context,
    {
      description: 'show how many identities of a pool are in each state',
      arguments: { pool: 'id of the pool' },
      path: (pool) => `/v1/pools/${pool}/availability`,
      help: '\nExample:\n  allocator pool availability pool-a',
    },
    'availability',
  );
}
