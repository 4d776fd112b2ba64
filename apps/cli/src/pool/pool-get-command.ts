import type { Command } from 'commander';
import type { CommandContext } from '../command/command-context.js';
import { getCommand } from '../list/get-command.js';

export function poolGetCommand(context: CommandContext): Command {
  return getCommand(context, {
    description: 'show the policy of a pool',
    arguments: { pool: 'id of the pool' },
    path: (pool) => `/v1/pools/${pool}`,
    help: '\nExample:\n  allocator pool get pool-a',
  });
}
