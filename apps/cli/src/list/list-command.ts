import { Command, InvalidArgumentError, type Option } from 'commander';
import type { CommandContext } from '../command/command-context.js';
import { type OutputFlags, withJson } from '../command/output.js';
import { type ServiceFlags, serviceOf, withService } from '../service/service-flags.js';
import type { Item } from './item-of.js';
import { type ListRequest, listPages } from './list-pages.js';
import { type Column, Table } from './table.js';

/** A list of the HTTP interface, as a command. */
export interface ListedResource<T> {
  readonly description: string;
  /** Name and meaning of the argument that completes the path, if there is one. */
  readonly argument?: readonly [name: string, description: string];
  readonly path: (argument: string) => string;
  /** By the names of their query parameters. */
  readonly filters: Readonly<Record<string, Option>>;
  /** The members of an item that the columns show. */
  readonly item: { parse(item: Item): T };
  readonly columns: readonly Column<T>[];
  readonly help: string;
}

interface ListFlags extends ServiceFlags, OutputFlags {
  readonly limit: number;
  readonly after?: string;
}

/** `list`: prints a list while it is read, page by page. */
export function listCommand<T>(context: CommandContext, resource: ListedResource<T>): Command {
  const command = new Command('list').description(resource.description);
  if (resource.argument !== undefined) command.argument(`<${resource.argument[0]}>`, resource.argument[1]);
  for (const option of Object.values(resource.filters)) command.addOption(option);
  command
    .option('--limit <count>', 'maximum number of items; default: all', count, Infinity)
    .option('--after <cursor>', 'continue after the end of an earlier list')
    .addHelpText('after', resource.help);
  return withService(withJson(command)).action(async (...given: unknown[]) => {
    const argument = resource.argument === undefined ? '' : String(given[0]);
    const flags = command.opts<ListFlags>();
    const request: ListRequest = {
      path: resource.path(argument),
      filters: Object.fromEntries(
        Object.entries(resource.filters).map(([name, option]) => [name, valueOf(command, option)]),
      ),
      after: flags.after,
      limit: flags.limit,
    };
    await (flags.json ? printJson : printTable)(context, flags, request, resource);
  });
}

function valueOf(command: Command, option: Option): string | undefined {
  return command.getOptionValue(option.attributeName()) as string | undefined;
}

async function printTable<T>(
  context: CommandContext,
  flags: ServiceFlags,
  request: ListRequest,
  { item, columns }: ListedResource<T>,
): Promise<void> {
  const table = new Table(columns);
  let end: string | null = null;
  for await (const { items, next } of pagesOf(context, flags, request)) {
    for (const line of table.lines(items.map((found) => item.parse(found)))) context.print(line);
    await context.printed();
    end = next;
  }
  if (end !== null) context.notice(`there are more: --after ${end}`);
}

/** One document, written from the first page on while it is read: what breaks off is not valid JSON. */
async function printJson(context: CommandContext, flags: ServiceFlags, request: ListRequest): Promise<void> {
  let isBegun = false;
  let last: string | undefined;
  let end: string | null = null;
  for await (const { items, next } of pagesOf(context, flags, request)) {
    if (!isBegun) context.print('{"items":[');
    isBegun = true;
    for (const found of items) {
      if (last !== undefined) context.print(`${last},`);
      last = JSON.stringify(found);
    }
    await context.printed();
    end = next;
  }
  if (last !== undefined) context.print(last);
  context.print(`],"next":${JSON.stringify(end)}}`);
}

function pagesOf(context: CommandContext, flags: ServiceFlags, request: ListRequest) {
  return listPages(serviceOf(flags, { ...context, signal: context.reading }), request);
}

/** A positive whole number. */
function count(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new InvalidArgumentError('Give a whole number from 1.');
  return number;
}
