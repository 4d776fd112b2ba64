import type { Command } from 'commander';
import type { CommandContext } from '../command/command-context.js';
import { getCommand } from '../list/get-command.js';

export function identityGetCommand(context: CommandContext): Command {
  return getCommand(context, {
    description: 'show an identity: its state, its latest assignment and when it is assignable',
    arguments: { pool: 'id of the pool', impi: 'IMPI of the identity' },
    path: (pool, impi) => `/v1/pools/${pool}/identities/${impi}`,
    help: '\nExample:\n  allocator identity get pool-a web-000417@ims.op-a.example',
  });
}
