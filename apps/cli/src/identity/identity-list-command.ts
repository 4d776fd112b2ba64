import { identitiesAnswer, identityStateName } from '@allocator/contracts';
import { type Command, Option } from 'commander';
import type { CommandContext } from '../command/command-context.js';
import { listCommand } from '../list/list-command.js';

const { items } = identitiesAnswer.shape;

export function identityListCommand(context: CommandContext): Command {
  return listCommand(context, {
    description: 'list the identities of a pool',
    argument: ['pool', 'id of the pool'],
    path: (pool) => `/v1/pools/${encodeURIComponent(pool)}/identities`,
    filters: {
      state: new Option('--state <state>', 'only identities in this state').choices(identityStateName.options),
    },
    item: items.element,
    columns: [
      { title: 'IMPI', of: ({ impi }) => impi },
      { title: 'STATE', of: ({ state }) => state },
      { title: 'GENERATION', of: ({ generation }) => generation },
      { title: 'ASSIGNMENT', of: ({ assignmentId }) => assignmentId },
      { title: 'ASSIGNABLE AT', of: ({ assignableAt }) => assignableAt },
      { title: 'IMPUS', of: ({ impus }) => impus.length },
    ],
    help: `
States change while a list is read: an identity that changes its state between two pages can be missing or be listed twice.

Examples:
  allocator identity list pool-a --limit 100
  allocator identity list pool-a --state quarantined
  allocator identity list pool-a --json | jq -r '.items[].impi'`,
  });
}
