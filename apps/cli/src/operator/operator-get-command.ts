import type { Command } from 'commander';
import type { CommandContext } from '../command/command-context.js';
import { getCommand } from '../list/get-command.js';

export function operatorGetCommand(context: CommandContext): Command {
  return getCommand(context, {
    description: 'show the terms of an IMS operator',
    arguments: { operator: 'id of the operator' },
    path: (operator) => `/v1/operators/${operator}`,
    help: '\nExample:\n  allocator operator get op-a',
  });
}
