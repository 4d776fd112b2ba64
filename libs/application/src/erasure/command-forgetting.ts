import type { Log } from '@allocator/runtime';
import { Backoff, LoopService } from '@allocator/runtime';
import type { CommandsToForget } from '../ports/commands-to-forget.js';
import type { HandledCommands } from '../ports/handled-commands.js';

/**
 * Offsets are committed a moment after the answers are sent, and only records before the committed offset are deleted. So records
 * are deleted a second time when the erasure is this old.
 */
const settledAfterSeconds = 60;
const pauseMs = 60_000;

/** Deletes the answered commands of WWSFs that had a subject erased: part of the role `scheduler`. */
export class CommandForgetting extends LoopService {
  constructor(
    private readonly notes: CommandsToForget,
    private readonly commands: HandledCommands,
    log: Log,
  ) {
    super({ name: 'command-forgetting', log, backoff: new Backoff({ minMs: 1_000, maxMs: pauseMs }) });
  }

  protected async runOnce(stopping: AbortSignal): Promise<number> {
    const failures: unknown[] = [];
    for (const noted of await this.notes.noted(settledAfterSeconds)) {
      if (stopping.aborted) break;
      try {
        await this.commands.forget(noted.wwsfId);
        if (noted.isSettled) await this.notes.forgotten(noted);
      } catch (error) {
        // A failure for one WWSF does not delay the others.
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
    return pauseMs;
  }
}
