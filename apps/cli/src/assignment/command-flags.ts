import { commandId } from '@allocator/contracts';
import { type Command, InvalidArgumentError } from 'commander';
import { randomUUID } from 'node:crypto';
import type { CommandContext } from '../command/command-context.js';
import { CommandError } from '../command/command-error.js';
import { type Item, itemOf } from '../list/item-of.js';
import { printRecord } from '../list/get-command.js';
import { type OutputFlags, withJson } from '../command/output.js';
import { ServiceError } from '../service/service-client.js';
import { type ServiceFlags, serviceOf, withService } from '../service/service-flags.js';

/** The options of a command that changes an assignment. */
export interface CommandFlags extends ServiceFlags, OutputFlags {
  readonly commandId?: string;
}

export function withCommandId(command: Command): Command {
  const meaning = 'send the command again under the id of its first try: the answer is the same; default: a new one';
  return withService(withJson(command.option('--command-id <uuid>', meaning, uuid)));
}

/**
 * Sends a command, and prints the assignment with the command's id. A new id is shown before it is sent, so that the command can be
 * repeated however it ended.
 */
export async function sendCommand(
  context: CommandContext,
  flags: CommandFlags,
  path: string,
  body: object,
): Promise<void> {
  const id = flags.commandId ?? randomUUID();
  if (flags.commandId === undefined) context.notice(`command id ${id}`);
  printRecord({ commandId: id, ...(await answerTo(context, flags, path, id, body)) }, flags, context);
}

async function answerTo(
  context: CommandContext,
  flags: CommandFlags,
  path: string,
  id: string,
  body: object,
): Promise<Item> {
  try {
    return itemOf(await serviceOf(flags, context).command(path, id, body));
  } catch (error) {
    if (!(error instanceof ServiceError) || !error.isTemporary) throw error;
    const hint = `It may have been carried out. Repeat it with --command-id ${id}: it has one answer.`;
    throw new CommandError(`${error.message}\n${hint}`, error.exitCode);
  }
}

function uuid(text: string): string {
  const { data, success } = commandId.safeParse(text);
  if (success) return data;
  throw new InvalidArgumentError('Give a UUID.');
}
