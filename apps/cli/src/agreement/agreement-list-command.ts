import { agreementsAnswer } from '@allocator/contracts';
import { type Command, Option } from 'commander';
import type { CommandContext } from '../command/command-context.js';
import { listCommand } from '../list/list-command.js';

const { items } = agreementsAnswer.shape;

export function agreementListCommand(context: CommandContext): Command {
  return listCommand(context, {
    description: 'list agreements of WWSFs and IMS operators',
    path: () => '/v1/agreements',
    filters: {
      operatorId: new Option('--operator <id>', 'only agreements of this operator'),
      wwsfId: new Option('--wwsf <id>', 'only agreements of this WWSF'),
    },
    item: items.element,
    columns: [
      { title: 'AGREEMENT', of: ({ agreementId }) => agreementId },
      { title: 'VERSION', of: ({ version }) => version },
      { title: 'OPERATOR', of: ({ operatorId }) => operatorId },
      { title: 'WWSF', of: ({ wwsfId }) => wwsfId },
      { title: 'STATUS', of: ({ status }) => status },
      { title: 'LIFETIME', of: ({ securityLifetimeSeconds }) => securityLifetimeSeconds },
      { title: 'TOKEN', of: ({ tokenLifetimeSeconds }) => tokenLifetimeSeconds },
      { title: 'QUARANTINE', of: ({ quarantineSeconds }) => quarantineSeconds },
      { title: 'FEASIBLE', of: ({ feasible }) => (feasible ? 'yes' : 'no') },
    ],
    help: `
Times are in seconds: the security lifetime, the token lifetime that it leaves, and the quarantine after it.

Examples:
  allocator agreement list
  allocator agreement list --operator op-a --json`,
  });
}
