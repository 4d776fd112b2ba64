import { operatorsAnswer } from '@allocator/contracts';
import type { Command } from 'commander';
import type { CommandContext } from '../command/command-context.js';
import { listCommand } from '../list/list-command.js';

const { items } = operatorsAnswer.shape;

export function operatorListCommand(context: CommandContext): Command {
  return listCommand(context, {
    description: 'list the IMS operators with their terms',
    path: () => '/v1/operators',
    filters: {},
    item: items.element,
    columns: [
      { title: 'OPERATOR', of: ({ operatorId }) => operatorId },
      { title: 'VERSION', of: ({ version }) => version },
      { title: 'R_MAX', of: ({ maxRegistrationSeconds }) => maxRegistrationSeconds },
      { title: 'GUARD', of: ({ guardSeconds }) => guardSeconds },
      { title: 'MODEL', of: ({ registrationModel }) => registrationModel },
      { title: 'INDICATIONS', of: ({ indications }) => indications },
      { title: 'INFEASIBLE', of: ({ infeasibleAgreements }) => infeasibleAgreements.length },
    ],
    help: `
Times are in seconds. INFEASIBLE is the number of agreements that assign nothing under these terms.

Examples:
  allocator operator list
  allocator operator list --json | jq '.items[].operatorId'`,
  });
}
