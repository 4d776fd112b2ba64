import { poolsAnswer } from '@allocator/contracts';
import { type Command, Option } from 'commander';
import type { CommandContext } from '../command/command-context.js';
import { listCommand } from '../list/list-command.js';

const { items } = poolsAnswer.shape;

export function poolListCommand(context: CommandContext): Command {
  return listCommand(context, {
    description: 'list pools with the number of their identities by state',
    path: () => '/v1/pools',
    filters: {
      agreementId: new Option('--agreement <id>', 'only pools under this agreement'),
      operatorId: new Option('--operator <id>', 'only pools of this operator'),
      wwsfId: new Option('--wwsf <id>', 'only pools of this WWSF'),
    },
    item: items.element,
    columns: [
      { title: 'POOL', of: ({ poolId }) => poolId },
      { title: 'AGREEMENT', of: ({ agreementId }) => agreementId },
      { title: 'WWSF', of: ({ wwsfId }) => wwsfId },
      { title: 'LANE', of: ({ lane }) => lane },
      { title: 'TOTAL', of: ({ availability }) => availability.total },
      { title: 'ASSIGNABLE', of: ({ availability }) => availability.assignable },
      { title: 'ASSIGNED', of: ({ availability }) => availability.assigned },
      { title: 'HELD', of: ({ availability }) => availability.held },
      { title: 'QUARANTINED', of: ({ availability }) => availability.quarantined },
      { title: 'SUSPENDED', of: ({ availability }) => availability.suspended },
    ],
    help: '\nExamples:\n  allocator pool list\n  allocator pool list --operator op-a --json',
  });
}
