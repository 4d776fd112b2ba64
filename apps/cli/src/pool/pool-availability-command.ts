import { Command } from 'commander';
import type { CommandContext } from '../command/command-context.js';
import { type ServiceFlags, serviceOf, withService } from '../service/service-flags.js';
import { poolAvailability } from './pool-availability.js';

export function poolAvailabilityCommand({ signal, print, setExitCode }: CommandContext): Command {
  const command = new Command('availability')
    .argument('<pool>')
    .description('show how many identities of a pool are in each state')
    .option('--json', 'print one line of JSON', false)
    .addHelpText('after', '\nExample:\n  allocator pool availability pool-a');
  return withService(command).action(async (pool: string, flags: ServiceFlags & { readonly json: boolean }) => {
    setExitCode(await poolAvailability(pool, flags.json, serviceOf(flags, signal), print));
  });
}
