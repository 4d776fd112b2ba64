import { Command } from 'commander';
import type { CommandContext } from '../command/command-context.js';
import { exitCodes } from '../command/command-error.js';
import { type OutputFlags, outputOf, withJson } from '../command/output.js';
import { type ServiceFlags, serviceOf, withService } from '../service/service-flags.js';
import { type Item, itemOf } from './item-of.js';
import { recordLines } from './record-lines.js';

/** One resource of the HTTP interface, as a command. */
export interface ReadResource {
  readonly description: string;
  /** Names of the arguments that complete the path, in order, with their meanings. */
  readonly arguments: Readonly<Record<string, string>>;
  readonly path: (...values: readonly string[]) => string;
  readonly help: string;
}

/** `get`: prints a resource as the service has it now. */
export function getCommand(context: CommandContext, resource: ReadResource, name = 'get'): Command {
  const command = new Command(name).description(resource.description).addHelpText('after', resource.help);
  for (const [argument, meaning] of Object.entries(resource.arguments)) command.argument(`<${argument}>`, meaning);
  return withService(withJson(command)).action(async () => {
    const flags = command.opts<ServiceFlags & OutputFlags>();
    const found = itemOf(await serviceOf(flags, context).get(resource.path(...command.args.map(encodeURIComponent))));
    printRecord(found, flags, context);
    context.setExitCode(exitCodes.done);
  });
}

/** The members of an answer, or the answer as the service wrote it. */
export function printRecord(found: Item, flags: OutputFlags, { print }: CommandContext): void {
  const output = outputOf(flags, print);
  output.document(found);
  for (const line of recordLines(found)) output.line(line);
}
