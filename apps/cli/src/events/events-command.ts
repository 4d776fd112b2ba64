import { eventsMax } from '@allocator/contracts';
import { Command, InvalidArgumentError } from 'commander';
import type { CommandContext } from '../command/command-context.js';
import { CommandError, exitCodes } from '../command/command-error.js';
import { withJson } from '../command/output.js';
import { withService } from '../service/service-flags.js';
import { eventIdPattern } from './event-places.js';
import { type EventsFlags, PrintedEvents } from './printed-events.js';

const limitDefault = 1_000;

export function eventsCommand(context: CommandContext): Command {
  const command = new Command('events')
    .description('print the events that you may see, and follow them')
    .option('--lane <lane>', 'only events of this lane', wholeNumber)
    .option('--after <event>', 'continue after this event (<lane>-<position>); repeat it for each lane', place, [])
    .option('--limit <count>', 'maximum number of events; default: 1000, with --follow no limit', wholeNumber)
    .option('--follow', 'print new events as they are recorded, until Ctrl-C', false)
    .option('--cursor <file>', 'continue where an earlier run with this file has stopped')
    .addHelpText(
      'after',
      `
Events of a lane are in order. They begin with the first one of each lane; with --follow, and without --after and events in the file
of --cursor, with the next one that is recorded. Once one lane is named, a lane that is not named begins with its first event.
A lost connection is made again, and continues after the last event. --json prints the stored documents, one a line (NDJSON).
--cursor keeps the last event of each lane once it is printed: after a crash some events can be printed again, and none is left out.

Examples:
  allocator events --limit 20
  allocator events --follow --cursor events.json --json >> events.ndjson
  allocator events --follow --after 6-120 --after 5-3`,
    );
  return withService(withJson(command)).action(async (flags: EventsFlags) => {
    const limit = flags.limit ?? (flags.follow ? Infinity : limitDefault);
    if (!flags.follow && limit > eventsMax)
      throw new CommandError(`--limit is at most ${String(eventsMax)}`, exitCodes.wrongUse);
    const events = new PrintedEvents(context, flags, limit);
    try {
      await (flags.follow ? events.follow() : events.read());
    } finally {
      events.end();
    }
  });
}

function place(text: string, before: readonly string[]): readonly string[] {
  if (!eventIdPattern.test(text)) throw new InvalidArgumentError('Give the id of an event: <lane>-<position>.');
  return [...before, text];
}

function wholeNumber(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Give a whole number.');
}
